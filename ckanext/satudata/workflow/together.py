"""Tasks of one step side by side, to be decided together: in as many queries for a hundred as for two."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa
from ckan.common import _

from . import approvals, dictize, documents_asked, filling, messages, offered, together_letters
from .desk import Row
from .model import Case, Document, DocumentCase, Task
from .offices import Actor
from .registry import registry
from .rules import FINISHING, documents_made, documents_of
from .situation import Overview

APART = frozenset({"reject"})       # ends a case for good: on its own page, one by one


def shown(rows: list[Row], actor: Actor, *, compare: bool = True) -> dict[str, Any]:
    """What the page of a step shows; only tasks of one record that offer the same answers and ask for the same documents
    stand together.

    Args:
        compare: also read the contents, and say of each task what changed and what stands against it
    """
    single = [row for row in rows if row.records < 2]       # of several records each is decided, on the page of their case
    if not single:
        step = rows[0].step.id if rows else None
        return {"step": step, "text": "", "answers": [], "documents": [], "tasks": [], "letters": [], "others": len(rows)}
    first = single[0]
    alike = [row for row in single if _asks(row) == _asks(first)]
    tasks = _compared(alike, actor) if compare else [_plain(row) for row in alike]
    seals = {task["case_id"]: task.get("seal") for task in tasks}
    return {
        "step": first.step.id,
        "text": offered.step_text(first.step, first.case),
        "answers": [answer for answer in offered.answers(first.step, first.case) if not _is_apart(first, answer["verb"])],
        "documents": documents_asked.of_step(first.case, first.step, actor),
        "tasks": tasks,
        "letters": together_letters.of_rows(alike, seals, actor) if compare else [],
        "others": len(rows) - len(alike),
    }


def _is_apart(row: Row, verb: str) -> bool:
    """Whether an answer is given on the page of its own case alone: for good, or with a form about that case."""
    return verb in APART or (verb in FINISHING and filling.form_of(row.step) is not None)


def _asks(row: Row) -> tuple[Any, ...]:
    return row.step.decisions, documents_of(row.step), documents_made(row.step)


def _compared(rows: list[Row], actor: Actor) -> list[dict[str, Any]]:
    overviews, letters, returned = _overviews(rows, actor), _letters(rows), _returned(rows)
    return [
        _task(row, overviews.get(row.topic_id or ""), letters.get(row.case.id, set()), actor, row.case.id in returned)
        for row in rows
    ]


def _plain(row: Row) -> dict[str, Any]:
    return dictize.row_of(row) | {"id": row.task.id if row.task else None, "lock_version": row.case.lock_version}


def _task(
    row: Row, overview: Overview | None, letters: set[tuple[str, str | None]], actor: Actor, is_returned: bool,
) -> dict[str, Any]:
    seal = overview.seal if overview else None
    is_maker = overview is not None and not overview.makers.isdisjoint(actor.persons)
    verbs = {decision.verb for decision in row.step.decisions.values()}
    warning = None
    if is_maker and "approve" in verbs:
        warning = messages.refusal("maker_is_not_checker")
    elif is_returned and "finish" in verbs:
        warning = _("It was returned. Tick it only if what was asked for is corrected.")
    return _plain(row) | {
        "seal": seal,
        "revision": overview.revision if overview else None,
        "changes": overview.changes if overview else "",
        "warning": warning,
        "letters": sorted(kind for kind, given in letters if given in (None, seal)),
    }


def _overviews(rows: list[Row], actor: Actor) -> dict[str, Overview]:
    approved = approvals.approved_by(actor.user_id, [row.case.id for row in rows])
    found: dict[str, Overview] = {}
    for name in {row.topic_type for row in rows if row.topic_type}:
        case_of = {row.topic_id: row.case.id for row in rows if row.topic_type == name and row.topic_id}
        mine = {topic_id: approved[topic_id] for topic_id in case_of if topic_id in approved}
        found |= registry().topic(name).overviews(case_of, mine)
    return found


def _returned(rows: list[Row]) -> set[str]:
    """Cases that came back and wait for their correction: nobody has answered yet in this round."""
    again = [row.case.id for row in rows if row.case.round > 1]
    if not again:
        return set()
    answered = model.Session.scalars(
        sa.select(Task.case_id).join(Case, Case.id == Task.case_id)
        .where(Case.id.in_(again), Task.round == Case.round, Task.status == "done").distinct()
    )
    return set(again).difference(answered)


def _letters(rows: list[Row]) -> dict[str, set[tuple[str, str | None]]]:
    """Kinds of documents that each case has, with the content for which each was given."""
    links = model.Session.execute(
        sa.select(DocumentCase.case_id, Document.kind, DocumentCase.seal)
        .join(Document, Document.id == DocumentCase.document_id)
        .where(DocumentCase.case_id.in_([row.case.id for row in rows]), Document.voided_at.is_(None))
    )
    found: dict[str, set[tuple[str, str | None]]] = {}
    for case_id, kind, seal in links:
        found.setdefault(case_id, set()).add((kind, seal))
    return found
