"""Raises a task to the office above: by somebody who waits for it, or by the portal where nobody holds its offices.

There is always somewhere to go: at the end of the chain of superiors stands the administrator, who cannot decide, but can
name an officer. `doctor` and the administrators' desk list what has come there.
"""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from . import cases, events, governments, holders, holding, notify
from .errors import TaskRefused
from .model import Case, Task
from .offices import Actor
from .situation import Situation
from .standing import locked, office_in, standing_of, target_of
from .superiors import ADMINISTRATOR


def escalate(task_id: str, reason: str, actor: Actor, *, to: str | None = None) -> tuple[Task, Situation]:
    """Let the office above do a task too.

    Args:
        to: key of the office that the person saw as the next one; asked again with the same one, nothing more happens
    Raises:
        TaskRefused: `reason_missing`, or a rule of `holding.refusal_of`
    """
    situation, task = locked(task_id, actor)
    stands = standing_of(situation, task)
    if to and to in task.offices and holding.refusal_of(holding.ESCALATE, stands) in (None, "nobody_above"):
        return task, situation
    if code := holding.refusal_of(holding.ESCALATE, stands):
        raise TaskRefused(code)
    if not reason.strip():
        raise TaskRefused("reason_missing")
    _raise(situation, task, actor, reason.strip())
    return task, situation


def _raise(situation: Situation, task: Task, actor: Actor | None, reason: str | None) -> None:
    """Add the office above; `actor` is None where the portal does it by itself."""
    target = target_of(governments.of_case(situation.case.government), task.offices)
    assert target is not None
    office = office_in(situation, task.offices) if actor else None
    task.offices = [*task.offices, target]
    data = {"task": task.id, "step": task.step, "round": task.round, "to": target}
    stream = events.case_stream(task.case_id)
    event = events.record(stream, events.TASK_ESCALATED, actor, office=office, data=data, text=reason)
    notify.waits_again(situation.case, task, event, [target])


def of_empty_offices() -> int:
    """Raise every task whose offices nobody holds today; for cron. Returns how many were raised.

    Asked again it does nothing more: the office above is held, or the administrator has it.
    """
    system = Actor("", "", (), is_person=False)
    number = 0
    for case_id, task_id in _unheld(with_administrator=False):
        case = cases.lock(case_id)
        task = model.Session.get(Task, task_id, populate_existing=True)
        if task is None or task.status not in cases.OPEN_TASK or not is_unheld(case, task):
            continue
        government = governments.of_case(case.government)
        if target_of(government, task.offices) is not None:
            _raise(cases.situation_of(case, system, task), task, None, None)
            number += 1
    return number


def is_unheld(case: Case, task: Task) -> bool:
    """Whether nobody holds one of a task's offices today."""
    return not holders.of_keys(governments.of_case(case.government), [key for key in task.offices if key != ADMINISTRATOR])


def _unheld(*, with_administrator: bool) -> list[tuple[str, str]]:
    """Case and task of all open tasks that wait for nobody, in the order of the cases; with those raised up to the end."""
    pools = sa.select(Case.government, Task.offices).join(Case, Case.id == Task.case_id).where(
        Task.status.in_(cases.OPEN_TASK)).distinct()
    held: dict[str, frozenset[str]] = {}
    found: list[tuple[str, str]] = []
    for slug, keys in model.Session.execute(pools).all():
        if slug not in governments.configured():        # one that is gone holds up no other's; `doctor` names it
            continue
        if slug not in held:
            held[slug] = holders.held_keys(governments.of_case(slug))
        if held[slug].isdisjoint(keys) or (with_administrator and ADMINISTRATOR in keys):
            same = Task.offices == sa.cast(keys, ARRAY(sa.UnicodeText))
            query = sa.select(Task.case_id, Task.id).join(Case, Case.id == Task.case_id).where(
                Case.government == slug, Task.status.in_(cases.OPEN_TASK), same)
            found += [(case_id, task_id) for case_id, task_id in model.Session.execute(query)]
    return sorted(found)


def waiting_for_nobody() -> list[str]:
    """Ids of open tasks that only an administrator can help on: nobody holds their offices, or they were raised to the end."""
    return [task_id for _, task_id in _unheld(with_administrator=True)]
