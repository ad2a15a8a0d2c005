"""Cases under their row locks. Lock order: a parent, its case, then the records (design §6)."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import lookup, versions
from .errors import CaseRefused
from .model import Case, CaseTopic, Task
from .offices import Actor
from .registry import registry
from .situation import Situation

OPEN_TASK = ("ready", "claimed")


def lock(case_id: str) -> Case:
    """The case under `FOR UPDATE`, as the database has it now; the case that waits for it is locked before it.

    Raises:
        CaseRefused: no such case
    """
    parent_id = model.Session.scalar(sa.select(Case.parent_id).where(Case.id == case_id))
    if parent_id is not None:       # it never changes, so it may be read without a lock
        lock(parent_id)
    query = sa.select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    case = model.Session.scalar(query)
    if case is None:
        raise CaseRefused("no_such_case")
    return case


def lock_open_case(topic_type: str, topic_id: str) -> Case | None:
    """The open content case of a record under its lock: whoever needs both locks takes this one before the record's."""
    known = lookup.open_case_of(topic_type, topic_id)
    while known is not None:
        case = lock(known.id)
        known = lookup.open_case_of(topic_type, topic_id)       # while it waited, the record may have gone on in another
        if known is not None and known.id == case.id:
            return case
    return None


def lock_topics(situation: Situation) -> None:
    for topic in situation.topics:
        registry().topic(topic.topic_type).lock(topic.topic_id)


def topics_of(case_id: str) -> list[CaseTopic]:
    return list(model.Session.scalars(sa.select(CaseTopic).where(CaseTopic.case_id == case_id).order_by(CaseTopic.topic_id)))


def situation_of(case: Case, actor: Actor, task: Task | None = None) -> Situation:
    """The case as whoever acts finds it, at the step of the task, or else at the one where it stands."""
    procedure = versions.procedure_of(case.procedure_id)
    return Situation(case, topics_of(case.id), procedure, procedure.steps[case.step], actor, task=task)


def open_tasks(case_id: str) -> list[Task]:
    """The tasks for which a case waits: one, or one for each actor of a step that all of them do."""
    query = sa.select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN_TASK))
    return list(model.Session.scalars(query.order_by(Task.created_at, Task.id)))
