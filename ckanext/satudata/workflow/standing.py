"""Reads how somebody stands to an open task: what `holding.refusal_of` needs to know, and the office above."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import ckan.model as model
import sqlalchemy as sa

from . import cases, governments, holders, superiors
from .errors import TaskRefused
from .facts import facts_of, makers_of
from .government import Government
from .holding import Standing
from .model import Case, Task
from .offices import Actor, Office, office_for
from .situation import Situation
from .superiors import ADMINISTRATOR


def target_of(government: Government, keys: Sequence[str], held: Collection[str] | None = None) -> str | None:
    """Key of the nearest office above these that somebody holds today, else the administrator; None if he has it already.

    Args:
        held: as `holders.held_keys` gives them, where they are known
    """
    higher = [key for key in superiors.above(government, keys) if key not in keys]
    if held is None:
        held = holders.held_keys(government) if higher else ()
    found = next((key for key in higher if key in held), ADMINISTRATOR)
    return None if found in keys else found


def waits_for(case: Case, actor: Actor) -> bool:
    """Whether somebody has an interest of his or her own in that a case goes on: who opened it, officers of its OPD."""
    return actor.user_id == case.opened_by or any(o.org_id and o.org_id == case.org_id for o in actor.offices)


def locked(task_id: str, actor: Actor) -> tuple[Situation, Task]:
    """A task with its case, under the lock of the case.

    Raises:
        TaskRefused: no_such_task
    """
    case_id = model.Session.scalar(sa.select(Task.case_id).where(Task.id == task_id))
    if case_id is None:
        raise TaskRefused("no_such_task")
    case = cases.lock(case_id)
    task = model.Session.get(Task, task_id, populate_existing=True)
    assert task is not None
    return cases.situation_of(case, actor, task), task


def standing_of(
    situation: Situation, task: Task, *, held: Collection[str] | None = None, makers: Collection[str] | None = None,
) -> Standing:
    """How the actor of a situation stands to its open task.

    Args:
        held: keys of all offices that are held today; makers: user ids of who made the data; each where it is known
    """
    case, actor = situation.case, situation.actor
    government = governments.of_case(case.government)
    holder = task.claimed_by or task.assignee
    return Standing(
        case_open=case.status == "open",
        task_open=task.status in cases.OPEN_TASK and task.step == case.step,
        is_person=actor.is_person and bool(actor.user_id),
        is_officer=office_for(government, actor, task.offices) is not None,
        is_superior=superiors.superior_of(government, actor, task.offices) is not None,
        is_disposer=_disposed(situation, task),
        waits_for_it=waits_for(case, actor),
        is_barred=_is_barred(situation, task, makers),
        is_held=holder is not None,
        is_mine=holder is not None and holder == actor.user_id,
        can_rise=target_of(government, task.offices, held) is not None,
    )


def _disposed(situation: Situation, task: Task) -> bool:
    """Whether the actor did the step that says who does this one, and still holds an office of that step."""
    steps, actor = situation.procedure.steps, situation.actor
    disposing = [id_ for id_, step in steps.items() if step.assigns == task.step]
    if not disposing:
        return False
    query = sa.select(Task).where(Task.case_id == task.case_id, Task.step.in_(disposing), Task.status == "done")
    last = model.Session.scalar(query.order_by(Task.finished_at.desc(), Task.id).limit(1))
    government = governments.of_case(situation.case.government)
    return last is not None and last.finished_by == actor.user_id and office_for(government, actor, last.offices) is not None


def _is_barred(situation: Situation, task: Task, makers: Collection[str] | None) -> bool:
    """Whether the actor made what this step approves."""
    step = situation.procedure.steps[task.step]
    if all(decision.verb != "approve" for decision in step.decisions.values()):
        return False
    if situation.actor.persons.isdisjoint(makers_of(situation) if makers is None else makers):
        return False
    return not facts_of(situation, step, task, "approve").may_be_single


def office_in(situation: Situation, keys: Sequence[str]) -> Office | None:
    """In which office the actor acts on a task: one of those that do it, else one above them, else one that waits for it."""
    actor, case = situation.actor, situation.case
    government = governments.of_case(case.government)
    found = office_for(government, actor, keys)
    if found is None and (above := superiors.superior_of(government, actor, keys)) is not None:
        found = above[0]
    return found or next((office for office in actor.offices if office.org_id and office.org_id == case.org_id), None)
