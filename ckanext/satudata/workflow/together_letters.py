"""Letters that stand for the cases of one step, and what each still waits for: in three queries, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import document_state, governments, offered
from .desk import Row
from .model import Document, DocumentCase
from .model import Signature as Signed
from .offices import Actor, office_for, office_key
from .rules import documents_of

SHOWN = 20


def of_rows(rows: Sequence[Row], seals: dict[str, str | None], actor: Actor) -> list[dict[str, Any]]:
    """The newest letter of each kind that counts for these cases as they are now; those that wait for a signature first.

    Args:
        seals: of the content of each case, by case id
    Returns:
        of at most 20: id, kind, title, number, filename, sha256, cases (how many of these), waits_for (title of the office
        that signs next, or None), signs (`paraf` or `signature` where that is the actor's), is_scan (the one that was added
        may bear the signature already)
    """
    row_of = {row.case.id: row for row in rows}
    kinds = documents_of(rows[0].step) if rows else ()
    if not kinds:
        return []
    links = model.Session.execute(
        sa.select(Document, DocumentCase.case_id, DocumentCase.seal)
        .join(DocumentCase, DocumentCase.document_id == Document.id)
        .where(DocumentCase.case_id.in_(row_of), Document.kind.in_(kinds)).order_by(Document.added_at, Document.id)).all()
    newest = {(case_id, document.kind): document for document, case_id, seal in links if seal in (None, seals.get(case_id))}
    cases: dict[str, list[str]] = {}
    documents: dict[str, Document] = {}
    for (case_id, _kind), document in newest.items():
        if document.voided_at is None:
            documents[document.id] = document
            cases.setdefault(document.id, []).append(case_id)
    signed = document_state.signatures_of(documents)
    found = [_letter(document, row_of[cases[id_][0]], len(cases[id_]), signed[id_], actor)
             for id_, document in documents.items()]
    return sorted(found, key=lambda one: one["waits_for"] is None)[:SHOWN]


def _letter(document: Document, row: Row, cases: int, signed: list[Signed], actor: Actor) -> dict[str, Any]:
    file, government = document_state.file_of(document, signed), governments.of_case(row.case.government)
    due = document_state.due(row.case, row.step, document, signed)
    signs = None
    if due is not None and all(one.signed_by != actor.user_id for one in signed):
        key = office_key(government, due.signature.role, row.case.org_id)
        signs = due.signature.kind if office_for(government, actor, [key]) else None
    return {
        "id": document.id, "kind": document.kind, "title": offered.document_title(row.case, document.kind),
        "number": document.number, "filename": file.filename, "sha256": file.sha256, "cases": cases,
        "waits_for": government.role_title(due.signature.role) if due else None, "signs": signs,
        "is_scan": document.added_by == actor.user_id and not signed and not document.template,
    }
