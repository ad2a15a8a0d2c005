"""Who has the open task of a case, in words, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from . import governments, holders, holding, task_messages
from .model import Task
from .offered import display_names, iso, role_title
from .situation import Situation
from .standing import standing_of, target_of
from .superiors import ADMINISTRATOR


def holding_of(row: Task, situation: Situation, makers: Collection[str] | None = None) -> dict[str, Any]:
    """Who has the open task of a case, and what the actor may do with it.

    Args:
        makers: user ids of who made the data, where they are known

    Returns:
        holder (name, or None), is_mine, is_claimed, claimed_at, offices_added (titles of those that may do it besides the
        step's own), unheld (in words, where nobody holds its offices today), verbs (of `holding.VERBS`), rises_to and
        rises_to_title: the office above; rises_to_end: it is the administrator, who can name an officer and decides nothing
    """
    case = situation.case
    government = governments.to_read(case.government)
    held = holders.held_keys(government)        # one question for all of it
    stands = standing_of(situation, row, held=held, makers=makers)
    holder = row.claimed_by or row.assignee
    target = target_of(government, row.offices, held)
    verbs = [verb for verb in holding.VERBS if holding.refusal_of(verb, stands) is None]
    if not stands.is_held and holding.RELEASE in verbs:
        verbs.remove(holding.RELEASE)           # nothing to give back
    own = {doer.role for doer in situation.procedure.steps[row.step].actors}
    titles = [title_of(situation, key) for key in row.offices if key.partition("@")[0] not in own]
    titles = [title for title in dict.fromkeys(titles) if title]
    return {
        "holder": display_names([holder]).get(holder) if holder else None,
        "is_mine": stands.is_mine,
        "is_claimed": row.claimed_by is not None,
        "claimed_at": iso(row.claimed_at),
        "offices_added": titles,
        "unheld": task_messages.nobody_holds(_joined(situation, row)) if held.isdisjoint(row.offices) else None,
        "verbs": verbs,
        "rises_to": target,
        "rises_to_end": target == ADMINISTRATOR,
        "rises_to_title": title_of(situation, target) if target else None,
    }


def title_of(situation: Situation, key: str) -> str:
    """An office as it is called: its role's title, or the administrator."""
    if key == ADMINISTRATOR:
        return tk._("the administrator of the portal")
    return role_title(situation.case, key.partition("@")[0])


def _joined(situation: Situation, row: Task) -> str:
    titles: Iterable[str] = dict.fromkeys(title_of(situation, key) for key in row.offices if key != ADMINISTRATOR)
    own = (role_title(situation.case, doer.role) for doer in situation.procedure.steps[row.step].actors)
    return tk._(" or ").join(titles) or tk._(" or ").join(own)
