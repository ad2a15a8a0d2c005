"""Programs that a journey needs running: started, watched, stopped, never left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devstack.profiles import ROOT, TEST
from devstack.say import last_lines
from devstack.supervisor import MARK

# In the environment of each process, so that one whose test run was killed is found by the next run.
JOURNEY = "SATUDATA_JOURNEY"
# How long a test waits for what another process makes: much longer than it takes, also where the machine has other work.
PATIENCE = 300  # seconds


@dataclass
class Program:
    """A program with a log of its own; its children end with it."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process is not None else None

    def has_ended(self) -> bool:
        return self.process is None or self.exit_code is not None

    def stop(self) -> None:
        if self.process is not None:
            end(self.process.pid, self.has_ended)

    def last_words(self, count: int = 40) -> str:
        lines = last_lines(self.log, count) if self.log.exists() else []
        return "\n  ".join([f"the last lines of {self.log.name}:", *lines])


def environment(slug: str, **more: str) -> dict[str, str]:
    """The test run's own variables, without those by which it chooses the slot of a pytest worker."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("CKAN_", "PYTEST_"))}
    return {**inherited, "PYTHONPATH": str(ROOT / "dev"), MARK: str(TEST.folder), JOURNEY: slug, **more}


def end(group: int, has_ended: Callable[[], bool], seconds: float = 10) -> None:
    """Ends a process and its group, at first politely."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            return
        if wait_until(has_ended, seconds):
            return


def end_left_behind(slug: str) -> None:
    """Ends what a killed test run has left running for this portal."""
    mark, where = f"{JOURNEY}={slug}".encode(), f"{MARK}={TEST.folder}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in variables and where in variables and os.getpgid(int(folder.name)) == int(folder.name):
            end(int(folder.name), lambda gone=folder: not gone.exists())


def wait_until(done: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True
