"""Which approvals a sealed content has, and which it still needs (design §5: required for publish)."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from .model import CaseTopic, Decision
from .procedures import Step
from .registry import registry
from .rules import approvers_needed
from .situation import Situation


def lacking(situation: Situation, topic: CaseTopic) -> list[Step]:
    """Steps whose approval the present content of a record needs and does not have, in the order of the segment.

    An approval counts on its hash only, and not if whoever gave it (or the person acted for) is now among the makers.
    """
    kind = registry().topic(topic.topic_type)
    seal, makers = kind.seal(topic.topic_id), kind.makers(topic.topic_id)
    rows = model.Session.execute(
        sa.select(Decision.step, Decision.sha256, Decision.by, Decision.acting_for)
        .where(Decision.case_id == situation.case.id, Decision.topic_id == topic.topic_id, Decision.verb == "approve")
    ).all()
    approved = {row.step for row in rows}
    valid = {
        row.step for row in rows
        if row.sha256 == seal and seal is not None and makers.isdisjoint({row.by, row.acting_for} - {None})
    }
    return [s for s in approvers_needed(situation.steps, approved, situation.case.resume) if s.id not in valid]


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
