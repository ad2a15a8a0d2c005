"""Tasks of officers who are gone come back to everybody of the office: never does a case wait for somebody who cannot act."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import cases, claiming, events, governments, holders, moving, notify
from .model import Case, Task
from .offices import Actor

OFFICE_ENDED, ACCOUNT_DELETED = "office_ended", "account_deleted"
_PORTAL = Actor("", "", (), is_person=False)


def settle(user_id: str | None = None) -> int:
    """Free the open tasks of who may not do them today any more; of one account, or of all. Returns how many."""
    return _free(user_id, OFFICE_ENDED)


def account_deleted(user_id: str) -> int:
    """Free all open tasks of an account that is being deleted."""
    return _free(user_id, ACCOUNT_DELETED)


def reassign(case: Case, org_id: str | None) -> None:
    """The record has moved to another office: its case follows, and nobody of the old one keeps its task."""
    moving.reassign(case, org_id)
    _free(None, OFFICE_ENDED, case.id)


def _free(user_id: str | None, because: str, of_case: str | None = None) -> int:
    holder = sa.func.coalesce(Task.claimed_by, Task.assignee)
    query = sa.select(Task.case_id, Task.id).where(
        Task.status.in_(cases.OPEN_TASK), holder == user_id if user_id else holder.is_not(None),
        Task.case_id == of_case if of_case else sa.true())
    number = 0
    for case_id, task_id in model.Session.execute(query.order_by(Task.case_id, Task.id)).all():
        if because == OFFICE_ENDED and not _is_orphan(task_id):     # nothing is locked for those that stay
            continue
        case = cases.lock(case_id)
        task = model.Session.get(Task, task_id, populate_existing=True)
        if task is None or task.status not in cases.OPEN_TASK:
            continue
        before = task.claimed_by or task.assignee
        if before is None or (because == OFFICE_ENDED and not _is_orphan(task_id)):
            continue
        claiming.free(cases.situation_of(case, _PORTAL, task), task)
        data = {"task": task_id, "step": task.step, "round": task.round, "from": before, "because": because}
        notify.waits_again(case, task, events.record(events.case_stream(case_id), events.TASK_FREED, None, data=data))
        number += 1
    return number


def _is_orphan(task_id: str) -> bool:
    task = model.Session.get(Task, task_id)
    if task is None:
        return False
    case = model.Session.get(Case, task.case_id)
    assert case is not None
    return (task.claimed_by or task.assignee) not in holders.of_keys(governments.of_case(case.government), task.offices)
