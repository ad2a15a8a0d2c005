"""Files kept by what they contain: a folder that web processes and workers share, one file for each SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import ckan.plugins.toolkit as tk

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file: `sha256` in hex (64 characters), `size` in bytes."""

    sha256: str
    size: int


class TooLarge(Exception):
    """The stream holds more bytes than the caller allows."""


class BlobStore:
    """Content-addressed files below one folder.

    A blob is written to a temporary file, flushed to the disk and renamed, so it exists whole or not at all; a blob
    that exists is never written again. Nothing here knows who may read it: the rooms decide that.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, stream: IO[bytes], limit: int) -> Blob:
        """Store a stream from its present position on.

        Args:
            stream: read to its end, never closed
            limit: bytes, the most that is taken
        Raises:
            TooLarge: more than `limit` bytes; nothing is kept
        """
        waiting = self.folder / "tmp"
        waiting.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=waiting)
        try:
            with os.fdopen(handle, "wb") as target:
                blob = _copy(stream, target, limit)
                target.flush()
                os.fsync(target.fileno())
            self._settle(Path(name), blob)
        finally:
            Path(name).unlink(missing_ok=True)
        return blob

    def _settle(self, written: Path, blob: Blob) -> None:
        final = self.path(blob.sha256)
        if final.exists():
            return
        final.parent.mkdir(parents=True, exist_ok=True)
        written.chmod(0o640)
        written.rename(final)
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _copy(stream: IO[bytes], target: IO[bytes], limit: int) -> Blob:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge
        digest.update(chunk)
        target.write(chunk)
    return Blob(digest.hexdigest(), size)


def digest(pieces: Iterable[bytes]) -> Blob:
    """Hash and size of what comes in pieces."""
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return Blob(found.hexdigest(), size)


def sha256_of(path: Path) -> Blob:
    """Hash and size of a file on disk, read in pieces of 1 MiB."""
    with path.open("rb") as stream:
        return digest(iter(lambda: stream.read(CHUNK), b""))


def store(kind: str) -> BlobStore:
    """The store of one kind (`blobs` for files of records, `documents` for letters) below CKAN's storage folder."""
    return BlobStore(Path(tk.config["ckan.storage_path"]) / "satudata" / kind)
