"""Stops and restarts the clocks of a case, and gives it more time: by an officer of its step, with the reason."""

from __future__ import annotations

from decimal import Decimal

import ckan.model as model
import sqlalchemy as sa

from . import cases, clocks, events, governments
from .errors import CaseRefused
from .model import Case, Extension, Pause, Task
from .model.base import now
from .offices import Actor, Office, office_for

WHOSE = ("requester", "producer", "outside")
UNITS = ("hours", "working_days", "days")
MOST = {"hours": Decimal(200), "working_days": Decimal(60), "days": Decimal(90)}    # more is another procedure


def pause(case_id: str, whose: str, reason: str, actor: Actor) -> Case:
    """Let the clocks of a case stand still while it waits for somebody.

    Args:
        whose: requester, producer or outside
    Raises:
        CaseRefused: case_closed, not_your_office, reason_missing, paused_already
    """
    case, office, _ = _opened(case_id, reason, actor)
    if open_pause(case.id) is not None:
        raise CaseRefused("paused_already")
    event = events.record(events.case_stream(case.id), events.CLOCK_PAUSED, actor, office=office,
                          data={"step": case.step, "whose": whose}, text=reason.strip())
    model.Session.add(Pause(case_id=case.id, since=now(), whose=whose, event_id=event.id))
    return _changed(case)


def resume(case_id: str, actor: Actor) -> Case:
    """Let the clocks go on.

    Raises:
        CaseRefused: case_closed, not_your_office, not_paused
    """
    case, office, _ = _opened(case_id, None, actor)
    if not end_pause(case, actor, office):
        raise CaseRefused("not_paused")
    return _changed(case)


def end_pause(case: Case, actor: Actor | None, office: Office | None = None) -> bool:
    """End the pause that a case is in; an answer does that by itself. Returns whether there was one."""
    row = open_pause(case.id)
    if row is None:
        return False
    row.until = now()
    events.record(events.case_stream(case.id), events.CLOCK_RESUMED, actor, office=office, data={"step": case.step})
    return True


def open_pause(case_id: str) -> Pause | None:
    """The pause in which a case is now."""
    return model.Session.scalar(sa.select(Pause).where(Pause.case_id == case_id, Pause.until.is_(None)))


def extend(
    case_id: str, value: Decimal, unit: str, reason: str, actor: Actor, *, whole: bool = False,
    lock_version: int | None = None,
) -> Case:
    """Give the open task more time, or the case as a whole.

    Args:
        lock_version: of the case as it was read; a form that is sent twice gives the time once
    Raises:
        CaseRefused: case_closed, not_your_office, reason_missing, stale, no_deadline, too_much_time
    """
    case, office, task = _opened(case_id, reason, actor)
    if lock_version not in (None, case.lock_version):
        raise CaseRefused("stale")
    if not 0 < value <= MOST[unit]:
        raise CaseRefused("too_much_time", limit=MOST[unit])
    due = clocks.of_limit(case) if whole else clocks.of_task(case, task)
    if due is None or due.at is None:
        raise CaseRefused("no_deadline")
    event = events.record(events.case_stream(case.id), events.DEADLINE_EXTENDED, actor, office=office, text=reason.strip(),
                          data={"step": case.step, "value": str(value), "unit": unit, "whole": whole})
    model.Session.add(Extension(case_id=case.id, task_id=None if whole else task.id, value=value, unit=unit,
                                event_id=event.id, given_at=now()))
    return _changed(case)


def _opened(case_id: str, reason: str | None, actor: Actor) -> tuple[Case, Office, Task]:
    """The case under its lock, with the actor's office and task: who may answer it may stop its clock."""
    case = cases.lock(case_id)
    if case.status != "open":
        raise CaseRefused("case_closed")
    government = governments.of_case(case.government)
    for task in cases.open_tasks(case.id):
        office = office_for(government, actor, task.offices) if actor.is_person else None
        if office is not None:
            break
    else:
        raise CaseRefused("not_your_office")
    if reason is not None and not reason.strip():
        raise CaseRefused("reason_missing")
    return case, office, task


def _changed(case: Case) -> Case:
    clocks.refresh(case)
    case.lock_version += 1
    model.Session.flush()
    return case
