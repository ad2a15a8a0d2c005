"""Reminds of deadlines: soon, today, overdue; each once, to who does the task, and of what is over to the superior too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import ckan.model as model
import sqlalchemy as sa

from . import calendar, cases, clocks, events, governments, holders, notify, superiors, versions
from .calendar import Calendar
from .model import Case, Event, Task
from .model.base import now

AHEAD = timedelta(days=21)      # no run of closed days is as long: what is due later cannot be due soon
BATCH = 200


def send(at: datetime | None = None) -> int:
    """Send what has become due to be sent; for cron, as often as one likes. Commits case by case.

    Args:
        at: as if it were this moment
    Returns:
        how many reminders were written
    """
    at, sent = at or now(), 0
    known: dict[str, Calendar] = {}
    for case_id in _waiting(at + AHEAD):
        sent += _remind(case_id, at, known)
        model.Session.commit()
    return sent


def _waiting(until: datetime) -> Iterator[str]:
    last = ""
    near = sa.exists().where(Task.case_id == Case.id, Task.status.in_(cases.OPEN_TASK), Task.due_at < until)
    known = Case.government.in_(list(governments.configured()))     # a folder that was taken away stops no other
    query = sa.select(Case.id).where(Case.status == "open", near, known).order_by(Case.id).limit(BATCH)
    while batch := list(model.Session.scalars(query.where(Case.id > last))):
        yield from batch
        last = batch[-1]


def _remind(case_id: str, at: datetime, known: dict[str, Calendar]) -> int:
    """The reminders of one case; whoever works on it at this moment is not waited for, the next run comes by again."""
    locked = sa.select(Case).where(Case.id == case_id, Case.status == "open").with_for_update(skip_locked=True)
    case = model.Session.scalar(locked)
    if case is None:
        return 0
    government = governments.of_case(case.government)
    if government.slug not in known:
        known[government.slug] = clocks.calendar_of(government)
    days, rows = known[government.slug], clocks.rows_of(case, versions.procedure_of(case.procedure_id))
    written = 0
    for task in cases.open_tasks(case.id):
        deadline = clocks.of_task(case, task, days, rows)
        stage = calendar.to_send(deadline, at, _sent(case, task)) if deadline is not None else None
        if deadline is None or stage is None or deadline.at is None:
            continue
        event = events.record(events.case_stream(case.id), events.DEADLINE_REMINDED, None, data={
            "step": task.step, "task": task.id, "stage": stage, "at": deadline.at.isoformat()})
        people = set(notify.doers(case, task))
        if stage == "overdue":
            people |= set(holders.of_keys(government, superiors.above(government, task.offices)[:1]))
        notify.due(case, task, stage, event, sorted(people))
        written += 1
    return written


def _sent(case: Case, task: Task) -> set[tuple[calendar.Reminder, datetime]]:
    """What was sent of a task already: which stage, for which deadline."""
    query = sa.select(Event.data).where(
        Event.stream == events.case_stream(case.id), Event.type == events.DEADLINE_REMINDED,
        Event.data["task"].astext == task.id)
    return {(data["stage"], datetime.fromisoformat(data["at"])) for data in model.Session.scalars(query)}
