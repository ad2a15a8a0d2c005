"""The event log: what happened, in chains that show any change made afterwards (design §6, invariant 4)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from .model import Event, Text
from .model.base import now
from .offices import Actor, Office

AUDIENCES = PUBLIC, REQUESTER, PARTIES, INTERNAL = "public", "requester", "parties", "internal"

CASE_OPENED = "satudata.workflow.case_opened"
STEP_FINISHED = "satudata.workflow.step_finished"
STEP_APPROVED = "satudata.workflow.step_approved"
STEP_CHOSEN = "satudata.workflow.step_chosen"
STEP_SKIPPED = "satudata.workflow.step_skipped"
CHILD_OPENED = "satudata.workflow.child_opened"
CHILD_CLOSED = "satudata.workflow.child_closed"
RECORDS_LEFT = "satudata.workflow.records_left"
CASE_PARTED = "satudata.workflow.case_parted"
RECORDS_JOINED = "satudata.workflow.records_joined"
CASE_JOINED = "satudata.workflow.case_joined"
CASE_RETURNED = "satudata.workflow.case_returned"
CASE_REJECTED = "satudata.workflow.case_rejected"
CASE_CANCELLED = "satudata.workflow.case_cancelled"
CASE_CLOSED = "satudata.workflow.case_closed"
CLOCK_PAUSED = "satudata.workflow.clock_paused"
CLOCK_RESUMED = "satudata.workflow.clock_resumed"
DEADLINE_EXTENDED = "satudata.workflow.deadline_extended"
DEADLINE_MOVED = "satudata.workflow.deadline_moved"
DEADLINE_REMINDED = "satudata.workflow.deadline_reminded"
DAY_ADDED = "satudata.workflow.day_added"
DAY_REMOVED = "satudata.workflow.day_removed"
DOCUMENT_ADDED = "satudata.workflow.document_added"
DOCUMENT_NUMBERED = "satudata.workflow.document_numbered"
DOCUMENT_SIGNED = "satudata.workflow.document_signed"
DOCUMENT_VOIDED = "satudata.workflow.document_voided"
TASK_CLAIMED = "satudata.workflow.task_claimed"
TASK_RELEASED = "satudata.workflow.task_released"
TASK_ASSIGNED = "satudata.workflow.task_assigned"
TASK_TAKEN_OVER = "satudata.workflow.task_taken_over"
TASK_ESCALATED = "satudata.workflow.task_escalated"
TASK_FREED = "satudata.workflow.task_freed"
COMMENT_WRITTEN = "satudata.workflow.comment_written"
FORM_FILLED = "satudata.workflow.form_filled"
TEXT_ERASED = "satudata.workflow.text_erased"
DIGEST_TAKEN = "satudata.workflow.digest_taken"
OFFICER_NAMED = "satudata.workflow.officer_named"
OFFICER_ENDED = "satudata.workflow.officer_ended"
OFFICER_EXPIRED = "satudata.workflow.officer_expired"
OFFICER_PROLONGED = "satudata.workflow.officer_prolonged"

OF_VERB = {
    "approve": STEP_APPROVED, "finish": STEP_FINISHED, "choose": STEP_CHOSEN, "return": CASE_RETURNED, "reject": CASE_REJECTED,
}


def case_stream(case_id: str) -> str:
    return f"case:{case_id}"


def record_stream(topic_id: str) -> str:
    return f"record:{topic_id}"


GOVERNMENT = "government"


def record(
    stream: str, type_: str, actor: Actor | None, *, office: Office | None = None, audience: str = PARTIES,
    data: dict[str, Any] | None = None, text: str | None = None, is_new_stream: bool = False,
) -> Event:
    """Append an event to a stream, in the present transaction.

    Args:
        actor: None for what the portal did by itself
        office: in which office the actor did it, if that mattered
        data: ids and codes only, no words and no personal data
        text: words as typed; kept apart, erasable, bound by a salted hash
        is_new_stream: its id was made in this transaction, so that nobody else can have written to it
    """
    session = model.Session
    session.flush()
    last = None if is_new_stream else _last_of(stream)
    salt = secrets.token_hex(16) if text else None
    said = (data or {}) | ({"acting_as": office.acting_as} if office and office.acting_as else {})
    event = Event(
        stream=stream, seq=last.seq + 1 if last else 1, type=type_, at=now(), actor=actor.user_id if actor else None,
        role=office.role if office else None, acting_for=office.acting_for if office else None, audience=audience,
        data=said, text_hash=text_hash(salt, text) if salt and text else None, prev_hash=last.hash if last else None,
    )
    event.hash = hash_of(event)
    session.add(event)
    session.flush()
    if salt and text:
        session.add(Text(event_id=event.id, salt=salt, text=text))
    return event


def _last_of(stream: str) -> sa.Row[tuple[int, str]] | None:
    """Number and hash of the last event of a stream, which has one writer until the transaction ends."""
    session = model.Session
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))"), {"stream": stream})
    return session.execute(
        sa.select(Event.seq, Event.hash).where(Event.stream == stream).order_by(Event.seq.desc()).limit(1)
    ).one_or_none()


def text_hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def hash_of(event: Event) -> str:
    """SHA-256 over everything that an event says and the hash of the one before it."""
    said = [event.stream, event.seq, event.type, _instant(event.at), event.actor, event.role, event.acting_for, event.audience,
            event.data, event.text_hash, event.prev_hash]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")


def of_streams(streams: Iterable[str], audiences: Iterable[str]) -> list[tuple[Event, str | None]]:
    """Events of some streams that an audience may read, oldest first, each with its words if they were not erased."""
    rows = model.Session.execute(
        sa.select(Event, Text.text).outerjoin(Text, Text.event_id == Event.id)
        .where(Event.stream.in_(list(streams)), Event.audience.in_(list(audiences)))
        .order_by(Event.at, Event.seq)
    )
    return [(event, text) for event, text in rows]


def broken(stream: str | None = None) -> Iterator[tuple[str, int, str]]:
    """Where a chain does not hold: (stream, seq, what), nothing if all is as it was written.

    Finds changed, removed and inserted events; an erased text is no break.
    """
    query = sa.select(Event, Text).outerjoin(Text, Text.event_id == Event.id).order_by(Event.stream, Event.seq)
    if stream:
        query = query.where(Event.stream == stream)
    before: Event | None = None
    for event, text in model.Session.execute(query.execution_options(yield_per=1000)):
        if before is None or before.stream != event.stream:
            before = None
        if event.seq != (before.seq + 1 if before else 1):
            yield event.stream, event.seq, "gap"
        elif event.prev_hash != (before.hash if before else None):
            yield event.stream, event.seq, "chain"
        if event.hash != hash_of(event):
            yield event.stream, event.seq, "changed"
        if text is not None and event.text_hash != text_hash(text.salt, text.text):
            yield event.stream, event.seq, "text"
        before = event
