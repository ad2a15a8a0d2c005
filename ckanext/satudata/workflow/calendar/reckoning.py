"""From a moment and a time to the moment at which it is over, by the unit. The table is in docs/procedures.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TypeAlias

from ..times import BELOW_A_DAY, Time
from . import office_time
from .counting import Count, count, last_of_period, months_after
from .days import Days
from .errors import TooFar
from .explanation import Line, in_runs
from .pauses import Still

Result: TypeAlias = "tuple[datetime | None, list[Line]]"

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
DAYS = {"working_days": 1, "days": 1, "weeks": 7}
DAYS_OF_A_MONTH = 30            # for the fraction of a month only: a whole one goes by the calendar
LONGEST_DAYS = 36525         # a century; more is a slip of the pen
FOR_EVER = datetime.max         # end of a pause that has none yet


@dataclass(frozen=True, slots=True)
class Course:
    """Where a clock starts and when it stands still; local."""

    start: datetime
    still: Sequence[Still] = ()

    @property
    def stands_since(self) -> date | None:
        """Day since which the clock stands still for good."""
        if self.still and self.still[-1][1] == FOR_EVER:
            return self.still[-1][0].date()
        return None

    def then(self, start: datetime) -> Course:
        """The same pauses, from another moment on."""
        return Course(start, self.still)


def reckon(days: Days, course: Course, time: Time) -> Result:
    """When a time that has a value is over.

    Raises:
        TooFar: not in this century or the next
    """
    if time.unit in BELOW_A_DAY:
        amount = duration(time)
        return elapsed(course, amount) if time.elapsed else office(days, course, amount)
    begun = course.start.date()
    whole, month_end = whole_days(time, begun)
    wanted = Count(course.start, whole, time.unit == "working_days", course.still, course.stands_since)
    at, lines = count(days, wanted)
    return at, [Line("day_zero", begun, begun), *month_end, *in_runs(lines)]


def duration(time: Time) -> timedelta:
    """A time in seconds, minutes or hours.

    Raises:
        TooFar: more than a century
    """
    seconds = (time.value or Decimal(0)) * SECONDS[time.unit or "hours"]
    if seconds > LONGEST_DAYS * 86400:
        raise TooFar(f"{time.value} {time.unit}")
    return timedelta(microseconds=int(seconds * 1_000_000))


def office(days: Days, course: Course, amount: timedelta) -> Result:
    """Office time: the first line says from when on it counts."""
    instant = min(amount, timedelta.resolution)         # at the closing itself the office is open for what ends then only
    begun, _ = office_time.add(days, course.start, instant)
    opened = course.start if begun is None else begun - instant
    at, lines = office_time.add(days, course.start, amount, course.still, course.stands_since)
    late = [Line("opened", course.start, opened)] if opened != course.start else []
    first = next((n for n, line in enumerate(lines) if line.code in ("worked", "other_hours")), len(lines))
    return at, [*in_runs(lines[:first]), *late, *in_runs(lines[first:])]


def elapsed(course: Course, amount: timedelta) -> Result:
    """Clock hours: they also run at night and on closed days, and stand still in a pause."""
    at, left = course.start, amount
    for since, until in course.still:
        if until <= at:
            continue
        run = max(since - at, timedelta())
        if left <= run:
            break
        if until == FOR_EVER:
            return None, [Line("elapsed", course.start, since, office=run)]
        left -= run
        at = until
    at += left
    return at, [Line("elapsed", course.start, at, office=amount)]


def whole_days(time: Time, begun: date) -> tuple[int, list[Line]]:
    """Days that a time has when it begins on a day; a begun day is a whole one.

    Raises:
        TooFar: more than a century
    """
    value = time.value or Decimal(0)
    if value * DAYS.get(time.unit or "days", DAYS_OF_A_MONTH) > LONGEST_DAYS:
        raise TooFar(f"{time.value} {time.unit}")
    if time.unit != "months":
        return _ceiling(value * DAYS[time.unit or "days"]), []
    months = int(value)
    target = months_after(begun, months)
    short = [Line("month_end", begun, target)] if target.day != begun.day else []
    return (target - begun).days + _ceiling((value - months) * DAYS_OF_A_MONTH), short


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def period(days: Days, start: datetime, every: str) -> Result:
    """The closing of the last open day of a period; of the next period where that is over. Pauses do not move it."""
    last = last_of_period(start.date(), every)
    code = "period"
    while (end := days.last_open(last)).closes <= start:
        last = last_of_period(last + timedelta(days=1), every)
        code = "next_period"
    return end.closes, [Line(code, start.date(), last, kind=every)]


def release(days: Days, start: datetime, on: date) -> Result:
    """The closing of the day of release, or of the last open day before it; None where that is over."""
    end = days.last_open(on)
    if end.closes <= start:
        return None, [Line("release_over", on, on)]
    return end.closes, [Line("release", on, end.date)]
