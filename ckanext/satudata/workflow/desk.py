"""Meja Kerja: reads the tasks of a person and the cases that he or she may see. Never reads the search index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from . import governments, versions
from .lookup import keys_of_case
from .model import Case, CaseTopic, Task
from .offices import Actor, all_keys
from .procedures import Step
from .registry import registry

OPEN_TASK = ("ready", "claimed")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk: a case with the task at which it stands (none once it is closed)."""

    case: Case
    task: Task | None
    title: str
    topic_type: str
    topic_id: str
    step: Step


def _in_my_pool(actor: Actor) -> sa.ColumnElement[bool]:
    keys = all_keys(governments.current(), actor)
    return sa.and_(Task.status.in_(OPEN_TASK), Task.offices.overlap(sa.cast(keys, ARRAY(sa.UnicodeText))))


_ready: list[bool] = []


def is_ready() -> bool:
    """Whether the room's migration has run; only a yes is remembered. Before it, every page still has to open."""
    if not _ready and sa.inspect(model.Session.connection()).has_table(Task.__tablename__):
        _ready.append(True)
    return bool(_ready)


def number_waiting(actor: Actor) -> int:
    """How many open tasks the actor's offices may do; asks nothing for somebody without an office."""
    if not actor.offices:
        return 0
    query = sa.select(sa.func.count()).select_from(Task).join(Case, Case.id == Task.case_id)
    return model.Session.scalar(query.where(Case.status == "open", _in_my_pool(actor))) or 0


def waiting_for_me(actor: Actor, limit: int, offset: int = 0) -> tuple[list[Row], int]:
    """Open tasks that one of the actor's offices may do, longest waiting first; and how many there are in all."""
    return _rows(_in_my_pool(actor), Task.created_at, limit, offset)


def waiting_for_others(actor: Actor, limit: int, offset: int = 0) -> tuple[list[Row], int]:
    """Open cases that the actor opened, worked on, or whose OPD is the actor's, and that wait for somebody else."""
    mine = sa.or_(
        Case.opened_by == actor.user_id,
        Case.org_id.in_([o.org_id for o in actor.offices if o.org_id]),
        Case.id.in_(sa.select(Task.case_id).where(Task.finished_by == actor.user_id)),
    )
    return _rows(sa.and_(Task.status.in_(OPEN_TASK), mine, sa.not_(_in_my_pool(actor))), Task.created_at, limit, offset)


def finished(actor: Actor, limit: int, offset: int = 0) -> tuple[list[Row], int]:
    """Closed cases that the actor opened or worked on, latest first; the task is the last one that the actor did."""
    worked = sa.select(Task.case_id).where(Task.finished_by == actor.user_id)
    where = sa.and_(Case.status == "closed", sa.or_(Case.opened_by == actor.user_id, Case.id.in_(worked)))
    query = sa.select(Case).where(where)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    cases = list(model.Session.scalars(query.order_by(Case.closed_at.desc()).limit(limit).offset(offset)))
    return _dressed([(case, None) for case in cases]), total


def _rows(where: sa.ColumnElement[bool], order: Any, limit: int, offset: int) -> tuple[list[Row], int]:
    query = sa.select(Case, Task).join(Task, Task.case_id == Case.id).where(Case.status == "open", where)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    found = model.Session.execute(query.order_by(order, Case.id).limit(limit).offset(offset))
    return _dressed([(case, task) for case, task in found]), total


def _dressed(found: list[tuple[Case, Task | None]]) -> list[Row]:
    topics = _topics([case.id for case, _ in found])
    titles: dict[str, str] = {}
    for kind in {topic.topic_type for topic in topics.values()}:
        titles |= registry().topic(kind).titles([t.topic_id for t in topics.values() if t.topic_type == kind])
    return [
        Row(case, task, titles.get(topics[case.id].topic_id, ""), topics[case.id].topic_type, topics[case.id].topic_id,
            versions.procedure_of(case.procedure_id).steps[case.step])
        for case, task in found
    ]


def _topics(case_ids: Iterable[str]) -> dict[str, CaseTopic]:
    rows = model.Session.scalars(sa.select(CaseTopic).where(CaseTopic.case_id.in_(list(case_ids))))
    return {topic.case_id: topic for topic in rows}


def may_see(actor: Actor, case: Case) -> bool:
    """Parties of a case: who may act at one of its steps, officers of its OPD, who opened it or did a task of it.

    Source: design §6, audience *parties*.
    """
    if not actor.user_id:
        return False
    if actor.user_id == case.opened_by or any(o.org_id and o.org_id == case.org_id for o in actor.offices):
        return True
    is_submitted = case.number is not None          # before that only its OPD sees a draft (design §8)
    if is_submitted and not set(all_keys(governments.current(), actor)).isdisjoint(keys_of_case(case)):
        return True
    done = sa.select(Task.id).where(Task.case_id == case.id, Task.finished_by == actor.user_id).limit(1)
    return model.Session.scalar(done) is not None


def open_task(case_id: str) -> Task | None:
    """The task at which an open case stands."""
    return model.Session.scalar(
        sa.select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN_TASK)).order_by(Task.created_at.desc()).limit(1)
    )


def tasks_of(case_id: str) -> list[Task]:
    return list(model.Session.scalars(sa.select(Task).where(Task.case_id == case_id).order_by(Task.created_at, Task.id)))
