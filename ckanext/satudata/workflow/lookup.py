"""Questions that other rooms ask about cases."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from . import governments, versions
from .model import Case, CaseTopic, Event, Task
from .offices import office_key
from .procedures import Step


def open_case_of(topic_type: str, topic_id: str, lane: str = "content") -> Case | None:
    """The open case of a record in a lane."""
    return model.Session.scalar(
        sa.select(Case).join(CaseTopic, CaseTopic.case_id == Case.id)
        .where(CaseTopic.topic_type == topic_type, CaseTopic.topic_id == topic_id, CaseTopic.lane == lane, CaseTopic.is_open)
    )


def last_case_of(topic_type: str, topic_id: str, lane: str = "content") -> Case | None:
    """The case of a record in a lane that was opened last, open or closed."""
    return model.Session.scalar(
        sa.select(Case).join(CaseTopic, CaseTopic.case_id == Case.id)
        .where(CaseTopic.topic_type == topic_type, CaseTopic.topic_id == topic_id, CaseTopic.lane == lane)
        .order_by(Case.opened_at.desc(), Case.id).limit(1)
    )


def is_taken(case: Case) -> bool:
    """Whether somebody has taken the task that the case waits for."""
    return bool(model.Session.scalar(sa.select(sa.exists().where(Task.case_id == case.id, Task.status == "claimed"))))


def stands_at(case: Case) -> Step:
    """The step at which a case stands."""
    return versions.procedure_of(case.procedure_id).steps[case.step]


def keys_of_case(case: Case) -> set[str]:
    """Office keys of all steps of the case's segment: who does them and who signs may read it once it has been
    submitted (design §8)."""
    government = governments.of_case(case.government)
    steps = versions.procedure_of(case.procedure_id).segment_steps(case.segment)
    return {office_key(government, one.role, case.org_id) for step in steps for one in (*step.actors, *step.signs)}


def actors_since(streams: Collection[str], types: Collection[str], since: str) -> dict[str, tuple[frozenset[str], bool]]:
    """Who stands in the events of these types of many streams, in one query: user ids, whom they acted for included.

    Args:
        since: type of event; only what came after the last one counts
    Returns:
        by stream: the user ids, and whether there is an event of the type `since`
    """
    rows = model.Session.execute(
        sa.select(Event.stream, Event.type, Event.actor, Event.acting_for, Event.data["for"])
        .where(Event.stream.in_(list(streams)), Event.type.in_([*types, since])).order_by(Event.stream, Event.seq)
    )
    found: dict[str, tuple[set[str], bool]] = {stream: (set(), False) for stream in streams}
    for stream, type_, actor, one, others in rows:
        if type_ == since:
            found[stream] = set(), True
        if type_ in types:
            found[stream][0].update(user for user in (actor, one, *(others or ())) if user)
    return {stream: (frozenset(actors), is_there) for stream, (actors, is_there) in found.items()}
