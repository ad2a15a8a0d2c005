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

from . import cases, config, contents, events, governments, numbers, series
from .errors import DocumentRefused
from .model import Document, DocumentCase, Task
from .offices import Actor, office_for
from .procedures import DocumentKind
from .rules import documents_made
from .situation import Situation

MB = 1 << 20
NUMBER_LIMIT = 200              # characters of a typed number
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
    checked = examined(incoming, actor.user_id)
    refused: dict[str, DocumentRefused] = {}
    open_for: list[Situation] = []
    known: list[tuple[Situation, Document]] = []
    for task_id, case_id in cases_of(task_ids):
        try:
            situation = locked(task_id, case_id, actor)
            if (there := _same(situation, checked)) is not None:
                known.append((situation, there))
                continue
            may_add(situation, incoming.kind)
            _as_its_kind_says(kind_of(situation, incoming.kind), checked)
        except DocumentRefused as refusal:
            refused[task_id] = refusal
        else:
            open_for.append(situation)
    if not known and not open_for:
        raise next(iter(refused.values()), None) or DocumentRefused("no_such_task")
    if len({situation.case.org_id for situation in (*(situation for situation, _ in known), *open_for)}) > 1:
        raise DocumentRefused("several_offices")
    documents = list({document.id: document for _, document in known}.values())
    document = _linked(checked, documents, open_for, incoming) if open_for else documents[0]
    return Added(document, [*(situation for situation, _ in known), *open_for], refused)


def cases_of(task_ids: Collection[str]) -> list[tuple[str, str | None]]:
    """Tasks with their cases in one order for everybody, so that two who lock many of them never wait for each other."""
    rows = model.Session.execute(sa.select(Task.id, Task.case_id).where(Task.id.in_(list(task_ids))))
    found = {task_id: case_id for task_id, case_id in rows}
    return sorted(((task_id, found.get(task_id)) for task_id in dict.fromkeys(task_ids)), key=lambda pair: pair[1] or "")


def locked(task_id: str, case_id: str | None, actor: Actor) -> Situation:
    """The case of a task under its lock, as the actor finds it.

    Raises:
        DocumentRefused: no_such_task
    """
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
    typed = ("dated_on",) if checked.dated_on else ()       # of a series the portal gives number and date
    if not series.is_given(kind_of(situation, checked.kind).series):
        typed = ("dated_on", "number")
    also = (getattr(Document, key).is_not_distinct_from(getattr(checked, key)) for key in typed)
    query = query.where(*same, *also, Document.voided_at.is_(None)).order_by(Document.added_at.desc()).limit(1)
    return model.Session.scalars(query).first()


def _linked(checked: Document, known: list[Document], open_for: list[Situation], incoming: Incoming) -> Document:
    """The letter, linked to these cases: the one that other cases of the same form have already, or a new one."""
    if known:
        document = known[0]
    else:
        document = checked
        give_number(document, open_for[0])
        store().put(incoming.stream, checked.size)
        keep(document, open_for)
    link(document, open_for)
    return document


def kind_of(situation: Situation, kind: str) -> DocumentKind:
    """The kind of document as the case's government, or its procedure, describes it."""
    found = governments.of_case(situation.case.government).document_kind(kind, situation.procedure)
    if found is None:
        raise DocumentRefused("kind_not_asked", kind=kind)
    return found


def give_number(document: Document, situation: Situation) -> None:
    """The portal's own number, if the kind has a series: none is given twice, and one that is rolled back is given again."""
    pattern = kind_of(situation, document.kind).series
    if not series.is_given(pattern):
        return
    day = governments.of_case(situation.case.government).today()
    document.series = counter = series.counter_of(situation.case.government, pattern, day)
    document.number = series.number(pattern, numbers.next_of(counter), day)
    document.dated_on = document.dated_on or day


def keep(document: Document, open_for: list[Situation]) -> None:
    """A new document of these cases, in the name of the office that adds it."""
    first = open_for[0]
    document.role, document.org_name = first.office.role if first.office else None, first.case.org_name
    earlier = {_earlier(situation.case.id, document.kind) for situation in open_for}
    document.supersedes = earlier.pop() if len(earlier) == 1 else None
    model.Session.add(document)
    model.Session.flush()


def link(document: Document, open_for: list[Situation]) -> None:
    """The document counts for these cases, at the step and for the content at which each stands."""
    for situation in open_for:
        case = situation.case
        model.Session.add(DocumentCase(document_id=document.id, case_id=case.id, step=case.step, round=case.round,
                                       seal=contents.of(situation.topics)))
        events.record(events.case_stream(case.id), events.DOCUMENT_ADDED, situation.actor, office=situation.office,
                      data={"document": document.id, "kind": document.kind, "sha256": document.sha256, "step": case.step})
    model.Session.flush()


def may_add(situation: Situation, kind: str) -> None:
    """Whether the actor may give the situation's task a document of this kind; in which office stands in `situation.office`.

    Raises:
        DocumentRefused: `task_answered`, `not_your_office`, `kind_not_asked`
    """
    task, case = situation.task, situation.case
    if case.status != "open" or task is None or task.status not in ("ready", "claimed"):
        raise DocumentRefused("task_answered")
    situation.office = office_for(governments.of_case(case.government), situation.actor, task.offices)
    if situation.office is None:
        raise DocumentRefused("not_your_office")
    if kind not in documents_made(situation.step):
        raise DocumentRefused("kind_not_asked", kind=kind)


def _as_its_kind_says(kind: DocumentKind, checked: Document) -> None:
    if not kind.upload:
        raise DocumentRefused("kind_not_uploaded")
    if series.is_given(kind.series) and checked.number:
        raise DocumentRefused("number_of_series")
    if kind.accept and not {f".{ending}" for ending in kind.accept}.intersection(TYPES[checked.mimetype]):
        raise DocumentRefused("file_not_accepted", accepted=", ".join(ending.upper() for ending in kind.accept))


def examined(incoming: Incoming, user_id: str) -> Document:
    """The row of a letter, not yet kept; its stream stands at the beginning again.

    Raises:
        DocumentRefused: `file_empty`, `file_type` (it is no letter by its bytes) or `file_too_large`
    """
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
    number = (incoming.number or "").strip()[:NUMBER_LIMIT] or None
    return Document(kind=incoming.kind, number=number, dated_on=incoming.dated_on, filename=name, mimetype=found, size=size,
                    sha256=digest.hexdigest(), added_by=user_id)


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
