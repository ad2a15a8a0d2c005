"""supervisord keeps the processes of a stack: which ones there are, their start, their end."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devstack.profiles import VENV, Profile
from devstack.say import Stop, last_lines, step

# In the environment of each process of a stack, so that one whose supervisord was killed can be found again.
MARK = "SATUDATA_STACK"
SERVERS = 10
LATER = 20  # started by us once the set-up is done


@dataclass(frozen=True)
class Program:
    """A process and how supervisord treats it."""

    name: str
    command: Sequence[str]
    priority: int
    settings: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


def quoted(text: str) -> str:
    """supervisord reads % as the beginning of a variable."""
    return text.replace("%", "%%")


def section(profile: Profile, program: Program) -> str:
    variables = {MARK: str(profile.folder), **program.environment}
    settings = {
        "command": shlex.join(program.command),
        "directory": str(profile.folder),
        "environment": ",".join(f'{key}="{value}"' for key, value in variables.items()),
        "priority": str(program.priority),
        "autostart": "true" if program.priority == SERVERS else "false",
        "autorestart": "unexpected",
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(profile.log / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "5MB",
        "stdout_logfile_backups": "1",
        **program.settings,
    }
    return "\n".join([f"[program:{program.name}]", *(f"{key}={quoted(value)}" for key, value in settings.items())])


def configuration(profile: Profile, programs: Sequence[Program]) -> str:
    folder, socket = quoted(str(profile.folder)), quoted(str(profile.socket))
    head = f"""; Written by dev/stack.py at each start.
[supervisord]
logfile={folder}/log/supervisord.log
pidfile={folder}/supervisord.pid
{"user=root" if os.geteuid() == 0 else ""}
[unix_http_server]
file={socket}
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{socket}
"""
    return "\n".join([head, *(section(profile, program) for program in programs)]) + "\n"


def conf(profile: Profile) -> Path:
    return profile.folder / "supervisord.conf"


def control(profile: Profile, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(VENV / "bin/python"), "-m", "supervisor.supervisorctl", "-c", str(conf(profile)), *words]
    return subprocess.run(command, capture_output=True, text=True)


def states(profile: Profile) -> dict[str, str]:
    """Program → RUNNING, STOPPED, FATAL …; empty when supervisord does not run."""
    if not is_running(profile):
        return {}
    rows = (line.split() for line in control(profile, "status").stdout.splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[1].isupper()}


def pid(profile: Profile) -> int | None:
    """The living supervisord of this stack."""
    try:
        number = int((profile.folder / "supervisord.pid").read_text())
        return number if b"supervisor" in Path(f"/proc/{number}/cmdline").read_bytes() else None
    except (OSError, ValueError):
        return None


def is_running(profile: Profile) -> bool:
    return pid(profile) is not None


def start(profile: Profile, programs: Sequence[Program]) -> None:
    """Starts supervisord with its servers, or brings a running one up to date."""
    text = configuration(profile, programs)
    fresh = not conf(profile).exists() or conf(profile).read_text() != text
    conf(profile).write_text(text)
    if is_running(profile):
        if fresh:
            control(profile, "update")
        return
    profile.socket.unlink(missing_ok=True)
    command = [str(VENV / "bin/python"), "-m", "supervisor.supervisord", "-c", str(conf(profile))]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Stop(f"supervisord did not start: {(done.stderr or done.stdout).strip()}")


def wait(profile: Profile, program: str, ready: Callable[[], bool], seconds: float = 90) -> None:
    """Waits until a program answers.

    Raises:
        Stop: it ended or did not answer in time; with the end of its log
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(4):
            if ready():
                return
            time.sleep(0.25)
        if states(profile).get(program) in {"FATAL", "EXITED", "STOPPED"}:
            break
    raise did_not_start(profile, program)


def did_not_start(profile: Profile, program: str) -> Stop:
    log = profile.log / f"{program}.log"
    return Stop(f"{program} did not start; the last lines of {log}:\n  " + "\n  ".join(last_lines(log, 8)))


def stop(profile: Profile) -> None:
    """Stops all processes of a stack, also those that a killed supervisord left behind."""
    number = pid(profile)
    if number:
        control(profile, "shutdown")
        end_of([number], 60)
    if left := orphans(profile):
        for orphan in left:
            os.kill(orphan, signal.SIGINT if b"postgres" in name_of(orphan) else signal.SIGTERM)
        end_of(left, 30)


def end_of(numbers: Sequence[int], seconds: float) -> None:
    end = time.monotonic() + seconds
    while any(is_alive(number) for number in numbers):
        if time.monotonic() > end:
            raise Stop(f"These processes did not stop in {seconds:.0f} s: {' '.join(map(str, numbers))}.")
        time.sleep(0.1)


def is_alive(number: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False


def name_of(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/comm").read_bytes()
    except OSError:
        return b""


def orphans(profile: Profile) -> list[int]:
    """Processes that carry this stack's mark; only parents, their children end with them."""
    mark = f"{MARK}={profile.folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            variables = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in variables and int(path.parent.name) != os.getpid():
            found.append(int(path.parent.name))
    return found


def restart(profile: Profile, names: Sequence[str]) -> None:
    """Starts programs, or starts them anew if they run.

    Raises:
        Stop: one of them ended at once
    """
    with step(f"Starting {', '.join(names)}"):
        control(profile, "restart", *names)
        for name, state in states(profile).items():
            if name in names and state not in {"RUNNING", "STARTING"}:
                raise did_not_start(profile, name)
