"""Whom the portal tells of what: writes notifications and mails to be sent, in the transaction of the event (design §6).

Nothing is sent here. `mailing.py` sends after the commit; `notices.py` reads what the pages show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.transactions import after_commit

from . import cases, clocks, events, governments, holders, mailjobs
from .calendar import Reminder
from .government import Government
from .model import Case, Event, MailSetting, Notification, Outbox, Task
from .model.base import new_id, now
from .offices import all_keys
from .situation import Situation

TASK, RETURNED, ASSIGNED, COMMENT = "task", "returned", "assigned", "comment"
CLOSED, CHILD_CLOSED = "closed", "child_closed"
MOVED = "moved"
OF_STAGE: dict[Reminder, str] = {"soon": "due_soon", "due": "due", "overdue": "overdue"}
# templates that tell of a task that waits: pointless once it was done, or is somebody else's
OF_TASKS = frozenset({TASK, RETURNED, ASSIGNED, MOVED, *OF_STAGE.values()})
URGENT = frozenset({RETURNED, OF_STAGE["due"]})
MAIL = "mail"
EACH, DIGEST, NONE = FREQUENCIES = ("at_once", "digest", "none")


def tasks_ready(situation: Situation) -> None:
    """The case stands at a step: each of its tasks is told to its assignee, or to all who hold its office.

    Whoever brought it there knows.
    """
    case = situation.case
    event = model.Session.scalar(
        sa.select(Event).where(Event.stream == events.case_stream(case.id)).order_by(Event.seq.desc()).limit(1))
    tasks = [task for task in cases.open_tasks(case.id) if task.step == situation.step.id]
    if event is None or _is_own_beginning(situation, tasks, event):
        return
    settle(case.id, event.id)
    is_return = situation.decision is not None and situation.decision.verb == "return"
    for task in tasks:
        tell(event, case, RETURNED if is_return else TASK, doers(case, task), task=task)


def assigned(case: Case, task: Task, event: Event) -> None:
    """A task was given to somebody by a person."""
    tell(event, case, ASSIGNED, [task.assignee] if task.assignee else [], task=task)


def waits_again(case: Case, task: Task, event: Event, keys: Collection[str] | None = None) -> None:
    """A task waits for somebody else than before: it was given back, or raised to another office.

    Args:
        keys: of the offices that have to hear of it; without them all of the task
    """
    government = governments.of_case(case.government)
    tell(event, case, TASK, holders.of_keys(government, task.offices if keys is None else keys), task=task)


def due(case: Case, task: Task, stage: Reminder, event: Event, recipients: Collection[str] | None = None) -> None:
    """A deadline comes near, is today, or is over.

    Args:
        event: of the reminder; one person is told once of one event
        recipients: user ids; without them the assignee, or all who hold the office
    """
    tell(event, case, OF_STAGE[stage], doers(case, task) if recipients is None else recipients, task=task)


def moved(case: Case, task: Task, event: Event) -> None:
    """A task is due on another day than it was, because a day was closed or opened; what was said before counts no more."""
    mark_read(Notification.case_id == case.id, Notification.task_id == task.id, Notification.template == MOVED)
    tell(event, case, MOVED, doers(case, task), task=task, data={"due": event.data["to"]})


def closed(case: Case, event: Event) -> None:
    """A case has ended: who opened it is told, and nobody has to do anything in it any more."""
    settle(case.id, event.id)
    tell(event, case, CLOSED, [case.opened_by], data={"outcome": case.outcome})


def child_closed(parent: Case, event: Event) -> None:
    """A case that another one waits for has ended: whoever had done the last step of that one is told."""
    done = sa.select(Task.finished_by).where(Task.case_id == parent.id, Task.finished_by.is_not(None))
    last = model.Session.scalar(done.order_by(Task.finished_at.desc(), Task.id).limit(1))
    tell(event, parent, CHILD_CLOSED, [last] if last else [], data={"outcome": event.data.get("outcome")})


def settle(case_id: str, but_event: str) -> None:
    """What was told of earlier tasks of a case counts as read: nobody has to do them any more."""
    mark_read(Notification.case_id == case_id, Notification.event_id != but_event, Notification.template.in_(OF_TASKS))


def mark_read(*which: sa.ColumnElement[bool]) -> int:
    """Mark unread notifications as read; gives their number. Always locked in one order: who reads all waits for no case."""
    unread = sa.select(Notification.id).where(Notification.read_at.is_(None), *which).order_by(Notification.id)
    ids = list(model.Session.scalars(unread.with_for_update()))
    if ids:
        model.Session.execute(sa.update(Notification).where(Notification.id.in_(ids)).values(read_at=now())
                              .execution_options(synchronize_session=False))
    return len(ids)


def tell(event: Event, case: Case, template: str, recipients: Iterable[str], *, task: Task | None = None,
         data: dict[str, Any] | None = None) -> None:
    """Write what is told of an event, in its transaction; a second call for the same person changes nothing."""
    known = sorted(_persons(recipients) - {event.actor})
    if not known:
        return
    session, at = model.Session, now()
    said = {"step": task.step if task else case.step, **(data or {})}
    session.execute(insert(Notification).on_conflict_do_nothing(), [
        {"id": new_id(), "event_id": event.id, "recipient": user_id, "template": template, "case_id": case.id,
         "task_id": task.id if task else None, "data": said, "at": at} for user_id in known])
    _mail(event, case, template, known)


def _mail(event: Event, case: Case, template: str, user_ids: Collection[str]) -> None:
    """What these are sent by mail: at once, or with the digest of the next morning."""
    wanted = {user_id: often for user_id, often in frequencies(user_ids).items() if often != NONE}
    waiting = {user_id for user_id, often in wanted.items() if often != EACH and template not in URGENT}
    at = now()
    opening = next_opening(governments.of_case(case.government), at) if waiting else at
    mails = [
        {"id": new_id(), "event_id": event.id, "recipient": user_id, "channel": MAIL, "template": template,
         "status": "waiting", "is_digest": user_id in waiting, "attempts": 0, "created_at": at,
         "due_at": opening if user_id in waiting else at} for user_id in wanted
    ]
    if mails:
        model.Session.execute(insert(Outbox).on_conflict_do_nothing(), mails)
    if len(waiting) < len(mails):
        after_commit(mailjobs.ask)


def frequencies(user_ids: Collection[str]) -> dict[str, str]:
    """How often each of these wants mail."""
    query = sa.select(MailSetting.user_id, MailSetting.frequency).where(MailSetting.user_id.in_(list(user_ids)))
    chosen: dict[str, str] = {user_id: frequency for user_id, frequency in model.Session.execute(query)}
    return {user_id: chosen.get(user_id, DIGEST) for user_id in user_ids}


def next_opening(government: Government, at: datetime) -> datetime:
    """When the office opens next, in the government's zone and by its own days: then the digest goes out."""
    office = clocks.calendar_of(government)
    local = at.astimezone(office.zone).replace(tzinfo=None)
    days = (day for day in office.days.since(local.date()) if day.is_open and day.opens > local)
    return next(days).opens.replace(tzinfo=office.zone)


def of_age(days: int) -> datetime:
    """The moment this many days ago."""
    return now() - timedelta(days=days)


def doers(case: Case, task: Task) -> list[str]:
    """User ids of who may do a task now: whoever has it, or all who hold its offices."""
    holder = task.claimed_by or task.assignee
    return [holder] if holder else holders.of_keys(governments.of_case(case.government), task.offices)


def _is_own_beginning(situation: Situation, tasks: Collection[Task], event: Event) -> bool:
    """Whether somebody has opened a case whose first step is his or her own: a draft, of which colleagues need not hear."""
    if event.type != events.CASE_OPENED or situation.case.parent_id is not None:
        return False
    own = all_keys(governments.of_case(situation.case.government), situation.actor)
    return any(not set(own).isdisjoint(task.offices) for task in tasks)


def _persons(user_ids: Iterable[str]) -> set[str]:
    """The accounts among these that are active; the portal's own reads nothing."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return wanted
    return set(model.Session.scalars(sa.select(model.User.id).where(
        model.User.id.in_(wanted), model.User.state == model.State.ACTIVE, model.User.name != tk.config["ckan.site_id"])))
