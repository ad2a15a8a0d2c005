"""Questions that other rooms ask about cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import ckan.model as model
import sqlalchemy as sa

from . import flow, governments, versions
from .model import Case, CaseTopic, Event, Task
from .offices import Actor, office_for, office_key
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
    return _keys(case, versions.procedure_of(case.procedure_id).segment_steps(case.segment))


def keys_until_seal(case: Case) -> set[str]:
    """Office keys of the steps that come before the first seal: who has to act on a draft has to read it."""
    return _keys(case, flow.until_seal(versions.procedure_of(case.procedure_id), case.segment))


def _keys(case: Case, steps: Iterable[Step]) -> set[str]:
    government = governments.to_read(case.government)
    return {office_key(government, one.role, case.org_id) for step in steps for one in (*step.actors, *step.signs)}


def may_begin(kind: str, topic_type: str, org_id: str | None, actor: Actor) -> bool:
    """Whether the procedure that is bound to a kind takes records of this type, and its first step is the actor's."""
    government = governments.current()
    procedure, segment = government.bound(kind)
    if procedure is None or topic_type not in {one.name for one in procedure.topics.type}:
        return False
    first = next(step for step in procedure.segment_steps(segment) if not step.is_row)
    return office_for(government, actor, [office_key(government, one.role, org_id) for one in first.actors]) is not None


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
