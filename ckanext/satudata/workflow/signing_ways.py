"""How a file is signed, as one interface: a way takes the present file and gives the signed one. Here: the signed scan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO

from . import documents
from .document_state import File
from .errors import DocumentRefused
from .model import Document

SCAN, PKCS12 = "scan", "pkcs12"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody gives to sign with. A key and its passphrase live as long as the act: nothing keeps or prints them."""

    way: str
    user_id: str
    stream: IO[bytes] | None = None             # of the scan
    filename: str = ""
    key: bytes = field(default=b"", repr=False)
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    """The signed file; without a stream it is the one that was there."""

    stream: IO[bytes] | None
    filename: str
    mimetype: str
    size: int
    sha256: str


def scan(document: Document, file: File, act: Act) -> Made:
    """The paper was signed by hand, and this is its scan.

    Whoever added the document as a scan that bears the signature already signs without another one.

    Raises:
        DocumentRefused: `same_file`, or what stands against any upload (`file_empty`, `file_type`, `file_too_large`)
    """
    if act.stream is None:
        if document.added_by != act.user_id or document.sha256 != file.sha256 or document.template:
            raise DocumentRefused("same_file")
        return Made(None, file.filename, file.mimetype, file.size, file.sha256)
    checked = documents.examined(documents.Incoming(document.kind, act.stream, act.filename), act.user_id)
    if checked.sha256 == file.sha256:
        raise DocumentRefused("same_file")
    return Made(act.stream, checked.filename, checked.mimetype, checked.size, checked.sha256)
