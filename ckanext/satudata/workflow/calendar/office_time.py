"""Office time: adding it to a moment, and measuring it between two. Steps over days and their spans, never over minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from . import explanation
from .days import Day, Days
from .explanation import Line
from .pauses import Still, running

NOTHING = timedelta()


def add(days: Days, start: datetime, amount: timedelta, still: Sequence[Still] = (),
        stands_since: date | None = None) -> tuple[datetime | None, list[Line]]:
    """The moment at which an amount of office time is over, and how it was reached.

    Args:
        start: local; outside office hours the count begins at the next opening
        amount: 0 or more; 0 gives the start, or the next opening
        still: merged pauses; their office time does not count
        stands_since: day since which the clock stands still for good; nothing after it counts
    Returns: the moment, None if the clock stands still before; a closing or the begin of a break ends what fills it.
    Raises:
        TooFar: not in this century or the next
    """
    left, lines = amount, list[Line]()
    for day in days.since(start.date()):
        if not day.is_open:
            lines.append(explanation.closed(day))
        else:
            at, used, line = _in_day(day, start, left, still)
            left -= used
            lines += line
            if at is not None:
                return at, lines
        if stands_since and day.date >= stands_since:
            break
    return None, lines


def _in_day(day: Day, start: datetime, left: timedelta,
            still: Sequence[Still]) -> tuple[datetime | None, timedelta, list[Line]]:
    """Where the time ends on this day (None: not on this day), what was used of it, and the line."""
    used, first, last = NOTHING, None, None
    for begin, end in running(day, still):
        begin = max(begin, start)
        if begin > end or (begin == end and left > used):
            continue
        first, last = first or begin, min(end, begin + left - used)
        used += last - begin
        if used == left:
            return last, used, _line(day, first, last, used)
    return None, used, _line(day, first, last, used)


def _line(day: Day, first: datetime | None, last: datetime | None, used: timedelta) -> list[Line]:
    if not used:
        return []
    whole = used == day.office and not day.other_hours
    lines = [Line("worked", first, last, used, days=1 if whole else None, is_whole=whole)]
    return [Line("other_hours", day.date, day.date, name=day.other_hours), *lines] if day.other_hours else lines


def between(days: Days, start: datetime, end: datetime, still: Sequence[Still] = ()) -> timedelta:
    """Office time from one moment to a later one, without pauses; 0 if the second is not later."""
    found = NOTHING
    if start >= end:
        return found
    for day in days.since(start.date()):
        if day.date > end.date():
            break
        if day.is_open:
            spans = running(day, still) if still else day.spans
            found += sum((max(min(until, end) - max(begin, start), NOTHING) for begin, until in spans), NOTHING)
    return found
