"""PDFs of pages that are the same for everybody: each is made once, kept under what its page says, and served as a file.

The name of a file has the digest of the page from which it was made, so that a changed SOP, language or template is another
file, and several web processes need not tell each other anything. Only one is made at a time, by all processes together:
whoever asks for all of them in a loop keeps nobody else waiting for long.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import ckan.plugins.toolkit as tk

from . import rendering

WAIT_S = 10                             # for the one that is being made, which takes a few seconds
PAUSE_S = 0.1


class Busy(Exception):
    """Others are being made; in a few seconds it is this one's turn."""


def folder() -> Path:
    """Where they lie, below CKAN's storage folder."""
    return Path(tk.config["ckan.storage_path"]) / "satudata" / "printed"


def digest(page: str) -> str:
    """What tells this PDF from every other: the page, and the program that prints it."""
    return hashlib.sha256(f"{version('weasyprint')}\n{page}".encode()).hexdigest()


def pdf(name: str, page: str) -> bytes:
    """The PDF of a page.

    Args:
        name: of what it shows; an older PDF of the same name goes when a new one is made
        page: complete HTML, the same for every reader
    Raises:
        Busy: others are being made
    """
    kept = folder() / f"{name}~{digest(page)}.pdf"
    if found := _read(kept):
        return found
    kept.parent.mkdir(parents=True, exist_ok=True)
    with _turn(kept.parent):
        return _read(kept) or _made(kept, name, page)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _made(kept: Path, name: str, page: str) -> bytes:
    content = rendering.printed(page)
    handle, written = tempfile.mkstemp(dir=kept.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
        Path(written).chmod(0o640)
        Path(written).rename(kept)
    finally:
        Path(written).unlink(missing_ok=True)
    for older in kept.parent.iterdir():
        if older.name.startswith(f"{name}~") and older != kept:
            older.unlink(missing_ok=True)
    return content


@contextmanager
def _turn(where: Path) -> Iterator[None]:
    """Until it is this one's turn; the system gives the turn back if the process dies."""
    with (where / ".turn").open("w") as lock:
        until = time.monotonic() + WAIT_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as taken:
                if time.monotonic() > until:
                    raise Busy from taken
                time.sleep(PAUSE_S)
        yield
