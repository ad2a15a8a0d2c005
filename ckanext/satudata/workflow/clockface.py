"""The clocks of a case as actions give them and pages show them: the date, what is left, and how the date was computed."""

from __future__ import annotations

from typing import Any

from . import calendar_messages, clocks, governments, messages, pausing, versions
from .calendar import Calendar, Deadline
from .model import Case, Task
from .model.base import now
from .times import Time

BY_CLOCK = ("seconds", "minutes", "hours")


def of_case(case: Case, task: Task | None) -> dict[str, Any]:
    """The clocks of a case.

    Returns:
        `task` and `limit`, each None where the SOP gives no time; `pause`: since when and for whom it waits, or None;
        `waits_for`: officer, requester, producer or outside; None once it is closed
    """
    found: dict[str, Any] = {"task": None, "limit": None, "pause": None, "waits_for": None}
    if case.status != "open" or case.government not in governments.configured():
        return found
    procedure = versions.procedure_of(case.procedure_id)
    rows = clocks.rows_of(case, procedure)
    days = clocks.calendar_of(governments.of_case(case.government))
    if task is not None:
        found["task"] = _shown(clocks.of_task(case, task, days, rows), days)
    found["limit"] = _shown(clocks.of_limit(case, days, rows), days)
    if (pause := pausing.open_pause(case.id)) is not None:
        found["pause"] = {"since": pause.since.isoformat(), "whose": pause.whose, "words": messages.waits(pause.whose)}
    found["waits_for"] = pause.whose if pause else clocks.waits_for(procedure.steps[case.step]) or "officer"
    return found


def _shown(deadline: Deadline | None, days: Calendar) -> dict[str, Any] | None:
    if deadline is None or (deadline.at is None and not deadline.is_standing):
        return None
    left = days.left(deadline, now())
    written = deadline.as_dict()
    return {
        "start": written["start"],
        "at": written["at"],
        "is_late": left.state == "late",
        "is_standing": deadline.is_standing,
        "left": calendar_messages.left(left, by_clock=_by_clock(deadline.time)),
        "explanation": calendar_messages.explanation(deadline),
        "lines": written["explanation"],
    }


def _by_clock(time: Time) -> bool:
    return time.elapsed and time.unit in BY_CLOCK
