"""A stack's own folder: its marker, the lock and the stamps that save repeated work."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.say import Stop, line

MARKER = ".satudata-stack"


def claim(folder: Path) -> None:
    """Makes the folder, or finds it as one of ours.

    Raises:
        Stop: it exists, holds something, and is not ours
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Stop(f"{folder} exists and was not made by this command. Move it away, then try again.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by dev/stack.py, which may delete this folder with everything in it.\n")


def remove(folder: Path) -> None:
    """Deletes a stack's folder.

    Raises:
        Stop: the folder does not carry our marker
    """
    if not folder.exists():
        return
    if not (folder / MARKER).is_file():
        raise Stop(f"{folder} has no file {MARKER}, so it was not made by this command: nothing was deleted.")
    shutil.rmtree(folder)


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Lets one command at a time change anything; the second one waits."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("  Another command is changing the stack: waiting until it is done …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(paths: Iterable[Path], *words: str) -> str:
    """One hash over words and over the contents of files; folders count with everything in them."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files_of(paths)):
        total.update(str(path).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def quick_digest(paths: Iterable[Path]) -> str:
    """The same over names, times and sizes, tests left out: enough to see that somebody saved a file."""
    total = hashlib.sha256()
    for path in sorted(path for path in files_of(paths) if "tests" not in path.parts):
        facts = path.stat()
        total.update(f"{path}\0{facts.st_mtime_ns}\0{facts.st_size}\n".encode())
    return total.hexdigest()


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        for folder, names, files in os.walk(path):
            names[:] = [name for name in names if name != "__pycache__"]
            yield from (Path(folder) / file for file in files)


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text)
