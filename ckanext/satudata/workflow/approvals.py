"""Which approvals a sealed content has, and which it still needs (design §5: required for publish)."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from . import governments
from .model import CaseTopic, Decision
from .procedures import Step
from .registry import registry
from .rules import approvers_needed
from .situation import Situation


def lacking(situation: Situation, topic: CaseTopic) -> list[Step]:
    """Steps whose approval the present content of a record needs and does not have, in the order of the segment.

    An approval counts on its hash only, and not if whoever gave it (or the person acted for) is now among the makers,
    unless the government let one person do both.
    """
    kind = registry().topic(topic.topic_type)
    seal, makers = kind.seal(topic.topic_id), kind.makers(topic.topic_id)
    rows = model.Session.execute(
        sa.select(Decision.step, Decision.sha256, Decision.by, Decision.role, Decision.acting_for, Decision.single_officer)
        .where(Decision.case_id == situation.case.id, Decision.topic_id == topic.topic_id, Decision.verb == "approve")
    ).all()
    approved = {row.step for row in rows}
    by_step: dict[str, set[str | None]] = {}
    for row in rows:
        is_by_others = makers.isdisjoint({row.by, row.acting_for} - {None})
        if row.sha256 == seal and seal is not None and (is_by_others or row.single_officer):
            by_step.setdefault(row.step, set()).add(row.role)
    needed = approvers_needed(situation.steps, approved, situation.case.resume)
    return [step for step in needed if not _is_complete(situation, step, by_step.get(step.id, set()))]


def _is_complete(situation: Situation, step: Step, roles: set[str | None]) -> bool:
    """Whether one of the offices has approved; each of them where they do the step together."""
    if not step.together:
        return bool(roles)
    government = governments.of_case(situation.case.government)
    return all(not roles.isdisjoint(government.roles_for(actor.role)) for actor in step.actors)


def is_approved(situation: Situation, topic: CaseTopic) -> bool:
    """Whether the content may be published: somebody else approved it, and no step that the case passed is lacking."""
    approved = model.Session.scalar(
        sa.select(sa.func.count()).select_from(Decision)
        .where(Decision.case_id == situation.case.id, Decision.topic_id == topic.topic_id, Decision.verb == "approve")
    )
    return bool(approved) and not lacking(situation, topic)


def approved_by(user_id: str, case_ids: Collection[str]) -> dict[str, str]:
    """SHA-256 that a person approved last in each of these cases; none where he or she approved nothing."""
    rows = model.Session.execute(
        sa.select(Decision.case_id, Decision.sha256)
        .where(Decision.by == user_id, Decision.verb == "approve", Decision.case_id.in_(list(case_ids)))
        .order_by(Decision.at)
    )
    return {case_id: sha256 for case_id, sha256 in rows if sha256}
