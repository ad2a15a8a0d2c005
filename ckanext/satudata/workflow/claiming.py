"""Who has an open task: it is taken, given back, given to somebody, taken over.

Nobody's right to answer comes from here: whoever answers holds an office of the task (`rules.py`), and a maker stays a
maker. All under the lock of the case; what is asked again gives the first one's result and writes no second event.
"""

from __future__ import annotations

from collections.abc import Mapping

import ckan.model as model

from . import events, governments, holders, holding, moving, notify, superiors
from .errors import TaskRefused
from .facts import may_check
from .holding import Standing
from .model import Task
from .model.base import now
from .offices import Actor, office_for
from .situation import Situation
from .standing import locked, office_in, standing_of


def claim(task_id: str, actor: Actor) -> tuple[Task, Situation]:
    """Take a free task: the others of the office see who is at it, and the second of two is told.

    Raises:
        TaskRefused: `taken`, or another rule of `holding.refusal_of`
    """
    situation, task = _for(holding.CLAIM, task_id, actor)
    if task.claimed_by != actor.user_id:
        _give(task, actor.user_id)
        _record(situation, task, events.TASK_CLAIMED)
    return task, situation


def release(task_id: str, actor: Actor) -> tuple[Task, Situation]:
    """Give a task back to everybody of its offices; a superior may give back another officer's.

    Raises:
        TaskRefused: a rule of `holding.refusal_of`
    """
    situation, task = locked(task_id, actor)
    stands = standing_of(situation, task)
    if stands.task_open and not stands.is_held and stands.is_officer:
        return task, situation          # given back already
    _check(holding.RELEASE, stands)
    if stands.is_held:
        before = task.claimed_by or task.assignee
        free(situation, task)
        _record(situation, task, events.TASK_RELEASED, data={"from": before} if before and before != actor.user_id else {})
    return task, situation


def free(situation: Situation, task: Task) -> None:
    """Nobody has it any more: neither who took it, nor who was chosen for it."""
    case = situation.case
    task.status, task.claimed_by, task.claimed_at, task.started_at, task.assignee = "ready", None, None, None, None
    if task.step in case.payload.get(moving.ASSIGNED, {}):
        chosen = {step: user_id for step, user_id in case.payload[moving.ASSIGNED].items() if step != task.step}
        case.payload = {**case.payload, moving.ASSIGNED: chosen}
    model.Session.flush()


def assign(task_id: str, assignee: str, actor: Actor) -> tuple[Task, Situation]:
    """Give a task to one officer of its offices, in later rounds too; whoever had it has it no more.

    Args:
        assignee: user id, one of `candidates`
    Raises:
        TaskRefused: `no_such_officer`, or a rule of `holding.refusal_of`
    """
    situation, task = _for(holding.ASSIGN, task_id, actor)
    if task.assignee == assignee and task.claimed_by in (None, assignee):
        return task, situation
    if assignee not in candidates(situation, task):
        raise TaskRefused("no_such_officer")
    before = task.claimed_by or task.assignee
    free(situation, task)
    task.assignee = assignee
    case = situation.case
    case.payload = {**case.payload, moving.ASSIGNED: {**case.payload.get(moving.ASSIGNED, {}), task.step: assignee}}
    event = _record(situation, task, events.TASK_ASSIGNED, data={"assignee": assignee} | ({"from": before} if before else {}))
    notify.assigned(case, task, event)
    return task, situation


def candidates(situation: Situation, task: Task) -> list[str]:
    """User ids of who may be given a task today: officers of its offices who may also answer it."""
    people = holders.of_keys(governments.of_case(situation.case.government), task.offices)
    return may_check(situation, situation.procedure.steps[task.step], people)


def take_over(task_id: str, reason: str, actor: Actor) -> tuple[Task, Situation]:
    """Take the task of an officer who is not there; a superior takes it in his or her own office, which the answer names.

    Raises:
        TaskRefused: `reason_missing`, or a rule of `holding.refusal_of`
    """
    situation, task = locked(task_id, actor)
    stands = standing_of(situation, task)
    if stands.task_open and task.claimed_by == actor.user_id:
        return task, situation          # the second click
    _check(holding.TAKE_OVER, stands)
    if not reason.strip():
        raise TaskRefused("reason_missing")
    before = task.claimed_by or task.assignee
    government = governments.of_case(situation.case.government)
    if office_for(government, actor, task.offices) is None:
        found = superiors.superior_of(government, actor, task.offices)
        assert found is not None
        task.offices = [*task.offices, found[1]]
    started = task.started_at
    _give(task, actor.user_id)
    task.assignee, task.started_at = None, started or task.started_at       # the work on it has begun before
    _record(situation, task, events.TASK_TAKEN_OVER, data={"from": before} if before else {}, text=reason.strip())
    return task, situation


def _for(verb: str, task_id: str, actor: Actor) -> tuple[Situation, Task]:
    situation, task = locked(task_id, actor)
    _check(verb, standing_of(situation, task))
    return situation, task


def _check(verb: str, stands: Standing) -> None:
    if code := holding.refusal_of(verb, stands):
        raise TaskRefused(code)


def _give(task: Task, user_id: str) -> None:
    task.status, task.claimed_by, task.claimed_at = "claimed", user_id, now()
    task.started_at = task.started_at or task.claimed_at


def _record(
    situation: Situation, task: Task, type_: str, *, data: Mapping[str, str] | None = None, text: str | None = None,
) -> events.Event:
    return events.record(
        events.case_stream(task.case_id), type_, situation.actor, office=office_in(situation, task.offices),
        data={"task": task.id, "step": task.step, "round": task.round} | dict(data or {}), text=text,
    )
