"""Are the ports free that we want to listen on?"""

import errno
import socket
from collections.abc import Iterable

from devstack.profiles import HOST, Profile, port_variable
from devstack.say import Stop


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def check(profile: Profile, services: Iterable[str]) -> None:
    """Raises Stop, with the way out, if another program holds a port of these services."""
    for service in services:
        port = profile.ports.get(service)
        if port and not is_free(port):
            raise Stop(
                f"Port {port}, which {service} needs, is used by another program: stop that program, or choose another port, "
                f"for example {port_variable(profile.name, service)}={port + 1} make {profile.name}."
            )
