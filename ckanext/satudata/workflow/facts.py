"""Reads under the lock what `rules.refusal_of` needs to know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import ckan.model as model
import sqlalchemy as sa

from . import contents, document_state, flow, governments, holders, lineage
from .government import Government
from .model import Decision, Task
from .offices import Actor, Office, office_for
from .procedures import Step
from .registry import registry
from .rules import FINISHING, Facts, Problem, documents_of
from .situation import Situation


def facts_of(situation: Situation, step: Step, task: Task, verb: str) -> Facts:
    """Everything that decides whether `situation.actor` may answer this task with this verb.

    Guards and documents are looked at only for the verbs that finish the step.
    """
    case, actor = situation.case, situation.actor
    government = governments.of_case(case.government)
    office = office_for(government, actor, task.offices)
    is_maker = verb == "approve" and not makers_of(situation, step).isdisjoint(actor.persons)
    finishing = verb in FINISHING
    there = document_state.of_situation(situation) if finishing and documents_of(step) else {}
    return Facts(
        case_open=case.status == "open",
        task_open=task.status in ("ready", "claimed") and task.step == case.step,
        is_person=actor.is_person and bool(actor.user_id),
        office=office,
        is_maker=is_maker,
        is_sealed=verb != "approve" or all(contents.seals_of(situation.topics).values()),
        is_someone_elses=(task.claimed_by or task.assignee or actor.user_id) != actor.user_id,
        may_be_single=is_maker and _may_be_single(situation, step, government, office),
        missing_documents=tuple(k for k in documents_of(step) if k not in there) if finishing else (),
        problems=(*problems_of(situation, step), *document_state.problems_of(situation, step)) if finishing else (),
    )


def makers_of(situation: Situation, step: Step | None = None) -> frozenset[str]:
    """User ids of all who made what is approved at a step: the content of the records, and the work that the step checks.

    Args:
        step: default the one at which the case stands
    """
    of_records = (makers for name in {t.topic_type for t in situation.topics} for makers in registry().topic(name).makers_of(
        [t.topic_id for t in situation.topics if t.topic_type == name]).values())
    rows = model.Session.execute(
        sa.select(Decision.by, Decision.acting_for)
        .where(Decision.case_id.in_(lineage.ids(situation.case)), Decision.verb == "finish", _about(situation),
               Decision.step.in_(flow.checked_by(situation.steps, step or situation.step)))
    )
    return frozenset[str]().union(*of_records) | {user for row in rows for user in row if user}


def may_check(situation: Situation, step: Step, people: Sequence[str], also_made: Collection[str] = ()) -> list[str]:
    """Of these people (user ids) who may answer a step: where it approves, none of those who made what it checks.

    Args:
        also_made: user ids of who is about to finish a part of that work
    """
    if all(decision.verb != "approve" for decision in step.decisions.values()):
        return list(people)
    makers = makers_of(situation, step) | set(also_made)
    persons = holders.persons_of(governments.of_case(situation.case.government), people)
    return [user_id for user_id in people if makers.isdisjoint(persons[user_id])]


def _about(situation: Situation) -> sa.ColumnElement[bool]:
    """Decisions about these records; about the case as a whole where it has none."""
    ids = [topic.topic_id for topic in situation.topics]
    return Decision.topic_id.in_(ids) if ids else Decision.topic_id.is_(None)


def _may_be_single(situation: Situation, step: Step, government: Government, office: Office | None) -> bool:
    """Whether the government lets one person make and check here (invariant 3).

    Never the last approval before a publication, and never a system administrator.
    """
    if office is None or not government.single_officer or flow.is_last_approval(situation.procedure, step):
        return False
    organization = model.Group.get(situation.case.org_id) if situation.case.org_id else None
    if organization is None or (organization.name, office.role) not in government.single_officer:
        return False
    return not _is_sysadmin(situation.actor)


def _is_sysadmin(actor: Actor) -> bool:
    user = model.User.get(actor.user_id)
    return user is None or bool(user.sysadmin)


def problems_of(situation: Situation, step: Step) -> list[Problem]:
    """What the guards of a step find; of several records each is asked about alone, and named."""
    found: list[Problem] = []
    guards = [guard for name in step.requires if (guard := registry().guard(name)) is not None]
    for topic in situation.topics if guards and len(situation.topics) > 1 else ():
        alone = [one for guard in guards for one in guard(replace(situation, topics=[topic]))]
        title = registry().topic(topic.topic_type).titles([topic.topic_id]).get(topic.topic_id, "") if alone else ""
        found.extend(replace(one, record=title) for one in alone)
    if len(situation.topics) < 2:
        found.extend(one for guard in guards for one in guard(situation))
    return found
