"""The days of an office one after the other: open or closed, from when to when. Moments here are local, without zone.

Indonesia's zones have no summer time, so an hour on the wall is an hour, and local arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .closed import Closed, ClosedDays, Span
from .errors import NeverOpen, TooFar

ONE_DAY = timedelta(days=1)
LAST_YEAR = 2200                # a typing error of a million days ends here, not in an endless search


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the office."""

    date: date
    spans: tuple[tuple[datetime, datetime], ...]        # open from, until; in order, breaks between them
    closed: Closed | None = None                        # None also on a day that is closed every week
    other_hours: str = ""                               # name of the row that gives it hours of its own

    @property
    def is_open(self) -> bool:
        return bool(self.spans)

    @property
    def opens(self) -> datetime:
        return self.spans[0][0]

    @property
    def closes(self) -> datetime:
        return self.spans[-1][1]

    @property
    def office(self) -> timedelta:
        """Its office time, without the breaks."""
        return sum((until - begin for begin, until in self.spans), timedelta())


class Days:
    """All days of an office. Keeps what it has worked out, so one object should answer many questions."""

    def __init__(self, week: Mapping[int, tuple[Span, ...]], closed: ClosedDays) -> None:
        """
        Args:
            week: open spans by weekday, 0 is Monday; a weekday that is not named is closed
        Raises:
            NeverOpen: no weekday has hours
        """
        if not any(week.values()):
            raise NeverOpen("no day of the week has office hours")
        self._week = week
        self._closed = closed
        self._known: dict[date, Day] = {}

    def __getitem__(self, day: date) -> Day:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._day(day)
        return found

    def _day(self, day: date) -> Day:
        if closed := self._closed.on(day):
            return Day(day, (), closed)
        row = self._closed.own_hours(day)
        return Day(day, on(day, row.hours if row else self._week.get(day.weekday(), ())), None, row.name if row else "")

    def since(self, day: date) -> Iterator[Day]:
        """Day by day, the given one first.

        Raises:
            TooFar: nobody stopped before the last year
        """
        while day.year <= LAST_YEAR:
            yield self[day]
            day += ONE_DAY
        raise TooFar(f"no answer before the end of {LAST_YEAR}")

    def back_from(self, day: date) -> Iterator[Day]:
        """Day by day into the past, the given one first.

        Raises:
            TooFar: nobody stopped before the calendar begins
        """
        while day > date.min:
            yield self[day]
            day -= ONE_DAY
        raise TooFar("no answer since the calendar begins")

    def last_open(self, day: date) -> Day:
        """The day itself if it is open, or the last open one before it."""
        return next(known for known in self.back_from(day) if known.is_open)

    def undecided(self, first: date, last: date) -> list[int]:
        """Years between two days whose cuti bersama are not known yet."""
        return [year for year in range(first.year, last.year + 1) if not self._closed.is_decided(year)]


def on(day: date, spans: tuple[Span, ...]) -> tuple[tuple[datetime, datetime], ...]:
    """Times of a day as moments of a date."""
    return tuple((datetime.combine(day, begin), datetime.combine(day, until)) for begin, until in spans)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())
