"""Tasks as the actions about who has them answer."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import claiming, desk, dictize, escalating, governments, holding
from .errors import TaskRefused
from .model import Case, Task
from .offered import display_names, iso
from .offices import Actor
from .situation import Situation
from .standing import locked, standing_of
from .superiors import ADMINISTRATOR

SHOWN = 100


def task(row: Task, situation: Situation) -> dict[str, Any]:
    """A task as the actions about it answer."""
    return dictize.task(row, situation.case) | {
        "assignee": row.assignee,
        "claimed_by": row.claimed_by,
        "claimed_at": iso(row.claimed_at),
        "offices": list(row.offices),
    }


def people(task_id: str, actor: Actor) -> list[dict[str, str]]:
    """To whom the actor may give a task.

    Raises:
        TaskRefused: a rule of `holding.refusal_of`
    """
    situation, row = locked(task_id, actor)
    if code := holding.refusal_of(holding.ASSIGN, standing_of(situation, row)):
        raise TaskRefused(code)
    names = display_names(claiming.candidates(situation, row))
    return sorted(({"id": id_, "name": name} for id_, name in names.items()), key=lambda one: one["name"].casefold())


def unheld() -> dict[str, Any]:
    """Cases that only an administrator can help on, the longest waiting first."""
    ids = escalating.waiting_for_nobody()
    found = sorted(desk.rows_of(ids).values(), key=lambda row: row.task.created_at if row.task else row.case.opened_at)
    return {"count": len(ids), "results": [dictize.row_of(row) for row in found[:SHOWN]]}


def numbers_by_office() -> dict[str, int]:
    """How many open tasks wait for each group of offices that nobody holds; titles joined, for `doctor`."""
    counts: dict[str, int] = {}
    ids = escalating.waiting_for_nobody()
    query = sa.select(Case.government, Task.offices).join(Case, Case.id == Task.case_id).where(Task.id.in_(ids))
    for slug, keys in model.Session.execute(query) if ids else ():
        government = governments.of_case(slug)
        roles = dict.fromkeys(key.partition("@")[0] for key in keys if key != ADMINISTRATOR)
        title = tk._(" or ").join(government.role_title(role) for role in roles)
        counts[title] = counts.get(title, 0) + 1
    return counts
