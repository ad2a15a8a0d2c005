"""Where a case comes from: records that were decided otherwise than the rest go on in a case of their own (design §5, Batch).

What was done before, was done in the case that they left: its approvals, times and words are theirs, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import ckan.model as model
import sqlalchemy as sa

from . import events
from .model import Case, Event, Task


def ids(case: Case) -> list[str]:
    """The case, then the one that its records left, then the one before."""
    return [one.id for one in _chain(case)]


def root(case: Case) -> Case:
    """The case in which all of it began."""
    return _chain(case)[-1]


def _chain(case: Case) -> list[Case]:
    found = [case]
    while found[-1].branch is not None:
        found.append(model.Session.get_one(Case, found[-1].parent_id))
    return found


def _until(case: Case) -> dict[str, datetime]:
    """Until when each of the cases before it is its own past, too."""
    chain = _chain(case)
    return {before.id: after.opened_at for after, before in zip(chain, chain[1:], strict=False)}


def parts_of(case_ids: Iterable[str]) -> list[Case]:
    """The cases whose records left these, the oldest first."""
    query = sa.select(Case).where(Case.parent_id.in_(list(case_ids)), Case.branch.is_not(None))
    return list(model.Session.scalars(query.order_by(Case.parent_id, Case.branch)))


def earlier_tasks(case: Case) -> list[Task]:
    """The tasks that were finished before its records left, oldest first; none of a case that was not parted."""
    until = _until(case)
    if not until:
        return []
    before = [sa.and_(Task.case_id == id_, Task.finished_at < at) for id_, at in until.items()]
    return list(model.Session.scalars(sa.select(Task).where(sa.or_(*before)).order_by(Task.created_at, Task.id)))


def streams(case: Case) -> list[str]:
    """The streams of events of the case and of those before it."""
    return [events.case_stream(id_) for id_ in ids(case)]


def ends(case: Case) -> dict[str, datetime]:
    """The streams of the cases before it, each with the moment until which it is the case's own past, too."""
    return {events.case_stream(id_): at for id_, at in _until(case).items()}


def own_past(case: Case, found: Sequence[tuple[Event, str | None]]) -> list[tuple[Event, str | None]]:
    """Of these events, without what happened in the cases before it after its records had left."""
    until = ends(case)
    return [(event, text) for event, text in found if event.stream not in until or event.at < until[event.stream]]
