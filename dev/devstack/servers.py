"""PostgreSQL, Redis and Solr: what both stacks begin with."""

import os
import shutil
import socket
from collections.abc import Sequence

from devstack import folder, ports, postgres, solr, supervisor
from devstack.profiles import HOST, Profile
from devstack.say import Stop, step
from devstack.supervisor import SERVERS, Program


def programs(profile: Profile) -> list[Program]:
    # INT is PostgreSQL's fast shutdown; TERM would wait for its clients.
    settings = {"stopsignal": "INT"}
    if os.geteuid() == 0:
        settings["user"] = postgres.account().pw_name
    return [
        Program("postgres", postgres.command(profile), SERVERS, {**settings, "directory": "/"}),
        Program("redis", redis_command(profile), SERVERS),
        Program("solr", solr.command(profile), SERVERS, {"stopwaitsecs": "30"}),
    ]


def redis_command(profile: Profile) -> list[str]:
    # The demo keeps its queue when it is stopped; tests want nothing kept.
    keep = "yes" if profile.name == "demo" else "no"
    # With a title of its own Redis would write over the mark by which supervisor.orphans() finds it.
    title = ["--set-proc-title", "no"]
    where = ["--bind", HOST, "--port", str(profile.ports["redis"]), "--dir", str(profile.folder / "redis")]
    return [shutil.which("redis-server") or "redis-server", *where, "--save", "", "--appendonly", keep, *title]


def redis_is_ready(profile: Profile) -> bool:
    try:
        with socket.create_connection((HOST, profile.ports["redis"]), 2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def start(profile: Profile, more: Sequence[Program] = ()) -> bool:
    """Starts the three servers, if they do not run yet.

    Returns:
        whether Solr's configuration is another than the last time
    """
    folder.claim(profile.folder)
    for name in ("log", "redis", "solr", "storage"):
        (profile.folder / name).mkdir(exist_ok=True)
    every = [*programs(profile), *more]
    check_ports(profile, [program.name for program in every])
    postgres.initialise(profile)
    solr.ensure_jars()
    changed = solr.write_home(profile)
    was_running = supervisor.states(profile).get("solr") == "RUNNING"
    if all_ready(profile) and not changed:
        supervisor.start(profile, every)
        return False
    with step("Starting PostgreSQL, Redis and Solr"):
        supervisor.start(profile, every)
        if changed and was_running:
            supervisor.control(profile, "restart", "solr")
        supervisor.control(profile, "start", "postgres", "redis", "solr")
        supervisor.wait(profile, "postgres", lambda: postgres.is_ready(profile))
        supervisor.wait(profile, "redis", lambda: redis_is_ready(profile))
        supervisor.wait(profile, "solr", lambda: solr.is_ready(profile))
    return changed


def all_ready(profile: Profile) -> bool:
    return (
        supervisor.is_running(profile) and postgres.is_ready(profile) and redis_is_ready(profile) and solr.is_ready(profile)
    )


def check_ports(profile: Profile, names: Sequence[str]) -> None:
    """Raises Stop if somebody else holds a port of a program of ours that does not run."""
    running = {name for name, state in supervisor.states(profile).items() if state in {"RUNNING", "STARTING"}}
    if not running and supervisor.orphans(profile):
        with step("Stopping processes that an earlier start left behind"):
            supervisor.stop(profile)
    ports.check(profile, [name for name in names if name not in running])


def stop(profile: Profile) -> None:
    supervisor.stop(profile)
    if profile.name == "test":
        solr.forget_memory(profile)


def reset(profile: Profile) -> None:
    """Stops the stack and deletes its folder; refuses a folder that is not ours."""
    if profile.folder.exists() and not (profile.folder / folder.MARKER).is_file():
        folder.remove(profile.folder)  # says why not
    stop(profile)
    if not postgres.home(profile).is_relative_to(profile.folder):
        shutil.rmtree(postgres.home(profile), ignore_errors=True)
    folder.remove(profile.folder)


def require_running(profile: Profile) -> None:
    if not supervisor.is_running(profile):
        raise Stop(f"The {profile.name} stack does not run: start it with `make {profile.name}`.")
