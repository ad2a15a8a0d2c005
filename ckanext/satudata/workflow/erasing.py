"""Erases the words of a reason or comment (design §6): the event stays with its hash, and a new one says that they are gone.

Words lie in one table and nowhere else: notifications, mails and the search index hold ids and codes only. What a person
wrote once for several cases lies there once for each; `copies` finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from . import cases, events
from .commenting import HOUSE
from .errors import TextRefused
from .model import Event, Text
from .offered import iso
from .offices import Actor

# why words are erased; a code, for a sentence could repeat them
BECAUSE = PERSONAL, SECRET, ASKED, MISPLACED = "personal_data", "secret", "asked", "misplaced"
_OF_CASES = events.case_stream("")


def erase(event_id: str, because: str, actor: Actor) -> Event:
    """Erase the words of an event. Commits nothing; sent again it gives the first one's result.

    Args:
        because: one of `BECAUSE`
    Returns:
        the event of the erasing, for the same readers as the erased words
    Raises:
        TextRefused: `no_such_event`, `no_words`, `because_missing`, `person_needed`
    """
    if not actor.is_person:
        raise TextRefused("person_needed")
    if because not in BECAUSE:
        raise TextRefused("because_missing")
    event = model.Session.get(Event, event_id)
    if event is None:
        raise TextRefused("no_such_event")
    if event.stream.startswith(_OF_CASES):
        cases.lock(event.stream.removeprefix(_OF_CASES))
    words = model.Session.scalar(sa.select(Text).where(Text.event_id == event.id).with_for_update())
    if words is None:
        if (before := _erasures([event.id]).get(event.id)) is not None:
            return before
        raise TextRefused("no_words")
    model.Session.delete(words)
    data = {"event": event.id, "because": because} | {key: event.data[key] for key in (HOUSE,) if key in event.data}
    return events.record(event.stream, events.TEXT_ERASED, actor, audience=event.audience, data=data)


def copies(event_id: str) -> list[str]:
    """Other events to which the same person wrote the same words: answers to many cases at once, words sent again."""
    event, text = aliased(Event), aliased(Text)
    mine = sa.select(Event.actor, Text.text).join(Text, Text.event_id == Event.id).where(Event.id == event_id).subquery()
    same = sa.and_(text.text == mine.c.text, event.actor == mine.c.actor, event.id != event_id)
    query = sa.select(event.id).join(text, text.event_id == event.id).join(mine, same)
    return list(model.Session.scalars(query.order_by(event.stream, event.seq)))


def told(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries of a timeline, each with `erased`: when, and why (a code) its words were erased; None of all others."""
    erasures = _erasures([entry["id"] for entry in entries if entry["is_erased"]])
    return [entry | {"erased": _told(erasures.get(entry["id"]))} for entry in entries]


def _told(erasure: Event | None) -> dict[str, Any] | None:
    return {"at": iso(erasure.at), "because": erasure.data["because"]} if erasure is not None else None


def _erasures(event_ids: Iterable[str]) -> dict[str, Event]:
    """The events of erasing by the id of the event whose words are gone."""
    ids = list(event_ids)
    if not ids:
        return {}
    erased = aliased(Event)
    streams = sa.select(erased.stream).where(erased.id.in_(ids))
    query = sa.select(Event).where(Event.stream.in_(streams), Event.type == events.TEXT_ERASED)
    found = model.Session.scalars(query.where(Event.data["event"].astext.in_(ids)))
    return {event.data["event"]: event for event in found}
