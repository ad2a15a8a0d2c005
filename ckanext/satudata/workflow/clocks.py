"""The clocks of cases: when a task and a case are due, computed from their rows by the calendar as it is today.

`Task.due_at` is an index for lists and reminders, nothing more: `refresh` and `rebuild` write it, every page computes anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from . import calendar, events, flow, governments, lineage, versions
from .calendar import Calendar, Deadline, OwnDay
from .calendar import Extension as More
from .calendar import Pause as Still
from .cases import OPEN_TASK, open_tasks
from .government import Government
from .model import Case, CaseTopic, Extension, Holiday, Pause, Task, Text
from .procedures import Procedure, Step
from .times import Time

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """What the clocks of one case are computed from: one read serves its task and its limit."""

    pauses: tuple[Still, ...]
    outside: tuple[Still, ...]                  # while it waited outside: the limit stands still, that step's own time runs
    extensions: tuple[tuple[str | None, More], ...]     # with the id of the task; None: of the limit
    topics: int
    started: datetime | None                    # since when the whole is counted; None before the first submission


def calendar_of(government: Government) -> Calendar:
    """The calendar with the government's own days; make one for many deadlines."""
    rows = model.Session.scalars(sa.select(Holiday).where(Holiday.government == government.slug).order_by(Holiday.added_at))
    return calendar.of(government, [own_day(row) for row in rows])


def own_day(row: Holiday) -> OwnDay:
    hours = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in row.hours)
    kind = "cuti_bersama" if row.kind == "cuti_bersama" else "local"
    return OwnDay(row.day, row.name, row.source, kind, row.is_open, hours)


def of_task(case: Case, task: Task, days: Calendar | None = None, rows: Rows | None = None) -> Deadline | None:
    """When a task is due; None where the SOP gives no time, and while a record was never submitted: a draft is never late."""
    procedure = versions.procedure_of(case.procedure_id)
    rows = rows or rows_of(case, procedure)
    written = procedure.steps[task.step].time
    if written is None or rows.started is None or not (written.as_written or written.value is not None):
        return None
    days = days or calendar_of(governments.of_case(case.government))
    extensions = [more for task_id, more in rows.extensions if task_id == task.id]
    return days.deadline(task.created_at, calendar.for_topics(written, max(rows.topics, 1)), rows.pauses, extensions)


def of_limit(case: Case, days: Calendar | None = None, rows: Rows | None = None) -> Deadline | None:
    """When the whole case is due; None where the SOP promises nothing."""
    procedure = versions.procedure_of(case.procedure_id)
    limit = limit_of(procedure, case.segment)
    rows = rows or rows_of(case, procedure)
    if limit is None or rows.started is None:
        return None
    days = days or calendar_of(governments.of_case(case.government))
    extensions = [more for task_id, more in rows.extensions if task_id is None]
    return days.deadline(rows.started, limit, (*rows.pauses, *rows.outside), extensions)


def limit_of(procedure: Procedure, segment: str | None) -> Time | None:
    """What is promised for a whole case."""
    return (procedure.segments[segment].limit if segment else None) or procedure.limit


def rows_of(case: Case, procedure: Procedure) -> Rows:
    """Everything that the clocks of a case need."""
    return Rows(
        pauses=tuple(_pauses(case.id)),
        outside=tuple(_outside(case, procedure)),
        extensions=tuple(_extensions(case.id)),
        topics=_topics(case.id),
        started=_started(case, procedure),
    )


def _topics(case_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(CaseTopic).where(CaseTopic.case_id == case_id)
    return model.Session.scalar(query) or 0


def _started(case: Case, procedure: Procedure) -> datetime | None:
    """A case that seals records is counted from its first submission, which gives it its number; others from their opening."""
    if case.number is None:
        return None
    if not _topics(case.id) or not flow.seals(procedure, case.segment):
        return lineage.root(case).opened_at
    first = sa.select(sa.func.min(Task.finished_at)).where(
        Task.case_id.in_(lineage.ids(case)), Task.finished_by.is_not(None))
    return model.Session.scalar(first) or case.opened_at


def _pauses(case_id: str) -> Iterator[Still]:
    query = sa.select(Pause, Text.text).outerjoin(Text, Text.event_id == Pause.event_id).where(Pause.case_id == case_id)
    for row, reason in model.Session.execute(query.order_by(Pause.since)):
        yield Still(row.since, row.until, reason or "", row.whose)


def _outside(case: Case, procedure: Procedure) -> Iterator[Still]:
    waits = [step for step in procedure.steps.values() if step.type == "wait"]
    if not waits:
        return
    at_one = Task.step.in_([step.id for step in waits])
    query = sa.select(Task).where(Task.case_id == case.id, at_one, Task.status.not_in(("skipped", "cancelled")))
    before = [task for task in lineage.earlier_tasks(case) if procedure.steps[task.step] in waits and task.status == "done"]
    for task in (*before, *model.Session.scalars(query.order_by(Task.created_at))):
        yield Still(task.created_at, task.finished_at, "", waits_for(procedure.steps[task.step]) or "outside")


def waits_for(step: Step) -> str | None:
    """For whom a case waits at a step, if not for an officer: requester or outside."""
    if any(doer.role == "pemohon" for doer in step.actors):
        return "requester"
    return "outside" if step.type == "wait" else None


def _extensions(case_id: str) -> Iterator[tuple[str | None, More]]:
    query = sa.select(Extension, Text.text).outerjoin(Text, Text.event_id == Extension.event_id)
    for row, reason in model.Session.execute(query.where(Extension.case_id == case_id).order_by(Extension.given_at)):
        unit: Any = row.unit                    # checked by the table
        value = row.value.to_integral_value() if row.value == row.value.to_integral_value() else row.value
        yield row.task_id, More(Time(value, unit, "term"), reason or "")


def refresh(case: Case, tasks: Sequence[Task] | None = None) -> None:
    """Write when the open tasks of a case are due."""
    model.Session.flush()
    if case.number is None:         # a record that was never submitted
        return
    tasks = open_tasks(case.id) if tasks is None else tasks
    days, rows = calendar_of(governments.of_case(case.government)), rows_of(case, versions.procedure_of(case.procedure_id))
    for task in tasks:
        found = of_task(case, task, days, rows)
        task.due_at = found.at if found is not None else None


def rebuild(why: str) -> int:
    """Compute all open tasks anew, after a day or the calendar itself has changed; each that moves has an event.

    Commits in batches; run twice, the second finds nothing to do.

    Args:
        why: code of what has changed, for the event
    Returns:
        how many deadlines moved
    """
    moved, last = 0, ""
    known: dict[str, Calendar] = {}
    while batch := _batch(last):
        for case_id in batch:
            moved += _recompute(case_id, known, why)
            model.Session.commit()
        last = batch[-1]
        model.Session.expunge_all()
    return moved


def _batch(last: str) -> list[str]:
    waiting = sa.exists().where(Task.case_id == Case.id, Task.status.in_(OPEN_TASK))
    known = Case.government.in_(list(governments.configured()))     # a folder that was taken away stops no other
    query = sa.select(Case.id).where(Case.status == "open", Case.number.is_not(None), Case.id > last, waiting, known)
    return list(model.Session.scalars(query.order_by(Case.id).limit(BATCH)))


def _recompute(case_id: str, known: dict[str, Calendar], why: str) -> int:
    case = model.Session.scalar(sa.select(Case).where(Case.id == case_id, Case.status == "open").with_for_update())
    if case is None:
        return 0
    from . import notify  # which computes by this module when a digest goes out

    days = known.get(case.government)
    if days is None:
        days = known[case.government] = calendar_of(governments.of_case(case.government))
    rows, moved = rows_of(case, versions.procedure_of(case.procedure_id)), 0
    for task in open_tasks(case.id):
        found = of_task(case, task, days, rows)
        at = found.at if found is not None else None
        if at != task.due_at:
            before, task.due_at = task.due_at, at
            event = events.record(events.case_stream(case.id), events.DEADLINE_MOVED, None, data={
                "step": task.step, "task": task.id, "why": why, "from": before and before.isoformat(),
                "to": at and at.isoformat()})
            notify.moved(case, task, event)
            moved += 1
    return moved
