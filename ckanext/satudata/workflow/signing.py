"""Signatures on documents, in the order of the step: each makes a new frozen file of the one before.

How a file is signed is one interface (`signing_ways.py`) with several ways: another one is another entry of `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model

from . import document_state, documents, events, facts, governments, signing_keys, signing_ways, voiding
from .document_state import Due, File
from .errors import DocumentRefused
from .model import Document
from .model import Signature as Signed
from .offices import Actor, office_for, office_key
from .signing_ways import Act, Made
from .situation import Situation

WAYS: dict[str, Callable[[Document, File, Act], Made]] = {
    signing_ways.SCAN: signing_ways.scan,
    signing_ways.PKCS12: signing_keys.pkcs12,
}


def sign(document_id: str, sha256: str, act: Act, actor: Actor) -> Document:
    """Give the signature that a document waits for, in all open cases that it stands in at the same step.

    The same act again changes nothing.

    Args:
        sha256: of the file that was read; another one may have been signed by somebody else since
        act: how it is signed, with what that needs
    Raises:
        DocumentRefused: `no_such_document`, `document_void`, `document_superseded`, `nothing_to_sign`, `not_yours_to_sign`,
            `signed_already`: by this person, in another place; `maker_is_not_checker`; `document_changed`; or what the way
            of signing refuses
    """
    document, situations = voiding.locked(document_id, actor)
    signed = document_state.signatures_of([document.id])[document.id]
    if any(one.signed_by == actor.user_id and one.before_sha256 == sha256 for one in signed):
        return document
    due, waiting = _waiting(document, situations, signed)
    situation = waiting[0]
    _check_person(situation, due, signed)
    if document_state.file_of(document, signed).sha256 != sha256:
        raise DocumentRefused("document_changed")
    file = document_state.file_of(document, signed)
    made = WAYS[act.way](document, file, act)
    _keep(document, due, situation, act, made, sha256)
    for one in waiting:
        events.record(events.case_stream(one.case.id), events.DOCUMENT_SIGNED, actor, office=situation.office,
                      data={"document": document.id, "kind": document.kind, "sha256": made.sha256, "as": due.signature.kind,
                            "step": one.step.id, "method": act.way})
    model.Session.flush()
    return document


def _waiting(document: Document, situations: list[Situation], signed: list[Signed]) -> tuple[Due, list[Situation]]:
    """The signature that is next, and the cases that wait for it, where the actor may give it."""
    if document.voided_at is not None:
        raise DocumentRefused("document_void")
    if document_state.is_superseded(document):
        raise DocumentRefused("document_superseded")
    refused: DocumentRefused | None = None
    found: list[tuple[Due, Situation]] = []
    for situation in situations:
        due = _due_in(document, situation, signed)
        if due is None:
            continue
        case, government = situation.case, governments.of_case(situation.case.government)
        situation.office = office_for(government, situation.actor, [office_key(government, due.signature.role, case.org_id)])
        if situation.office is None:
            refused = DocumentRefused("not_yours_to_sign", office=government.role_title(due.signature.role))
        else:
            found.append((due, situation))
    if not found or not found[0][1].actor.is_person:
        raise refused or DocumentRefused("nothing_to_sign")
    first = found[0][0]
    same = [one for due, one in found if one.step.id == found[0][1].step.id and due.position == first.position]
    return first, same


def _due_in(document: Document, situation: Situation, signed: list[Signed]) -> Due | None:
    """What the document waits for in a case; nothing if it counts there no more: the content has changed since."""
    if situation.case.status != "open":
        return None
    if document_state.of_situation(situation).get(document.kind) is not document:
        return None
    return document_state.due(situation.case, situation.step, document, signed)


def _check_person(situation: Situation, due: Due, signed: list[Signed]) -> None:
    """Each signature is another person's, and at a review step nobody signs what he or she made."""
    persons = situation.actor.persons
    if any(not persons.isdisjoint({one.signed_by, one.acting_for}) for one in signed):
        raise DocumentRefused("signed_already")
    if situation.step.type == "review" and not facts.makers_of(situation, situation.step).isdisjoint(persons):
        raise DocumentRefused("maker_is_not_checker")


def _keep(
    document: Document, due: Due, situation: Situation, act: Act, made: Made, before: str,
) -> None:
    """The signature as a row, with the office as it is held today."""
    office = situation.office
    assert office is not None
    if made.stream is not None:
        documents.store().put(made.stream, made.size)
    organization = model.Group.get(office.org_id) if office.org_id else None
    model.Session.add(Signed(
        document_id=document.id, step=situation.step.id, position=due.position, kind=due.signature.kind,
        role=due.signature.role, org_name=organization.title if organization else None, signed_by=situation.actor.user_id,
        acting_as=office.acting_as, acting_for=office.acting_for, method=act.way, before_sha256=before,
        sha256=made.sha256, filename=made.filename, mimetype=made.mimetype, size=made.size,
    ))
    model.Session.flush()
