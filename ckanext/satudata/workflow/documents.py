"""Official documents of cases: taken as files, kept by their hash, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import IO

import ckan.model as model
import ckan.plugins.toolkit as tk
import magic
import sqlalchemy as sa

from ckanext.satudata import blobs

from . import config, events, governments, service
from .errors import DocumentRefused
from .model import Document, DocumentCase, Task
from .offices import Actor, office_for
from .registry import registry
from .rules import documents_made
from .situation import Situation

MB = 1 << 20
TYPES = {                       # what an uploaded letter may be, by what its bytes say
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """An uploaded letter: its stream, the name it had on the sender's machine, the office's number and date of it."""

    kind: str
    stream: IO[bytes]
    filename: str
    number: str | None = None
    dated_on: date | None = None


def store():
    return blobs.store("documents")


def add(task_id: str, incoming: Incoming, actor: Actor) -> tuple[Document, Situation]:
    """Add a document to the case of an open task; it counts for the content that is sealed now.

    A second document of the same kind for the same content supersedes the first, which is kept.

    Raises:
        DocumentRefused: not the actor's task, a kind that the step does not name, an empty file, too large, or not a
            PDF, JPEG or PNG by what its bytes say
    """
    known = model.Session.get(Task, task_id)
    if known is None:
        raise DocumentRefused("no_such_task")
    case = service.lock(known.case_id)
    task = model.Session.get(Task, task_id, populate_existing=True)
    situation = service.situation_of(case, actor, task)
    _may_add(situation, incoming.kind)
    document = _frozen(incoming, actor)
    seals = [registry().topic(t.topic_type).seal(t.topic_id) for t in situation.topics]
    document.supersedes = _earlier(case.id, incoming.kind)
    model.Session.add(document)
    model.Session.flush()
    model.Session.add(DocumentCase(document_id=document.id, case_id=case.id, step=case.step, round=case.round,
                                   seal=seals[0] if seals else None))
    events.record(events.case_stream(case.id), events.DOCUMENT_ADDED, actor, office=situation.office,
                  data={"document": document.id, "kind": document.kind, "sha256": document.sha256, "step": case.step})
    model.Session.flush()
    return document, situation


def _may_add(situation: Situation, kind: str) -> None:
    task, case = situation.task, situation.case
    if case.status != "open" or task is None or task.status not in ("ready", "claimed"):
        raise DocumentRefused("task_answered")
    situation.office = office_for(governments.of_case(case.government), situation.actor, task.offices)
    if situation.office is None:
        raise DocumentRefused("not_your_office")
    if kind not in documents_made(situation.step):
        raise DocumentRefused("kind_not_asked", kind=kind)


def _frozen(incoming: Incoming, actor: Actor) -> Document:
    limit = config.document_limit_mb()
    found = magic.from_buffer(incoming.stream.read(4096), mime=True)
    incoming.stream.seek(0)
    if found == "application/x-empty":
        raise DocumentRefused("file_empty")
    if found not in TYPES:
        raise DocumentRefused("file_type", found=found)
    try:
        blob = store().put(incoming.stream, limit * MB)
    except blobs.TooLarge as error:
        raise DocumentRefused("file_too_large", limit=limit) from error
    name = PurePath(incoming.filename.replace("\\", "/")).name[:200]
    if PurePath(name).suffix.lower() not in TYPES[found]:
        name += TYPES[found][0]
    return Document(kind=incoming.kind, number=(incoming.number or "").strip()[:200] or None, dated_on=incoming.dated_on,
                    filename=name, mimetype=found, size=blob.size, sha256=blob.sha256, added_by=actor.user_id)


def _earlier(case_id: str, kind: str) -> str | None:
    return model.Session.scalar(
        sa.select(Document.id).join(DocumentCase, DocumentCase.document_id == Document.id)
        .where(DocumentCase.case_id == case_id, Document.kind == kind).order_by(Document.added_at.desc()).limit(1)
    )


def of_case(case_id: str) -> list[tuple[Document, DocumentCase]]:
    """Documents of a case, oldest first."""
    rows = model.Session.execute(
        sa.select(Document, DocumentCase).join(DocumentCase, DocumentCase.document_id == Document.id)
        .where(DocumentCase.case_id == case_id).order_by(Document.added_at)
    )
    return [(document, link) for document, link in rows]


def max_upload_text() -> str:
    return tk._("PDF, JPEG or PNG, at most {limit} MB.").format(limit=config.document_limit_mb())
