"""The working calendar: when something is due, how that was computed, and what is left. Pure: no CKAN, no database.

    calendar = of(government, own_days)                     # hours, zone and take_up of the government; its own rows
    deadline = calendar.deadline(start, time, pauses, extensions)
    deadline.at                                             # None: the SOP gives no time, or the clock stands still
    deadline.explanation                                    # lines of data; `calendar_messages.py` makes sentences of them
    calendar.left(deadline, now)                            # office time and days that are left, or late
    to_send(deadline, now, sent)                            # the reminder to be sent now, if any

Nothing is stored: a deadline is computed from start, time, pauses and extensions by the calendar as it is today, so a new
holiday or pause only needs the same call again. How each unit is read: docs/procedures.md. `for_topics` multiplies a time
that counts for each record. Moments need a zone; what comes back has the government's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ..times import Time
from .closed import Closed, ClosedDays, OwnDay, Year, official
from .deadlines import Calendar, Deadline, Extension, Left, Office
from .errors import CalendarError, NeverOpen, NoZone, TooFar
from .explanation import Line
from .pauses import Pause
from .reminders import Reminder, stage, to_send

__all__ = [
    "Calendar", "CalendarError", "Closed", "Deadline", "Extension", "Left", "Line", "NeverOpen", "NoZone", "OwnDay", "Pause",
    "Reminder", "TooFar", "Year", "for_topics", "of", "official", "stage", "to_send",
]


def of(government: Office, own_days: Iterable[OwnDay] = (), national: bool = True) -> Calendar:
    """The calendar of a government.

    Args:
        own_days: its rows of closed days and of days that are open against the lists, oldest first
        national: whether the national holidays and cuti bersama count
    Raises:
        NeverOpen: it has no office hours
    """
    return Calendar(government, ClosedDays(own_days, national))


def for_topics(time: Time, topics: int) -> Time:
    """The time of a step for the records of a case; other than one only where the step says `per: topic`."""
    if time.per != "topic" or time.value is None:
        return time
    return replace(time, value=time.value * Decimal(topics), min=time.min and time.min * Decimal(topics))
