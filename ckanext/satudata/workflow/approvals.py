"""Which approvals a sealed content has, and which it still needs (design §5: required for publish)."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from . import lineage
from .model import CaseTopic, Decision
from .procedures import Step
from .registry import registry
from .rules import approvers_needed
from .situation import Situation


def lacking(situation: Situation, topic: CaseTopic) -> list[Step]:
    """Steps whose approval the present content of a record needs and does not have, in the order of the segment.

    A step whose fact holds no more is needed no more: the case would only pass it by.
    """
    approved, by_step = _given(situation, topic)
    needed = approvers_needed(situation.steps, approved, situation.case.resume)
    return [step for step in needed if _applies(situation, step)
            and not _is_complete(step, by_step.get(step.id, set()))]


def _given(situation: Situation, topic: CaseTopic) -> tuple[set[str], dict[str, set[str]]]:
    """Ids of the steps at which a case was ever approved; and by step the tasks whose approval counts now.

    An approval counts on its hash only, until its step sends the case back, and not if whoever gave it (or the person
    acted for) is now among the makers, unless the government let one person do both.
    """
    kind = registry().topic(topic.topic_type)
    seal, makers = kind.seal(topic.topic_id), kind.makers(topic.topic_id)
    rows = model.Session.execute(
        sa.select(Decision.step, Decision.verb, Decision.sha256, Decision.by, Decision.task_id, Decision.acting_for,
                  Decision.single_officer)
        .where(Decision.case_id.in_(lineage.ids(situation.case)), Decision.topic_id == topic.topic_id,
               Decision.verb.in_(("approve", "return")))
        .order_by(Decision.at)
    ).all()
    by_step: dict[str, set[str]] = {}
    for row in rows:
        is_by_others = makers.isdisjoint({row.by, row.acting_for} - {None})
        if row.verb == "return":
            by_step.pop(row.step, None)
        elif row.sha256 == seal and seal is not None and (is_by_others or row.single_officer):
            by_step.setdefault(row.step, set()).add(row.task_id)
    return {row.step for row in rows if row.verb == "approve"}, by_step


def _applies(situation: Situation, step: Step) -> bool:
    holds = registry().fact(step.when) if step.when is not None else None
    return holds is None or bool(holds(situation))


def _is_complete(step: Step, tasks: set[str]) -> bool:
    """Whether it has been approved; in each of the tasks of those who do the step together, whoever did them at last."""
    return len(tasks) >= (len(step.actors) if step.together else 1)


def is_approved(situation: Situation, topic: CaseTopic) -> bool:
    """Whether the content may be published: this very content was approved, and no step that the case passed is lacking."""
    return bool(_given(situation, topic)[1]) and not lacking(situation, topic)


def approved_by(user_id: str, case_ids: Collection[str]) -> dict[str, str]:
    """SHA-256 that a person approved last in these cases, by record; none where he or she approved nothing."""
    rows = model.Session.execute(
        sa.select(Decision.topic_id, Decision.sha256)
        .where(Decision.by == user_id, Decision.verb == "approve", Decision.case_id.in_(list(case_ids)))
        .order_by(Decision.at)
    )
    return {topic_id: sha256 for topic_id, sha256 in rows if topic_id and sha256}
