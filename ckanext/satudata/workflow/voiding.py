"""Numbers that come later, and documents that become void: they stay, with their number and file, and count no more."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import cases, document_state, documents, events, governments, series
from .errors import DocumentRefused
from .model import Document
from .model.base import now
from .offices import Actor, office_for, office_key
from .situation import Situation


def locked(document_id: str, actor: Actor) -> tuple[Document, list[Situation]]:
    """A document with its cases under their locks, in one order for everybody.

    Raises:
        DocumentRefused: no_such_document
    """
    known = model.Session.get(Document, document_id)
    if known is None:
        raise DocumentRefused("no_such_document")
    situations = [cases.situation_of(cases.lock(case.id), actor) for case in document_state.cases_of(known)]
    query = sa.select(Document).where(Document.id == document_id).with_for_update().execution_options(populate_existing=True)
    return model.Session.scalars(query).one(), situations


def may_void(document: Document, situation: Situation) -> bool:
    """Whether the actor's office brings about or signs such a document in this case; `situation.office` says which."""
    government, case = governments.to_read(situation.case.government), situation.case
    roles = {document.role} if document.role else set()
    for step in situation.steps:
        if any(item.document == document.kind for item in step.outputs):
            roles |= {actor.role for actor in step.actors}
        roles |= {signature.role for signature in document_state.asked(step, document.kind)}
    keys = [office_key(government, role, case.org_id) for role in sorted(roles)]
    situation.office = office_for(government, situation.actor, keys)
    return situation.actor.is_person and situation.office is not None


def void(document_id: str, reason: str, actor: Actor) -> Document:
    """Declare a document void in all of its cases; a step that needs it waits for a new one. Done twice it changes nothing.

    Raises:
        DocumentRefused: `no_such_document`, `reason_missing`, or `not_yours_to_void`: in one of the cases
    """
    document, situations = locked(document_id, actor)
    _check_rights(document, situations)
    if document.voided_at is not None:
        return document
    if not reason.strip():
        raise DocumentRefused("reason_missing")
    document.voided_at, document.voided_by = now(), actor.user_id
    _tell(document, situations, events.DOCUMENT_VOIDED, reason.strip())
    return document


def number(document_id: str, typed: str, actor: Actor) -> Document:
    """Write down the number that the office's agenda book gave later. The same number again changes nothing.

    Raises:
        DocumentRefused: `no_such_document`, `not_yours_to_void`, `number_missing`, `has_number`, or the portal counts it
            (`number_of_series`)
    """
    document, situations = locked(document_id, actor)
    _check_rights(document, situations)
    if not typed.strip():
        raise DocumentRefused("number_missing")
    if document.number == typed.strip()[:documents.NUMBER_LIMIT]:
        return document
    if series.is_given(documents.kind_of(situations[0], document.kind).series):
        raise DocumentRefused("number_of_series")
    if document.number:
        raise DocumentRefused("has_number")
    document.number = typed.strip()[:documents.NUMBER_LIMIT]
    _tell(document, situations, events.DOCUMENT_NUMBERED)
    return document


def _check_rights(document: Document, situations: list[Situation]) -> None:
    if not all([may_void(document, situation) for situation in situations]):
        raise DocumentRefused("not_yours_to_void")


def _tell(document: Document, situations: list[Situation], type_: str, reason: str | None = None) -> None:
    for situation in situations:
        events.record(events.case_stream(situation.case.id), type_, situation.actor, office=situation.office,
                      data={"document": document.id, "kind": document.kind}, text=reason)
    model.Session.flush()
