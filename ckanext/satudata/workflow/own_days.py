"""The government's own days: closed ones, and open ones against the national list. A change moves what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from . import calendar, events, governments
from .calendar import Closed
from .errors import CaseRefused
from .model import Holiday
from .model.base import new_id, now
from .offices import Actor

Span = tuple[time, time]


def of_year(year: int) -> list[Holiday]:
    """The own days of a year, in order."""
    query = sa.select(Holiday).where(
        Holiday.government == governments.current().slug, Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(model.Session.scalars(query.order_by(Holiday.day)))


def said_of(day: date) -> tuple[str, str, str, bool, list[list[str]]] | None:
    """What the government has said of a day; None if nothing."""
    row = model.Session.execute(
        sa.select(Holiday.name, Holiday.source, Holiday.kind, Holiday.is_open, Holiday.hours)
        .where(Holiday.government == governments.current().slug, Holiday.day == day)).first()
    return tuple(row) if row else None


def national(year: int) -> tuple[list[Closed], bool]:
    """The national holidays and cuti bersama of a year in order, and whether the latter are decided."""
    known = calendar.official(year)
    return sorted(known.days.values(), key=lambda closed: closed.day), known.decided


def add(
    actor: Actor, day: date, name: str, source: str, *, kind: str = "local", is_open: bool = False, hours: Sequence[Span] = (),
) -> Holiday:
    """Add a day; the same day again replaces what was said of it.

    Raises:
        CaseRefused: hours_wrong: they overlap, end before they begin, or the day is closed
    """
    marks = [mark for span in hours for mark in span]
    if (hours and not is_open) or any(earlier >= later for earlier, later in zip(marks, marks[1:], strict=False)):
        raise CaseRefused("hours_wrong")
    government = governments.current().slug
    values = {
        "name": name, "source": source, "kind": kind, "is_open": is_open, "added_by": actor.user_id, "added_at": now(),
        "hours": [[opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in hours],
    }
    statement = insert(Holiday).values(id=new_id(), government=government, day=day, **values)
    statement = statement.on_conflict_do_update(index_elements=["government", "day"], set_=values)
    row = model.Session.scalars(statement.returning(Holiday), execution_options={"populate_existing": True}).one()
    events.record(events.GOVERNMENT, events.DAY_ADDED, actor, audience=events.INTERNAL,
                  data={"day": day.isoformat(), "is_open": is_open, "kind": kind, "hours": values["hours"]}, text=name)
    return row


def remove(actor: Actor, row_id: str) -> bool:
    """Take a day back. Returns whether it was there: of two who do it at once the second waits, and finds nothing."""
    day = model.Session.scalar(sa.delete(Holiday).where(Holiday.id == row_id).returning(Holiday.day),
                               execution_options={"synchronize_session": False})
    if day is None:
        return False
    events.record(events.GOVERNMENT, events.DAY_REMOVED, actor, audience=events.INTERNAL, data={"day": day.isoformat()})
    return True
