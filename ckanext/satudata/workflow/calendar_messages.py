"""Sentences of the working calendar: how a deadline was computed, what is left of it, and the reminders."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from .calendar import Deadline, Left, Line, Reminder
from .calendar_words import amount, counted, days_between, duration, moment, times_between

_ = tk._

SENTENCES: dict[str, Callable[[], str]] = {
    "started": lambda: _("It arrived on {start}."),
    "opened": lambda: _("That is outside office hours, so the time counts from the next opening: {last}."),
    "day_zero": lambda: _("The day of arrival, {first}, does not count."),
    "counts": lambda: _("Time that counts: {amount}."),
    "take_up": lambda: _(
        "The SOP says at most how long the work itself takes. The task has to be taken up and decided within {amount}."
    ),
    "act": lambda: _("The work itself takes longer than the term for taking up a task, so its own time counts: {amount}."),
    "worked": lambda: _("{times}: {office} of office time."),
    "counted": lambda: _("{span}: {days}."),
    "weekend": lambda: _("{span}: closed."),
    "holiday": lambda: _("{first}: closed, {name} ({kind}; {source})."),
    "other_hours": lambda: _("{first}: other hours than usual ({name})."),
    "paused": lambda: _("The clock stood still: {times}{why}."),
    "stood_still": lambda: _("{span}: does not count, because the clock stood still."),
    "elapsed": lambda: _("{times}: {office} by the clock, also outside office hours."),
    "month_end": lambda: _("That month has no such day, so its last day counts: {last}."),
    "moved": lambda: _("On {first} the office is closed, or had closed already. The next open day counts: {last}."),
    "period": lambda: _("The time ends with the last open day of the {kind}, which lasts until {last}."),
    "next_period": lambda: _("It arrived after the last open day of its {kind}. The next one counts, until {last}."),
    "release": lambda: _("The data is released on {first}. The last open day until then counts: {last}."),
    "release_over": lambda: _("The day of release, {first}, was over."),
    "extended": lambda: _("Extended by {amount}. Reason: {name}"),
    "undecided": lambda: _("The cuti bersama of {year} are not decided yet. The date may move."),
    "estimated": lambda: _("{first} ({name}) is an estimate. The date may move."),
    "standing": lambda: _("The clock has stood still since {start}, so there is no date now."),
    "no_time": lambda: _("The SOP gives no time here."),
    "by_release": lambda: _("This is due as often as the data is released, and no day of release is known."),
    "due": lambda: _("Due on {start}."),
}


def explanation(deadline: Deadline) -> list[str]:
    """How the deadline was computed, one sentence a line."""
    return [sentence(line) for line in deadline.explanation]


def sentence(line: Line) -> str:
    """One line of an explanation."""
    return SENTENCES[line.code]().format(
        start=moment(line.first, with_zone=True), first=moment(line.first), last=moment(line.last),
        span=days_between(line.first, line.last), times=times_between(line.first, line.last),
        office=duration(line.office), days=counted(line.days or 0, "days"), amount=_amount(line),
        name=line.name, source=line.source, kind=_kind(line.kind), why=_why(line), year=line.value,
    )


def left(of: Left, by_clock: bool = False) -> str:
    """What is left, or by how much it is late; empty where there is no deadline.

    Args:
        by_clock: whether clock hours count, also outside office hours
    """
    time = duration(of.clock) if by_clock else counted(of.working_days, "working_days") or duration(of.office)
    return {
        "running": lambda: _("{time} left"),
        "late": lambda: _("{time} late"),
        "standing": lambda: _("the clock stands still; {time} left"),
        "none": lambda: "",
    }[of.state]().format(time=time)


def reminder(kind: Reminder, task: str, deadline: Deadline) -> str:
    """What a reminder says.

    Args:
        task: words of the step
    """
    return {
        "soon": lambda: _("“{task}” is due soon: {at}."),
        "due": lambda: _("“{task}” is due now: {at}."),
        "overdue": lambda: _("“{task}” was due on {at}. Do it now; being late does not prevent it."),
    }[kind]().format(task=task, at=moment(deadline.at, with_zone=True))


def _amount(line: Line) -> str:
    if line.value is None or not line.unit:
        return ""
    unit = line.unit.removeprefix("elapsed_")
    words = amount(line.value, unit, line.min)
    if unit != line.unit:
        words = _("{hours} by the clock").format(hours=words)
    return _("{range}, of which the longest counts").format(range=words) if line.min is not None else words


def _kind(kind: str) -> str:
    names = {
        "national": lambda: _("national holiday"),
        "cuti_bersama": lambda: _("cuti bersama"),
        "local": lambda: _("local holiday"),
        "week": lambda: _("week"),
        "month": lambda: _("month"),
        "quarter": lambda: _("quarter"),
        "half_year": lambda: _("half year"),
        "year": lambda: _("year"),
    }
    return names[kind]() if kind in names else kind


def _why(line: Line) -> str:
    """Who was waited for, and the reason that was written."""
    waits = {
        "requester": lambda: _("waiting for the requester"),
        "producer": lambda: _("waiting for the data producer"),
        "outside": lambda: _("waiting for an outside body"),
    }
    waited = waits[line.kind]() if line.kind in waits else ""
    words = ", ".join(filter(None, (waited, line.name)))
    return f" ({words})" if words else ""
