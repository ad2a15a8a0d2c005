"""Notifications as their reader sees them: the number in the head, the page, the words of a mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.model as model
import sqlalchemy as sa

from ckanext.satudata.database import has_table
from ckanext.satudata.language import language

from . import desk, governments, notify_messages, officers, versions
from .cases import OPEN_TASK
from .model import Case, CaseTopic, MailSetting, Notification, Outbox, Task
from .notify import DIGEST, OF_STAGE, OF_TASKS, mark_read, of_age
from .offered import iso
from .offices import Actor, office_for
from .registry import registry

KEPT_DAYS = 180


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Notification.__tablename__)


def number_unread(user_id: str) -> int:
    """How many a person has not read; the head of every page asks this."""
    query = sa.select(sa.func.count()).where(Notification.recipient == user_id, Notification.read_at.is_(None))
    return model.Session.scalar(query) or 0


def of_user(user: model.User, limit: int, offset: int, *, only_unread: bool = False) -> tuple[list[dict[str, Any]], int]:
    """A page of somebody's notifications, latest first, and how many there are in all."""
    query = sa.select(Notification).where(Notification.recipient == user.id)
    if only_unread:
        query = query.where(Notification.read_at.is_(None))
    total = model.Session.scalar(query.with_only_columns(sa.func.count(), maintain_column_froms=True)) or 0
    found = model.Session.scalars(query.order_by(Notification.at.desc(), Notification.id).limit(limit).offset(offset)).all()
    return entries(user, found), total


def entries(user: model.User, found: Sequence[Notification]) -> list[dict[str, Any]]:
    """Notifications in words. Of a case that the reader may see no more there is neither title nor number."""
    known = _cases(found)
    actor = _actor(user)
    seen = {case.id for case in known.values() if desk.may_see(actor, case)}
    titles = _titles([case for case in known.values() if case.id in seen])
    return [_entry(one, known[one.case_id], one.case_id in seen, titles) for one in found]


def _entry(one: Notification, case: Case, is_seen: bool, titles: dict[str, str]) -> dict[str, Any]:
    said = {
        "id": one.id, "template": one.template, "heading": notify_messages.heading(one.template), "at": iso(one.at),
        "is_read": one.read_at is not None, "case_id": case.id, "is_visible": is_seen, "title": "", "number": None,
        "org_name": None, "detail": "",
    }
    if not is_seen:
        return said
    step = versions.procedure_of(case.procedure_id).steps.get(one.data.get("step", ""))
    words = governments.text_of(step, governments.of_case(case.government), language()) if step else ""
    return said | {
        "title": titles.get(case.id) or notify_messages.removed(), "number": case.number, "org_name": case.org_name,
        "detail": notify_messages.detail(one.template, words, one.data.get("outcome"), _due(one, case)),
    }


def _due(one: Notification, case: Case) -> datetime | None:
    """When a task is due that a notification is about, in the zone of its government; None where it does not say so."""
    due = one.data.get("due")
    return datetime.fromisoformat(due).astimezone(ZoneInfo(governments.of_case(case.government).timezone)) if due else None


def standing(user: model.User | None, found: Sequence[Notification]) -> dict[str, str | None]:
    """By notification: why it means nothing to its reader any more, as a code; None if it still does."""
    if user is None:
        return {one.id: "no_account" for one in found}
    actor, known = _actor(user), _cases(found)
    ids = [one.task_id for one in found if one.task_id]
    tasks = {task.id: task for task in model.Session.scalars(sa.select(Task).where(Task.id.in_(ids)))}
    return {one.id: _lapsed(one, known[one.case_id], tasks.get(one.task_id or ""), actor) for one in found}


def _lapsed(one: Notification, case: Case, task: Task | None, actor: Actor) -> str | None:
    if not desk.may_see(actor, case):
        return "no_right"
    if one.template not in OF_TASKS:
        return None
    if task is None or task.status not in OPEN_TASK:
        return "over"
    if one.template == OF_STAGE["overdue"]:         # also of the office above, which does not do it
        return None
    if (task.claimed_by or task.assignee or actor.user_id) != actor.user_id:
        return "over"
    return None if office_for(governments.of_case(case.government), actor, task.offices) else "no_right"


def read(user_id: str, ids: Collection[str] | None) -> int:
    """Mark some of somebody's notifications as read, or all (None); gives the number. Commits nothing."""
    return mark_read(Notification.recipient == user_id, *(() if ids is None else (Notification.id.in_(list(ids)),)))


def setting_of(user_id: str) -> tuple[str, str]:
    """How often a person wants mail, and in which language."""
    row = model.Session.get(MailSetting, user_id)
    return (row.frequency, row.language) if row else (DIGEST, language())


def choose(user_id: str, frequency: str, lang: str) -> None:
    """Keep what somebody chose. Commits nothing."""
    model.Session.merge(MailSetting(user_id=user_id, frequency=frequency, language=lang))
    model.Session.flush()


def purge() -> int:
    """Forget what is older than half a year, sent or not; gives the number of notifications. Commits nothing."""
    limit, apart = of_age(KEPT_DAYS), {"synchronize_session": False}
    model.Session.execute(sa.delete(Outbox).where(Outbox.created_at < limit), execution_options=apart)
    old = sa.delete(Notification).where(Notification.at < limit).returning(Notification.id)
    return len(model.Session.scalars(old, execution_options=apart).all())


def _titles(found: Sequence[Case]) -> dict[str, str]:
    """Titles by case; of one with several records that of the first."""
    query = sa.select(CaseTopic).where(CaseTopic.case_id.in_([case.id for case in found])).order_by(CaseTopic.topic_id.desc())
    topics = {topic.case_id: topic for topic in model.Session.scalars(query)}
    known: dict[str, str] = {}
    for kind in {topic.topic_type for topic in topics.values()}:
        known |= registry().topic(kind).titles([topic.topic_id for topic in topics.values() if topic.topic_type == kind])
    return {case.id: known.get(topics[case.id].topic_id, "") if case.id in topics else desk.subject_of(case) for case in found}


def _actor(user: model.User) -> Actor:
    return officers.actor_of({"user": user.name, "auth_user_obj": user})


def _cases(found: Sequence[Notification]) -> dict[str, Case]:
    query = sa.select(Case).where(Case.id.in_({one.case_id for one in found}))
    return {case.id: case for case in model.Session.scalars(query)}
