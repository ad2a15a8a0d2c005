"""Questions that other rooms ask about cases."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from . import governments, versions
from .model import Case, CaseTopic, Event
from .offices import office_key
from .procedures import Step


def open_case_of(topic_type: str, topic_id: str, lane: str = "content") -> Case | None:
    """The open case of a record in a lane."""
    return model.Session.scalar(
        sa.select(Case).join(CaseTopic, CaseTopic.case_id == Case.id)
        .where(CaseTopic.topic_type == topic_type, CaseTopic.topic_id == topic_id, CaseTopic.lane == lane, CaseTopic.is_open)
    )


def stands_at(case: Case) -> Step:
    """The step at which a case stands."""
    return versions.procedure_of(case.procedure_id).steps[case.step]


def keys_of_case(case: Case) -> set[str]:
    """Office keys of all steps of the case's segment: who may read it once it has been submitted (design §8)."""
    government = governments.of_case(case.government)
    steps = versions.procedure_of(case.procedure_id).segment_steps(case.segment)
    return {office_key(government, a.role, case.org_id) for step in steps for a in step.actors}


def actors_of(stream: str, types: Collection[str], after: int = 0) -> frozenset[str]:
    """User ids that stand in the events of these types of a stream, whom they acted for included.

    Args:
        after: only events with a higher `seq` count
    """
    rows = model.Session.execute(
        sa.select(Event.actor, Event.acting_for, Event.data["for"])
        .where(Event.stream == stream, Event.type.in_(list(types)), Event.seq > after)
    )
    return frozenset(user for actor, one, others in rows for user in (actor, one, *(others or ())) if user)
