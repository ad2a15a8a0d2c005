"""The calendar of one government: deadlines with their explanation, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from ..times import Time
from . import office_time, reckoning
from .closed import ClosedDays, Span
from .days import ONE_DAY, Days
from .errors import NoZone
from .explanation import Line
from .pauses import Pause, Still, is_touched, merged
from .reckoning import FOR_EVER, Course, Result

NOT_PAUSED = {"period", "next_period", "release"}     # dates of the calendar: a pause does not move them

State: TypeAlias = Literal["running", "late", "standing", "none"]


class TakesUp(Protocol):
    """Term of a task whose SOP only says how long the act takes."""

    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> Any: ...


class Office(Protocol):
    """What a calendar has to know of a government."""

    @property
    def hours(self) -> Mapping[int, tuple[Span, ...]]: ...
    @property
    def timezone(self) -> str: ...
    @property
    def take_up(self) -> TakesUp: ...


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, given by somebody who says why; it counts on from the deadline before it.

    Source: the model is UU 14/2008, Pasal 22 (8): seven working days more, with the reason in writing.
    """

    time: Time
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A computed deadline and what it was computed from; moments are in the government's zone."""

    start: datetime
    time: Time
    at: datetime | None                                 # None: no time is given, or the clock stands still
    explanation: tuple[Line, ...]
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    release: date | None = None
    is_standing: bool = False
    soon_from: datetime | None = None                   # since when it is due soon; None: too short for that
    due_from: datetime | None = None                    # since when it is the last day

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "start": self.start.isoformat(), "at": self.at.isoformat() if self.at else None,
            "is_standing": self.is_standing, "explanation": [line.as_dict() for line in self.explanation],
        }


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a deadline, or by how much it is missed."""

    state: State
    office: timedelta = timedelta()                     # office time
    clock: timedelta = timedelta()                      # clock time, for what counts clock hours
    working_days: int = 0                               # open days after today, to the last one (late: after it, to today)
    days: int = 0                                       # calendar days


class Calendar:
    """Hours, closed days and zone of one government. Computes; keeps nothing but the days that it has worked out."""

    def __init__(self, office: Office, closed: ClosedDays) -> None:
        """
        Raises:
            NeverOpen: the government has no office hours
        """
        self.zone = ZoneInfo(office.timezone)
        self.days = Days(office.hours, closed)
        self.take_up = Time(office.take_up.value, office.take_up.unit, "term")

    def deadline(self, start: datetime, time: Time, pauses: Iterable[Pause] = (), extensions: Iterable[Extension] = (),
                 release: date | None = None) -> Deadline:
        """When a task or case is due, by the calendar as it is today.

        Args:
            start: when it arrived, with a zone
            time: of the step, or the limit of the case; its clock says how it is read
            pauses: in which this clock stood still
            extensions: in the order in which they were given
            release: local day on which the data is released, if known; for times that say `by: release`
        Raises:
            NoZone: a moment has no zone
            TooFar: not in this century or the next
        """
        pauses, extensions = tuple(pauses), tuple(extensions)
        course = Course(self._local(start), self._still(pauses))
        at, lines = self._term(course, time, release)
        for extension in extensions:
            if at is not None:
                at, more = reckoning.reckon(self.days, course.then(at), extension.time)
                lines += [_extended(extension), *more]
        is_standing = at is None and course.stands_since is not None and not _has_no_time(lines)
        stood = [] if any(line.code in NOT_PAUSED for line in lines) else self._paused(pauses, course.start, at)
        lines = [Line("started", course.start), *stood, *lines]
        lines += [*self._uncertain(course.start, at), *_result(at, is_standing, pauses, self)]
        soon, due = self._reminders(course.start, at)
        return Deadline(
            start=self._zoned(course.start), time=time, at=at and self._zoned(at), pauses=pauses, extensions=extensions,
            explanation=tuple(self._line(line) for line in lines), release=release, is_standing=is_standing,
            soon_from=soon and self._zoned(soon), due_from=due and self._zoned(due),
        )

    def left(self, deadline: Deadline, now: datetime) -> Left:
        """What is left at a moment; while the clock stands still, what will be left when it goes on now.

        Raises:
            NoZone: the moment has no zone
        """
        if deadline.at is None:
            if not deadline.is_standing:
                return Left("none")
            going_on = [pause if pause.until else replace(pause, until=now) for pause in deadline.pauses]
            again = self.deadline(deadline.start, deadline.time, going_on, deadline.extensions, deadline.release)
            return replace(self.left(again, now), state="standing")
        here, at = max(self._local(now), self._local(deadline.start)), self._local(deadline.at)
        first, last = min(here, at), max(here, at)
        still = self._still(deadline.pauses)
        whole = [self.days[first.date() + ONE_DAY * n] for n in range(1, (last.date() - first.date()).days + 1)]
        counted = sum(1 for day in whole if day.is_open and not is_touched(day, still))
        office = office_time.between(self.days, first, last, still)
        return Left("late" if here > at else "running", office, _clock_time(first, last, still), counted, len(whole))

    def _term(self, course: Course, time: Time, release: date | None) -> Result:
        """The deadline by the clock of a time, before it was extended."""
        if time.clock == "work":
            return self._taken_up(course, time)
        if time.clock == "window" and time.every:
            return reckoning.period(self.days, course.start, time.every)
        if time.by == "release":
            return self._released(course, time, release)
        if time.value is None:
            return None, [Line("no_time", name=time.as_written)]
        at, lines = reckoning.reckon(self.days, course, time)
        return at, [_counts(time), *lines]

    def _taken_up(self, course: Course, time: Time) -> Result:
        """Term of a task whose SOP says how long the act takes: the government's, but never shorter than the act."""
        at, lines = reckoning.reckon(self.days, course, self.take_up)
        if time.value is not None and at is not None:
            act, instead = reckoning.reckon(self.days, course, time)
            if act is None or act > at:
                return act, [replace(_counts(time), code="act"), *instead]
        return at, [replace(_counts(self.take_up), code="take_up", name=time.as_written), *lines]

    def _released(self, course: Course, time: Time, release: date | None) -> Result:
        if release is None:
            return None, [Line("by_release", name=time.as_written)]
        at, lines = reckoning.release(self.days, course.start, release)
        if at is not None:
            return at, lines
        at, more = self._taken_up(course, Time(as_written=time.as_written))
        return at, [*lines, *more]

    def _still(self, pauses: Sequence[Pause]) -> list[Still]:
        return merged((self._local(p.since), self._local(p.until) if p.until else FOR_EVER) for p in pauses)

    def _paused(self, pauses: Sequence[Pause], start: datetime, at: datetime | None) -> list[Line]:
        found = []
        for pause in sorted(pauses, key=lambda pause: pause.since):
            since, until = self._local(pause.since), pause.until and self._local(pause.until)
            if (until is None or until > max(start, since)) and (at is None or since < at):
                found.append(Line("paused", since, until, name=pause.reason, kind=pause.whose))
        return found

    def _uncertain(self, start: datetime, at: datetime | None) -> list[Line]:
        """What may still move the deadline: years without cuti bersama, days that are only estimated."""
        if at is None:
            return []
        found = [Line("undecided", value=Decimal(year)) for year in self.days.undecided(start.date(), at.date())]
        between = (self.days[start.date() + ONE_DAY * n] for n in range((at.date() - start.date()).days + 1))
        estimated = (day.closed for day in between if day.closed and day.closed.estimated)
        return found + [Line("estimated", closed.day, closed.day, name=closed.name) for closed in estimated]

    def _reminders(self, start: datetime, at: datetime | None) -> tuple[datetime | None, datetime | None]:
        """Since when it is due soon, and since when it is due; the rule stands in reminders.py."""
        if at is None:
            return None, None
        last = next(day for day in self.days.back_from(at.date()) if day.is_open and day.opens <= at)
        soon = self.days.last_open(last.date - ONE_DAY).opens
        return soon if soon > start else None, max(last.opens, start)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise NoZone(f"{moment} has no time zone")
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _zoned(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.zone)

    def _line(self, line: Line) -> Line:
        first, last = (self._zoned(m) if isinstance(m, datetime) else m for m in (line.first, line.last))
        return replace(line, first=first, last=last)


def _counts(time: Time) -> Line:
    shortest = time.min if time.kind == "range" else None
    return Line("counts", value=time.value, min=shortest, unit=_unit(time), name=time.as_written)


def _unit(time: Time) -> str:
    return f"elapsed_{time.unit}" if time.elapsed else time.unit or ""


def _extended(extension: Extension) -> Line:
    return replace(_counts(extension.time), code="extended", name=extension.reason)


def _has_no_time(lines: Sequence[Line]) -> bool:
    return any(line.code in ("no_time", "by_release") for line in lines)


def _result(at: datetime | None, is_standing: bool, pauses: Sequence[Pause], calendar: Calendar) -> list[Line]:
    if at is not None:
        return [Line("due", at)]
    if not is_standing:
        return []
    since = min(pause.since for pause in pauses if pause.until is None)
    return [Line("standing", since.astimezone(calendar.zone).replace(tzinfo=None))]


def _clock_time(first: datetime, last: datetime, still: Sequence[Still]) -> timedelta:
    stood = ((max(since, first), min(until, last)) for since, until in still)
    return last - first - sum((until - since for since, until in stood if since < until), timedelta())
