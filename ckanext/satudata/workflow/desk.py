"""Meja Kerja: reads the tasks of a person and the cases that he or she may see. Never reads the search index."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from ckanext.satudata.database import has_table
from ckanext.satudata.language import language

from . import governments, lineage, versions
from .cases import OPEN_TASK
from .lookup import keys_of_case
from .model import Case, CaseTopic, Part, Task
from .model.base import now
from .offices import Actor, all_keys
from .procedures import Step
from .records_shown import together
from .registry import registry
from .superiors import above

SUBJECT = "subject"                 # of a case's payload
LATEST = 1000                       # of so many finished cases the OPDs and steps can be chosen
MINE, OTHERS, FINISHED = TABS = ("mine", "others", "finished")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a desk is asked for; an empty one asks for all."""

    org: str | None = None              # id of the OPD
    step: str | None = None             # id of the step at which the case stands
    words: str | None = None            # part of the number or of the title
    is_late: bool = False               # only what is overdue


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk: a case with the task at which it stands (none once it is closed)."""

    case: Case
    task: Task | None
    title: str
    topic_type: str | None              # none of a case that is about no record
    topic_id: str | None
    step: Step
    records: int = 0                    # how many it is about


@dataclass(frozen=True, slots=True)
class Choices:
    """What a desk can be filtered by: OPDs by id, and steps with the number of their cases."""

    organizations: dict[str, str]
    steps: dict[str, tuple[Step, Case, int]]


def _in_my_pool(actor: Actor) -> sa.ColumnElement[bool]:
    is_free = sa.func.coalesce(Task.claimed_by, Task.assignee, actor.user_id) == actor.user_id
    return sa.and_(_of_my_offices(actor), is_free)


def _of_my_offices(actor: Actor) -> sa.ColumnElement[bool]:
    keys = all_keys(governments.current(), actor)
    return sa.and_(Task.status.in_(OPEN_TASK), Task.offices.overlap(sa.cast(keys, ARRAY(sa.UnicodeText))))


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Task.__tablename__)


def number_waiting(actor: Actor) -> int:
    """How many open tasks the actor's offices may do; asks nothing for somebody without an office."""
    if not actor.offices:
        return 0
    return model.Session.scalar(_count(_query(actor, MINE))) or 0


def numbers(actor: Actor) -> dict[str, int]:
    """How many rows each tab has, in one query."""
    counts = [_count_all(actor, tab).scalar_subquery().label(tab) for tab in TABS]
    found = model.Session.execute(sa.select(*counts)).one()
    return dict(zip(TABS, found, strict=True))


def rows(actor: Actor, tab: str, limit: int, offset: int = 0, wanted: Wanted | None = None) -> tuple[list[Row], int]:
    """A page of a tab, and how many rows there are in all.

    `mine`: open tasks that one of the actor's offices may do; `others`: open cases that the actor opened, worked on, whose
    OPD is the actor's, or whose task a colleague has, and that wait for somebody else; both longest waiting first.
    `finished`: closed cases that the actor opened or worked on, latest first.
    """
    narrowed = _narrowed(wanted) if wanted is not None else []
    query = _query(actor, tab).where(*narrowed)
    total = model.Session.scalar(_count(query) if narrowed else _count_all(actor, tab)) or 0
    order = LAST_CLOSED if tab == FINISHED else (Task.created_at, Case.id)
    found = model.Session.execute(query.order_by(*order).limit(limit).offset(offset))
    return _dressed([(case, task) for case, task in found]), total


def choices(actor: Actor, tab: str) -> Choices:
    """Offices and steps that occur on a tab; of finished cases, on the latest ones."""
    one = sa.func.min(Case.id)
    columns = (Case.org_id, Case.procedure_id, Case.step)
    query = _query(actor, tab).with_only_columns(*columns, sa.func.max(Case.org_name), sa.func.count(), one)
    if tab == FINISHED:
        latest = sa.select(Part.case_id).where(_took_part_in_closed(actor)).order_by(*LAST_CLOSED).limit(LATEST)
        query = query.where(Case.id.in_(latest))
    organizations: dict[str, str] = {}
    steps: dict[str, tuple[Step, str, int]] = {}
    for org_id, procedure_id, step_id, name, count, case_id in model.Session.execute(query.group_by(*columns)):
        if org_id:
            organizations[org_id] = name or org_id
        known = steps.get(step_id)
        steps[step_id] = (versions.procedure_of(procedure_id).steps[step_id], case_id, count + (known[2] if known else 0))
    cases = {case.id: case for case in _cases(case_id for _, case_id, _ in steps.values())}
    return Choices(
        dict(sorted(organizations.items(), key=lambda entry: entry[1].casefold())),
        {step_id: (step, cases[case_id], count) for step_id, (step, case_id, count) in steps.items()},
    )


def _cases(ids: Iterable[str]) -> Iterable[Case]:
    return model.Session.scalars(sa.select(Case).where(Case.id.in_(list(ids))))


def next_for(actor: Actor, step_id: str | None, but: str) -> Row | None:
    """The task that the actor does next: one of the same step first, then the one that waits longest.

    Args:
        but: id of the case that the actor looks at now
    """
    if not actor.offices:
        return None
    query = _query(actor, MINE).where(Case.id != but)
    found = model.Session.execute(query.order_by((Case.step == step_id).desc(), Task.created_at, Case.id).limit(1))
    return next(iter(_dressed([(case, task) for case, task in found])), None)


def rows_of(task_ids: Collection[str]) -> dict[str, Row]:
    """The cases of some tasks, answered ones too, by task id; whoever calls checks who may see them."""
    query = sa.select(Case, Task).join(Task, Task.case_id == Case.id).where(Task.id.in_(list(task_ids)))
    found = _dressed([(case, task) for case, task in model.Session.execute(query)])
    return {row.task.id: row for row in found if row.task is not None}


def _query(actor: Actor, tab: str) -> sa.Select[Any]:
    """Cases of a tab with their open task; no task for what is finished."""
    if tab == FINISHED:
        return sa.select(Case, sa.null()).join(Part, Part.case_id == Case.id).where(_took_part_in_closed(actor))
    query = sa.select(Case, Task).join(Task, Task.case_id == Case.id).where(Case.status == "open")
    if tab == MINE:
        return query.where(_in_my_pool(actor))
    # a union, each part of which has its index: of one condition with OR the database reads all cases that ever were
    mine = Case.id.in_(sa.union(
        sa.select(Part.case_id).where(Part.user_id == actor.user_id, Part.closed_at.is_(None)),
        sa.select(Case.id).where(Case.status == "open", Case.org_id.in_([o.org_id for o in actor.offices if o.org_id])),
        sa.select(Task.case_id).where(_of_my_offices(actor)),       # a colleague has one of them
    ))
    other = aliased(Task)
    # of a step that several do together the first task stands for the case, unless one of them is the actor's
    is_first = sa.not_(sa.exists().where(other.case_id == Task.case_id, other.status.in_(OPEN_TASK), other.id < Task.id))
    waits_for_me = Case.id.in_(sa.select(Task.case_id).where(_in_my_pool(actor)))       # asked once, not for each case
    return query.where(Task.status.in_(OPEN_TASK), mine, is_first, sa.not_(waits_for_me))


def _took_part_in_closed(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Part.user_id == actor.user_id, Part.closed_at.is_not(None))


LAST_CLOSED = (Part.closed_at.desc(), Part.case_id)


def _narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.org:
        found.append(Case.org_id == wanted.org)
    if wanted.step:
        found.append(Case.step == wanted.step)
    if wanted.is_late:
        found.append(Task.due_at < now())
    if wanted.words:
        titled = [
            sa.and_(CaseTopic.topic_type == name, CaseTopic.topic_id.in_(kind.titled(wanted.words)))
            for name, kind in registry().topics.items()
        ]
        by_title = Case.id.in_(sa.select(CaseTopic.case_id).where(sa.or_(sa.false(), *titled)))
        by_subject = Case.payload[SUBJECT].astext.icontains(wanted.words, autoescape=True)
        found.append(sa.or_(Case.number.icontains(wanted.words, autoescape=True), by_title, by_subject))
    return found


def _count_all(actor: Actor, tab: str) -> sa.Select[tuple[int]]:
    """How many rows a tab has that is not narrowed; what is finished is counted in its index alone."""
    if tab == FINISHED:
        return sa.select(sa.func.count()).select_from(Part).where(_took_part_in_closed(actor))
    return _count(_query(actor, tab))


def _count(query: sa.Select[Any]) -> sa.Select[tuple[int]]:
    return query.with_only_columns(sa.func.count(), maintain_column_froms=True)


def _dressed(found: list[tuple[Case, Task | None]]) -> list[Row]:
    topics = _topics([case.id for case, _ in found])
    titles: dict[str, str] = {}
    for kind in {topic.topic_type for topic, _ in topics.values()}:
        titles |= registry().topic(kind).titles([t.topic_id for t, _ in topics.values() if t.topic_type == kind])
    return [_row(case, task, topics.get(case.id), titles) for case, task in found]


def _row(case: Case, task: Task | None, about: tuple[CaseTopic, int] | None, titles: dict[str, str]) -> Row:
    step = versions.procedure_of(case.procedure_id).steps[case.step]
    if about is None:
        return Row(case, task, subject_of(case), None, None, step)
    topic, number = about
    return Row(case, task, together(titles.get(topic.topic_id, ""), number), topic.topic_type, topic.topic_id, step, number)


def subject_of(case: Case) -> str:
    """What a case without a record is about: as whoever opened it wrote, else the title of what it runs."""
    if case.payload.get(SUBJECT):
        return case.payload[SUBJECT]
    procedure, government = versions.procedure_of(case.procedure_id), governments.to_read(case.government)
    segment = procedure.segments[case.segment] if case.segment else None
    return governments.shown((segment and segment.title) or procedure.title, government, language())


def _topics(case_ids: Iterable[str]) -> dict[str, tuple[CaseTopic, int]]:
    """The first record of each case, and how many it has."""
    number = sa.func.count().over(partition_by=CaseTopic.case_id)
    query = sa.select(CaseTopic, number).where(CaseTopic.case_id.in_(list(case_ids)))
    first = query.distinct(CaseTopic.case_id).order_by(CaseTopic.case_id, CaseTopic.topic_id)
    return {topic.case_id: (topic, count) for topic, count in model.Session.execute(first)}


def may_see(actor: Actor, case: Case) -> bool:
    """Parties of a case: who may act at one of its steps, or of those of the case that opened it, officers of its OPD, who
    opened it or did a task of it; while it waits for an office, also those above that office.

    Source: design §6, audience *parties*.
    """
    if not actor.user_id:
        return False
    if actor.user_id == case.opened_by or any(o.org_id and o.org_id == case.org_id for o in actor.offices):
        return True
    is_submitted = case.number is not None          # before that only its OPD sees a draft (design §8)
    keys = set(all_keys(governments.current(), actor))
    if is_submitted and not keys.isdisjoint(keys_of_case(case)):
        return True
    if is_submitted and case.parent_id is not None and not keys.isdisjoint(_keys_of_parent(case.parent_id)):
        return True
    if keys and not keys.isdisjoint(_asked(case, with_superiors=is_submitted)):
        return True
    done = sa.select(Task.id).where(Task.case_id.in_(lineage.ids(case)), Task.finished_by == actor.user_id).limit(1)
    return model.Session.scalar(done) is not None


def _keys_of_parent(case_id: str) -> set[str]:
    """Offices that work on a case read what its own cases answer, whoever of them opened those; drafts no more than else."""
    parent = model.Session.get(Case, case_id)
    return keys_of_case(parent) if parent is not None and parent.number is not None else set()


def _asked(case: Case, *, with_superiors: bool) -> set[str]:
    """Keys of the offices that may do an open task of a case, also those that it was raised to; with those above them, who
    are reminded of it, and give it to somebody else.
    """
    pools = model.Session.scalars(sa.select(Task.offices).where(Task.case_id == case.id, Task.status.in_(OPEN_TASK)))
    found = {key for pool in pools for key in pool}
    return found | set(above(governments.to_read(case.government), found)) if with_superiors else found


def tasks_of(case_id: str) -> list[Task]:
    return list(model.Session.scalars(sa.select(Task).where(Task.case_id == case_id).order_by(Task.created_at, Task.id)))
