"""What anybody may know of a document who has its code: whether it holds, which offices stand behind it, its hash.

Never a person's name, nor what the document is about.
"""

from __future__ import annotations

import hashlib
from typing import IO, Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata import blobs
from ckanext.satudata.language import language

from . import config, document_messages, document_state, documents, governments, versions
from .errors import DocumentRefused
from .government import Government
from .model import Document
from .model import Signature as Signed
from .offered import document_title, iso
from .offices import titled

SAME, EARLIER, OTHER = "same", "earlier", "other"
WITHOUT_RESULT = frozenset({"rejected", "cancelled", "expired", "lapsed"})


def of_code(code: str) -> Document | None:
    """The document whose page has this code."""
    return model.Session.scalar(sa.select(Document).where(Document.code == code)) if "\0" not in code else None


def url_of(code: str) -> str:
    """Address of the page, as the QR code on the document says it: the same in each language."""
    return tk.url_for("satudata_workflow_verify.show", code=code, locale="default", qualified=True)


def shown(document: Document, sha256: str | None = None) -> dict[str, Any]:
    """A document as its public page shows it.

    Args:
        sha256: of a file that is compared with it; the answer stands in `file`
    """
    signed = document_state.signatures_of([document.id])[document.id]
    case = document_state.cases_of(document)[0]
    government = governments.to_read(case.government)
    state = document_state.state_of(document, signed)
    return {
        "state": state,
        "state_text": document_messages.state(state),
        "title": document_title(case, document.kind),
        "number": document.number,
        "dated_on": document.dated_on.isoformat() if document.dated_on else None,
        "added_at": iso(document.added_at),
        "voided_at": iso(document.voided_at),
        "government": governments.shown(government.names.get("daerah"), government, language()),
        "office": _office(government, document.role, document.org_name or case.org_name),
        "signatures": [
            {"kind": one.kind, "office": titled(_office(government, one.role, one.org_name), one.acting_as),
             "at": iso(one.signed_at), "method": one.method} for one in signed
        ],
        "sha256": document_state.file_of(document, signed).sha256,
        "file": compared(document, signed, sha256) if sha256 else None,
        "is_public": is_public(document, state),
    }


def is_public(document: Document, state: str) -> bool:
    """Whether everybody with its code may read the document itself: its kind is `public`, it holds, and it led to something:
    each of its cases has come to its end, and none without a result.
    """
    found = document_state.cases_of(document)
    kinds = (governments.to_read(case.government).document_kind(document.kind, versions.procedure_of(case.procedure_id))
             for case in found)
    return (state == document_state.VALID and all(kind is not None and kind.public for kind in kinds)
            and all(case.status == "closed" and case.outcome not in WITHOUT_RESULT for case in found))


def public_file(document: Document) -> document_state.File | None:
    """The file of a document that everybody may read; None of any other."""
    signed = document_state.signatures_of([document.id])[document.id]
    is_open = is_public(document, document_state.state_of(document, signed))
    return document_state.file_of(document, signed) if is_open else None


def _office(government: Government, role: str | None, org_name: str | None) -> str:
    """Title of an office, with the OPD in which it is held."""
    known = government.roles.get(role or "")
    parts = [government.role_title(role)] if role else []
    if org_name and (known is None or known.per_organization):
        parts.append(org_name)
    return ", ".join(parts)


def compared(document: Document, signed: list[Signed], sha256: str) -> str:
    """Whether a file is the document (`same`), the document before its last signature (`earlier`), or another one."""
    if sha256.lower() == document_state.file_of(document, signed).sha256:
        return SAME
    return EARLIER if sha256.lower() in {document.sha256, *(one.sha256 for one in signed)} else OTHER


def digest_of(stream: IO[bytes]) -> str:
    """SHA-256 of an uploaded file, which is kept nowhere.

    Raises:
        DocumentRefused: it is larger than any document
    """
    found, size, limit = hashlib.sha256(), 0, config.document_limit_mb()
    while chunk := stream.read(blobs.CHUNK):
        size += len(chunk)
        if size > limit * documents.MB:
            raise DocumentRefused("file_too_large", limit=limit)
        found.update(chunk)
    return found.hexdigest()
