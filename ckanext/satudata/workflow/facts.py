"""Reads under the lock what `rules.refusal_of` needs to know."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import governments
from .model import Document, DocumentCase, Task
from .offices import office_for
from .procedures import Step
from .registry import registry
from .rules import FINISHING, Facts, Problem, documents_of
from .situation import Situation


def facts_of(situation: Situation, step: Step, task: Task, verb: str) -> Facts:
    """Everything that decides whether `situation.actor` may answer this task with this verb.

    Guards and documents are looked at only for the verbs that finish the step.
    """
    case, actor = situation.case, situation.actor
    government = governments.of_case(case.government)
    topics = [(registry().topic(t.topic_type), t.topic_id) for t in situation.topics]
    makers = frozenset[str]().union(*(kind.makers(id_) for kind, id_ in topics)) if verb == "approve" else frozenset()
    finishing = verb in FINISHING
    return Facts(
        case_open=case.status == "open",
        task_open=task.status in ("ready", "claimed") and task.step == case.step,
        is_person=actor.is_person and bool(actor.user_id),
        office=office_for(government, actor, task.offices),
        is_maker=not makers.isdisjoint(actor.persons),
        is_sealed=all(kind.seal(id_) for kind, id_ in topics),
        missing_documents=tuple(k for k in documents_of(step) if k not in present_documents(situation)) if finishing else (),
        problems=tuple(_found(situation, step)) if finishing else (),
    )


def present_documents(situation: Situation) -> set[str]:
    """Document kinds of the case that were given for the content as it is now: a letter about an older content is none."""
    seals = [registry().topic(t.topic_type).seal(t.topic_id) for t in situation.topics]
    rows = model.Session.execute(
        sa.select(Document.kind, DocumentCase.seal).join(DocumentCase, DocumentCase.document_id == Document.id)
        .where(DocumentCase.case_id == situation.case.id)
    )
    return {kind for kind, seal in rows if seal is None or seal in seals}


def _found(situation: Situation, step: Step) -> list[Problem]:
    found: list[Problem] = []
    for name in step.requires:
        guard = registry().guard(name)
        if guard is not None:
            found.extend(guard(situation))
    return found
