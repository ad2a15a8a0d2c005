"""How a deadline was computed, as data: one line after the other, runs of equal days in one line.

`workflow/calendar_messages.py` makes sentences of them; `as_dict` is what the API gives.

| code | says |
|---|---|
| started, opened | the clock starts on arrival; or, outside office hours, at the next opening |
| day_zero | the day of arrival, which does not count |
| counts | the time that is counted: value, unit, and the lower end of a range |
| take_up, act | the SOP's time is that of the act: the government's term for taking it up holds; or the act is longer |
| worked | office time that was counted: from, until, how much |
| counted | whole days that were counted |
| weekend, holiday | closed days; a holiday with its name, kind and source |
| other_hours | an open day with hours of its own |
| paused, stood_still | a pause with its reason; days that do not count because of it |
| elapsed | clock hours: closed hours count too |
| month_end | the month has no such day: its last one holds |
| moved | the last day is closed, so the next open one holds |
| period, next_period | the last open day of a period; it was over, so the next one holds |
| release, release_over | the day of release; it was over |
| extended | more time, with its reason |
| undecided, estimated | the cuti bersama of a year, or the date of a holiday, are not decided yet |
| standing | the clock stands still, so there is no date now |
| no_time, by_release | the SOP gives no time; or as often as data is released, and no release is known |
| due | the result |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from .days import ONE_DAY, Day


@dataclass(frozen=True, slots=True)
class Line:
    """One line; which fields are filled depends on the code."""

    code: str
    first: date | datetime | None = None
    last: date | datetime | None = None
    office: timedelta | None = None                     # office time, or clock time with code `elapsed`
    days: int | None = None
    value: Decimal | None = None
    min: Decimal | None = None
    unit: str = ""
    name: str = ""                                      # of the holiday; reason of a pause or extension; as printed
    kind: str = ""                                      # national cuti_bersama local; who is waited for; kind of period
    source: str = ""
    is_whole: bool = False                              # all office time of that day: may be one run with the next

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what is filled; moments in ISO 8601, office time in seconds, numbers as text."""
        filled = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "is_whole"}
        return {name: _plain(value) for name, value in filled.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):                         # a datetime is a date too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def closed(day: Day) -> Line:
    """A closed day."""
    if day.closed is None:
        return Line("weekend", day.date, day.date)
    return Line("holiday", day.date, day.date, name=day.closed.name, kind=day.closed.kind, source=day.closed.source)


def in_runs(lines: Iterable[Line]) -> list[Line]:
    """Lines with neighbours of one kind made one."""
    found: list[Line] = []
    for line in lines:
        if found and (joined := _joined(found[-1], line)):
            found[-1] = joined
        else:
            found.append(line)
    return found


def _joined(one: Line, other: Line) -> Line | None:
    if one.code != other.code or one.last is None or other.first is None:
        return None
    if one.code == "worked":
        if not (one.is_whole and other.is_whole):
            return None
        office = (one.office or timedelta()) + (other.office or timedelta())
        return replace(one, last=other.last, office=office, days=(one.days or 1) + (other.days or 1))
    if one.code == "counted" and one.last + ONE_DAY == other.first:
        return replace(one, last=other.last, days=(one.days or 0) + (other.days or 0))
    if one.code in ("weekend", "stood_still") and one.last + ONE_DAY == other.first:
        return replace(one, last=other.last)
    return None
