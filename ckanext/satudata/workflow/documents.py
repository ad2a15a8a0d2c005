"""Official documents of cases: taken as files, kept by their hash, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import IO

import ckan.model as model
import ckan.plugins.toolkit as tk
import magic
import sqlalchemy as sa

from ckanext.satudata import blobs

from . import cases, config, events, governments
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


@dataclass(slots=True)
class Added:
    """A letter with the cases that it is linked to now, and why not for the other tasks."""

    document: Document
    situations: list[Situation]
    refused: dict[str, DocumentRefused]


def add_to_all(task_ids: Collection[str], incoming: Incoming, actor: Actor) -> Added:
    """Add one document to the cases of one or several open tasks: kept once, linked to each, with an event in each.

    All of the cases belong to one OPD, because whoever reads one of them reads the letter, too. It counts for the content
    that is sealed now. A second document of the same kind for the same content supersedes the
    first, which is kept. The same letter sent again is the one that is there.

    Raises:
        DocumentRefused: an empty file, too large, or not a PDF, JPEG or PNG by what its bytes say; cases of several OPDs;
            or no one of the tasks takes it: not the actor's, or a step that does not name the kind (the first such refusal)
    """
    checked = _checked(incoming, actor)
    refused: dict[str, DocumentRefused] = {}
    open_for: list[Situation] = []
    known: list[tuple[Situation, Document]] = []
    for task_id, case_id in _cases_of(task_ids):
        try:
            situation = _locked(task_id, case_id, actor)
            if (there := _same(situation, checked)) is not None:
                known.append((situation, there))
                continue
            _may_add(situation, incoming.kind)
        except DocumentRefused as refusal:
            refused[task_id] = refusal
        else:
            open_for.append(situation)
    if not known and not open_for:
        raise next(iter(refused.values()), None) or DocumentRefused("no_such_task")
    if len({situation.case.org_id for situation in (*(situation for situation, _ in known), *open_for)}) > 1:
        raise DocumentRefused("several_offices")
    documents = list({document.id: document for _, document in known}.values())
    document = _linked(checked, documents, open_for, incoming, actor) if open_for else documents[0]
    return Added(document, [*(situation for situation, _ in known), *open_for], refused)


def _cases_of(task_ids: Collection[str]) -> list[tuple[str, str | None]]:
    """Tasks with their cases in one order for everybody, so that two who lock many of them never wait for each other."""
    rows = model.Session.execute(sa.select(Task.id, Task.case_id).where(Task.id.in_(list(task_ids))))
    found = {task_id: case_id for task_id, case_id in rows}
    return sorted(((task_id, found.get(task_id)) for task_id in dict.fromkeys(task_ids)), key=lambda pair: pair[1] or "")


def _locked(task_id: str, case_id: str | None, actor: Actor) -> Situation:
    if case_id is None:
        raise DocumentRefused("no_such_task")
    case = cases.lock(case_id)
    return cases.situation_of(case, actor, model.Session.get(Task, task_id, populate_existing=True))


def _same(situation: Situation, checked: Document) -> Document | None:
    """The very letter, if this person has added it to this task before: a form that is sent twice."""
    task = situation.task
    assert task is not None
    query = sa.select(Document).join(DocumentCase, DocumentCase.document_id == Document.id).where(
        DocumentCase.case_id == task.case_id, DocumentCase.step == task.step, DocumentCase.round == task.round)
    same = (getattr(Document, key) == getattr(checked, key) for key in ("kind", "sha256", "filename", "added_by"))
    also = (getattr(Document, key).is_not_distinct_from(getattr(checked, key)) for key in ("number", "dated_on"))
    return model.Session.scalars(query.where(*same, *also).order_by(Document.added_at.desc()).limit(1)).first()


def _linked(
    checked: Document, known: list[Document], open_for: list[Situation], incoming: Incoming, actor: Actor,
) -> Document:
    """The letter, linked to these cases: the one that other cases of the same form have already, or a new one."""
    if known:
        document = known[0]
    else:
        document = checked
        store().put(incoming.stream, checked.size)
        earlier = {_earlier(situation.case.id, incoming.kind) for situation in open_for}
        document.supersedes = earlier.pop() if len(earlier) == 1 else None
        model.Session.add(document)
        model.Session.flush()
    for situation in open_for:
        case = situation.case
        seals = [registry().topic(t.topic_type).seal(t.topic_id) for t in situation.topics]
        model.Session.add(DocumentCase(document_id=document.id, case_id=case.id, step=case.step, round=case.round,
                                       seal=seals[0] if seals else None))
        events.record(events.case_stream(case.id), events.DOCUMENT_ADDED, actor, office=situation.office,
                      data={"document": document.id, "kind": document.kind, "sha256": document.sha256, "step": case.step})
    model.Session.flush()
    return document


def _may_add(situation: Situation, kind: str) -> None:
    task, case = situation.task, situation.case
    if case.status != "open" or task is None or task.status not in ("ready", "claimed"):
        raise DocumentRefused("task_answered")
    situation.office = office_for(governments.of_case(case.government), situation.actor, task.offices)
    if situation.office is None:
        raise DocumentRefused("not_your_office")
    if kind not in documents_made(situation.step):
        raise DocumentRefused("kind_not_asked", kind=kind)


def _checked(incoming: Incoming, actor: Actor) -> Document:
    """The row of a letter, not yet kept; refuses what is none by its bytes."""
    limit = config.document_limit_mb()
    found = magic.from_buffer(incoming.stream.read(4096), mime=True)
    incoming.stream.seek(0)
    if found == "application/x-empty":
        raise DocumentRefused("file_empty")
    if found not in TYPES:
        raise DocumentRefused("file_type", found=found)
    digest, size = hashlib.sha256(), 0
    while chunk := incoming.stream.read(blobs.CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > limit * MB:
            raise DocumentRefused("file_too_large", limit=limit)
    incoming.stream.seek(0)
    name = PurePath(incoming.filename.replace("\\", "/")).name[:200]
    if PurePath(name).suffix.lower() not in TYPES[found]:
        name += TYPES[found][0]
    return Document(kind=incoming.kind, number=(incoming.number or "").strip()[:200] or None, dated_on=incoming.dated_on,
                    filename=name, mimetype=found, size=size, sha256=digest.hexdigest(), added_by=actor.user_id)


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
