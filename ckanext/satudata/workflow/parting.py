"""Records that leave a case: they go on in one of their own, `PUB-2026-00042/1`, and never come back (design §5, Batch).

What they were given before stays theirs: approvals name the hash of one record, letters are linked to the new case, times
and pauses are copied. The case that they leave waits for nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import ckan.model as model
import sqlalchemy as sa

from . import cases, contents, events
from .model import Case, CaseTopic, DocumentCase, Extension, Pause, Task
from .model.base import new_id, now
from .numbers import give_number
from .offices import Actor
from .registry import registry
from .situation import Situation
from .subcases import WAITED_AT


@dataclass(frozen=True, slots=True)
class Part:
    """The records that left, in their own case at the step of the other one; its copies of open tasks by their originals."""

    situation: Situation
    tasks: dict[str, Task]


def part(situation: Situation, topics: Sequence[CaseTopic], tasks: Sequence[Task], at: datetime | None = None) -> Part:
    """Give some records of a case (not all) a case of their own, at the same step; the case's lock is held.

    Args:
        tasks: open tasks that wait for these records, too: the new case gets copies
        at: since when it is on its own; what was done before is its past
    """
    case = _case(situation.case, at or now())
    whole, own = contents.of(situation.topics), contents.of(topics)
    gone = {topic.topic_id for topic in topics}
    situation.topics = [topic for topic in situation.topics if topic.topic_id not in gone]
    for topic in topics:        # the same row: at no moment has a record two open cases in its lane, or none
        topic.case_id = case.id
    model.Session.flush()
    _link_letters(situation.case.id, case.id, {whole: own}, {whole: contents.of(situation.topics)})
    copies = {task.id: _copied(task, case.id) for task in tasks}
    _copy_times(situation.case.id, case.id, copies)
    if situation.case.number is not None:
        give_number(case)
    _tell(situation, case, sorted(gone))
    for topic in topics:
        registry().topic(topic.topic_type).moved(topic.topic_id, situation.case.id, case.id)
    model.Session.flush()
    copy = replace(situation, case=case, topics=list(topics), task=None, afterwards=[])
    return Part(copy, copies)


def leave(case: Case, topic_id: str, actor: Actor) -> Case:
    """The case that is about this record and no other: the one given, or the one in which the record goes on from now."""
    situation = cases.situation_of(case, actor)
    own = [topic for topic in situation.topics if topic.topic_id == topic_id]
    if not own or len(own) == len(situation.topics):
        return case
    cases.lock_topics(situation)
    found = part(situation, own, cases.open_tasks(case.id)).situation.case
    case.lock_version += 1
    model.Session.flush()
    return found


def _case(left: Case, at: datetime) -> Case:
    last = model.Session.scalar(sa.select(sa.func.max(Case.branch)).where(Case.parent_id == left.id)) or 0
    same = ("procedure_id", "government", "segment", "kind", "lane", "org_id", "org_name", "step", "resume", "round",
            "opened_by", "moved_at")
    payload = {key: value for key, value in left.payload.items() if key != WAITED_AT}
    case = Case(id=new_id(), parent_id=left.id, branch=last + 1, opened_at=at, status="open", payload=payload, lock_version=1,
                **{key: getattr(left, key) for key in same})
    model.Session.add(case)
    model.Session.flush()
    return case


def _link_letters(
    left_id: str, case_id: str, of_own: dict[str | None, str | None], of_rest: dict[str | None, str | None],
) -> None:
    """Letters about all records are from now on about those of each case; those about an older content stay about that."""
    for link in model.Session.scalars(sa.select(DocumentCase).where(DocumentCase.case_id == left_id)):
        seal = link.seal
        model.Session.add(DocumentCase(document_id=link.document_id, case_id=case_id, step=link.step, round=link.round,
                                       seal=of_own.get(seal, seal) if seal else None))
        link.seal = of_rest.get(seal, seal) if seal else None
    model.Session.flush()


def _copied(task: Task, case_id: str) -> Task:
    same = ("step", "round", "offices", "org_id", "status", "assignee", "claimed_by", "claimed_at", "created_at", "started_at",
            "due_at")
    copy = Task(id=new_id(), case_id=case_id, **{key: getattr(task, key) for key in same})
    model.Session.add(copy)
    model.Session.flush()
    return copy


def _copy_times(left_id: str, case_id: str, copies: dict[str, Task]) -> None:
    """The clock has stood still for these records, too, and what was given to all was given to them."""
    for pause in model.Session.scalars(sa.select(Pause).where(Pause.case_id == left_id)).all():
        model.Session.add(Pause(case_id=case_id, since=pause.since, until=pause.until, whose=pause.whose,
                                event_id=pause.event_id))
    for more in model.Session.scalars(sa.select(Extension).where(Extension.case_id == left_id)).all():
        if more.task_id is None or more.task_id in copies:
            model.Session.add(Extension(
                case_id=case_id, task_id=copies[more.task_id].id if more.task_id else None, value=more.value, unit=more.unit,
                event_id=more.event_id, given_at=more.given_at))
    model.Session.flush()


def _tell(situation: Situation, case: Case, topic_ids: list[str]) -> None:
    left, actor = situation.case, situation.actor if situation.actor.user_id else None
    said = {"step": left.step, "round": left.round, "records": len(topic_ids), "topics": topic_ids}
    events.record(events.case_stream(left.id), events.RECORDS_LEFT, actor, office=situation.office,
                  data=said | {"case": case.id, "number": case.number})
    events.record(events.case_stream(case.id), events.CASE_PARTED, actor, office=situation.office,
                  data=said | {"case": left.id, "number": left.number})
