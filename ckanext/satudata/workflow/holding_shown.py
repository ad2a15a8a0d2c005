"""Who has the open task of a case, in words, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from . import escalating, governments, holding, task_messages
from .model import Task
from .offered import display_names, iso, role_title
from .situation import Situation
from .standing import standing_of, target_of
from .superiors import ADMINISTRATOR


def holding_of(row: Task, situation: Situation) -> dict[str, Any]:
    """Who has the open task of a case, and what the actor may do with it.

    Returns:
        holder (name, or None), is_mine, is_claimed, claimed_at, offices_added (titles of those that may do it besides the
        step's own), unheld (in words, where nobody holds its offices today), verbs (of `holding.VERBS`), rises_to and
        rises_to_title: the office above
    """
    stands, case = standing_of(situation, row), situation.case
    holder = row.claimed_by or row.assignee
    target = target_of(governments.of_case(case.government), row.offices)
    verbs = [verb for verb in holding.VERBS if holding.refusal_of(verb, stands) is None]
    if not stands.is_held and holding.RELEASE in verbs:
        verbs.remove(holding.RELEASE)           # nothing to give back
    own = {doer.role for doer in situation.procedure.steps[row.step].actors}
    titles = [title_of(situation, key) for key in row.offices if key.partition("@")[0] not in own]
    titles = [title for title in dict.fromkeys(titles) if title]
    unheld = escalating.is_unheld(case, row)
    return {
        "holder": display_names([holder]).get(holder) if holder else None,
        "is_mine": stands.is_mine,
        "is_claimed": row.claimed_by is not None,
        "claimed_at": iso(row.claimed_at),
        "offices_added": titles,
        "unheld": task_messages.nobody_holds(_joined(situation, row)) if unheld else None,
        "verbs": verbs,
        "rises_to": target,
        "rises_to_title": title_of(situation, target) if target else None,
    }


def title_of(situation: Situation, key: str) -> str:
    """An office as it is called: its role's title, or the administrator."""
    if key == ADMINISTRATOR:
        return tk._("the administrator of the portal")
    return role_title(situation.case, key.partition("@")[0])


def _joined(situation: Situation, row: Task) -> str:
    titles: Iterable[str] = dict.fromkeys(title_of(situation, key) for key in row.offices if key != ADMINISTRATOR)
    return tk._(" or ").join(titles)
