"""Letters that wait for somebody's signature, for the desk: who signs a letter often has no task in its case."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import cases, document_state, governments, versions
from .model import Case, Document, DocumentCase, ProcedureVersion
from .offered import document_title
from .offices import Actor, all_keys, office_for, office_key

SHOWN = 50


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """Letters whose next signature is the actor's, longest waiting first, each once; asks nothing without an office."""
    places = _places(actor) if actor.offices else []
    if not places:
        return []
    rows = model.Session.execute(
        sa.select(Document, Case).join(DocumentCase, DocumentCase.document_id == Document.id)
        .join(Case, Case.id == DocumentCase.case_id)
        .where(Case.status == "open", Document.voided_at.is_(None), sa.tuple_(Case.procedure_id, Case.step).in_(places))
        .order_by(Document.added_at, Case.id).limit(SHOWN * 10)
    ).all()
    signed = document_state.signatures_of({document.id for document, _ in rows})
    found: dict[str, dict[str, Any]] = {}
    for document, case in rows:
        if document.id not in found and len(found) < SHOWN and _is_next(document, case, actor, signed[document.id]):
            found[document.id] = {
                "title": document_title(case, document.kind), "number": document.number,
                "about": case.number or case.org_name or "",
                "url": tk.url_for("satudata_workflow_document.show", id=document.id),
            }
    return list(found.values())


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Steps of stored procedures at which one of the actor's offices signs something."""
    roles = {key.partition("@")[0] for key in all_keys(governments.current(), actor)}
    found = []
    for procedure_id in model.Session.scalars(sa.select(ProcedureVersion.id)):
        for step in versions.procedure_of(procedure_id).steps.values():
            if any(signature.role in roles for signature in step.signs):
                found.append((procedure_id, step.id))
    return found


def _is_next(document: Document, case: Case, actor: Actor, signed: list[Any]) -> bool:
    """Whether the actor gives the next signature, and has given none yet."""
    due = document_state.due(case, versions.procedure_of(case.procedure_id).steps[case.step], document, signed)
    if due is None or any(one.signed_by == actor.user_id for one in signed):
        return False
    key = office_key(governments.to_read(case.government), due.signature.role, case.org_id)
    if office_for(governments.to_read(case.government), actor, [key]) is None:
        return False
    return document_state.of_situation(cases.situation_of(case, actor)).get(document.kind) is document
