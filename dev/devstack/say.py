"""What the commands print: each step with its time, each failure as one plain sentence."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class Stop(Exception):
    """Ends a command; its text tells the person what to do."""


def line(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Prints what is being done, and when it is done how long it took."""
    start = time.monotonic()
    print(f"  {text} …", flush=True)
    yield
    print(f"  {text}: done in {time.monotonic() - start:.1f} s", flush=True)


def last_lines(log: Path, count: int = 1) -> list[str]:
    """The last lines of a log that say something."""
    if not log.exists():
        return []
    lines = [text.strip() for text in log.read_text(errors="replace").splitlines()]
    return [text for text in lines if text][-count:]


def run_logged(command: Sequence[str | Path], log: Path, env: dict[str, str] | None = None, every_s: float = 5) -> bool:
    """Runs a long command into a log and shows its last line every few seconds.

    Returns:
        whether it ended well
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.STDOUT, env=env)
        while True:
            try:
                return process.wait(timeout=every_s) == 0
            except subprocess.TimeoutExpired:
                latest = " ".join(last_lines(log))
                line(f"    {time.monotonic() - start:3.0f} s  {latest[:100]}")
            except BaseException:
                process.terminate()
                raise
