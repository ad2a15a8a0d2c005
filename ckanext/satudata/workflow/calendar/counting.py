"""Whole days: working days and calendar days after the day of arrival, and the day on which a count ends.

Only whole days count. The day of arrival is day zero, whatever its hour and whether or not the office was open; a day on
which the clock stood still for some of its hours does not count either. So a count never ends inside a pause.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from . import explanation
from .days import LAST_YEAR, ONE_DAY, Day, Days
from .errors import TooFar
from .explanation import Line
from .pauses import Still, is_touched


class Count(NamedTuple):
    """Days to count after a moment."""

    start: datetime                     # local; its day is day zero
    days: int
    working: bool                       # closed days do not count
    still: Sequence[Still] = ()
    stands_since: date | None = None    # the clock stands still for good from this day on


def count(days: Days, wanted: Count) -> tuple[datetime | None, list[Line]]:
    """The closing of the last day, None if the clock stands still before; and how it was reached.

    A count of calendar days that ends on a closed day ends on the next open one. No count ends before it began: none
    at all, after closing, ends on the next open day.
    Raises:
        TooFar: not in this century or the next
    """
    lines: list[Line] = []
    open_days = _until_standing(days, wanted)
    last = _counted(open_days, wanted, lines) if wanted.days else next(open_days)
    if last is None:
        return None, lines
    if _ends(last, wanted):
        return last.closes, lines
    if not last.is_open:
        lines.append(explanation.closed(last))
    for day in open_days:
        if _ends(day, wanted):
            return day.closes, [*lines, Line("moved", last.date, day.date)]
        lines.append(_skipped(day, wanted))
    return None, lines


def _until_standing(days: Days, wanted: Count) -> Iterator[Day]:
    """Day zero and what follows, until the clock stands still for good."""
    for day in days.since(wanted.start.date()):
        yield day
        if wanted.stands_since and day.date >= wanted.stands_since:
            return


def _counted(following: Iterator[Day], wanted: Count, lines: list[Line]) -> Day | None:
    next(following)                                     # day zero
    left = wanted.days
    for day in following:
        if is_touched(day, wanted.still) or (wanted.working and not day.is_open):
            lines.append(_skipped(day, wanted))
            continue
        lines.append(Line("counted", day.date, day.date, days=1))
        left -= 1
        if not left:
            return day
    return None


def _ends(day: Day, wanted: Count) -> bool:
    return day.is_open and day.closes >= wanted.start and not is_touched(day, wanted.still)


def _skipped(day: Day, wanted: Count) -> Line:
    """A closed day, or an open one that does not count: touched by a pause, or over already."""
    touched = is_touched(day, wanted.still)
    if day.is_open or (touched and not wanted.working):
        return Line("stood_still", day.date, day.date)
    return explanation.closed(day)


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last day of a month that has no such day.

    Raises:
        TooFar: not in this century or the next
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > LAST_YEAR:
        raise TooFar(f"{months} months after {day}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


PERIODS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def last_of_period(day: date, every: str) -> date:
    """Last day of the week (Monday to Sunday), month, quarter, half year or year in which a day lies."""
    if every == "week":
        return day + ONE_DAY * (6 - day.weekday())
    length = PERIODS[every]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return months_after(first, length) - ONE_DAY
