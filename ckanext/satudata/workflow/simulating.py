"""A procedure on paper: which steps a case takes on its straight way, and when each would be due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .calendar import Calendar, Deadline
from .procedures import END, Procedure, Step


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with the moment at which the case comes to it, if every step before took all its time."""

    step: Step
    arrives: datetime
    deadline: Deadline | None       # None: the SOP gives no time


def timetable(procedure: Procedure, segment: str | None, start: datetime, days: Calendar) -> Iterator[Planned]:
    """The straight way: every answer is the one that goes on, no step is skipped, each is done at its last moment.

    Args:
        start: when the case is opened, with a zone
    Raises:
        KeyError: no such segment
    """
    step: Step | None = next((one for one in procedure.segment_steps(segment) if not one.is_row), None)
    at, seen = start, set[str]()
    while step is not None and step.id not in seen:     # a procedure may come back to where it was
        seen.add(step.id)
        has_time = step.time is not None and bool(step.time.as_written or step.time.value is not None)
        deadline = days.deadline(at, step.time) if has_time and step.time is not None else None
        yield Planned(step, at, deadline)
        at = deadline.at if deadline is not None and deadline.at is not None else at
        to = step.onward.to if step.onward else END
        step = None if to == END else procedure.steps[procedure.steps[to].joins or to]
