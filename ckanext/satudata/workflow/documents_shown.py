"""Documents as the dicts that actions return and pages show. Whoever calls has checked who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import cases, desk, document_messages, document_state, documents, governments, verification, voiding
from .document_state import SUPERSEDED, VOID
from .model import Document
from .model import Signature as Signed
from .offered import display_names, document_title, iso, role_title
from .offices import Actor, office_for, office_key, titled
from .situation import Situation


def document(row: Document, signed: Sequence[Signed] | None = None) -> dict[str, Any]:
    """Facts of a document, with the file that it has now."""
    if signed is None:
        signed = document_state.signatures_of([row.id])[row.id]
    file = document_state.file_of(row, signed)
    return {
        "id": row.id,
        "kind": row.kind,
        "number": row.number,
        "series": row.series is not None,
        "dated_on": row.dated_on.isoformat() if row.dated_on else None,
        "filename": file.filename,
        "mimetype": file.mimetype,
        "size": file.size,
        "sha256": file.sha256,
        "supersedes": row.supersedes,
        "template": row.template,
        "code": row.code,
        "added_at": iso(row.added_at),
        "voided_at": iso(row.voided_at),
        "signed": len(signed),
    }


def of_case(situation: Situation) -> list[dict[str, Any]]:
    """The documents of a case, oldest first, each with how it stands, who signed it, and what the reader may do with it."""
    found = documents.of_case(situation.case.id)
    if not found:
        return []
    signed = document_state.signatures_of([row.id for row, _ in found])
    newer = {row.supersedes for row, _ in found}
    names = display_names({one.signed_by for many in signed.values() for one in many})
    rows = []
    for row, link in found:
        given = signed[row.id]
        state = VOID if row.voided_at else SUPERSEDED if row.id in newer else document_state.state_of(row, given)
        rows.append(document(row, given) | {
            "title": document_title(situation.case, row.kind),
            "step": link.step,
            "round": link.round,
            "seal": link.seal,
            "state": state,
            "state_text": document_messages.state(state),
            "verify_url": verification.url_of(row.code),
            "signatures": [_signature(situation, one, names) for one in given],
            "may_void": state != VOID and voiding.may_void(row, situation),
            "lacks_number": state != VOID and not row.number and voiding.may_void(row, situation),
            "due": _due(situation, row, given) if state not in (VOID, SUPERSEDED) else None,
        })
    return rows


def shown(row: Document, actor: Actor) -> dict[str, Any]:
    """A document as its own page shows it: how it stands in the case in which the reader can do most with it."""
    found = document_state.cases_of(row)
    readable = [case for case in found if desk.may_see(actor, case)] or found
    entries = (entry for case in readable for entry in of_case(cases.situation_of(case, actor)) if entry["id"] == row.id)
    best = max(entries, key=lambda entry: (bool(entry["due"] and entry["due"]["mine"]), entry["may_void"]))
    return best | {"cases": [{"id": case.id, "number": case.number} for case in readable]}


def _signature(situation: Situation, row: Signed, names: dict[str, str]) -> dict[str, Any]:
    return {
        "role": titled(role_title(situation.case, row.role), row.acting_as),
        "kind": row.kind,
        "by": names.get(row.signed_by, ""),
        "acting_as": row.acting_as,
        "at": iso(row.signed_at),
        "method": row.method,
        "sha256": row.sha256,
    }


def _due(situation: Situation, row: Document, signed: Sequence[Signed]) -> dict[str, Any] | None:
    """The signature that the step at which the case stands waits for, and whether it is the reader's to give."""
    case = situation.case
    due = document_state.due(case, situation.step, row, signed) if case.status == "open" else None
    if due is None:
        return None
    government = governments.to_read(case.government)
    office = office_for(government, situation.actor, [office_key(government, due.signature.role, case.org_id)])
    return {"office": role_title(case, due.signature.role), "kind": due.signature.kind, "mine": office is not None,
            "is_scan": row.added_by == situation.actor.user_id and not signed and not row.template}
