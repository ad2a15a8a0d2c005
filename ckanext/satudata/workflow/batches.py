"""Decisions per record: the rest of a case is answered alike, some otherwise, and those leave it (design §5, Batch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ckan.model as model
import sqlalchemy as sa

from . import lineage
from .disposing import Choice, Words
from .model import Case, CaseTopic, Decision, Task
from .procedures import Step
from .rules import FINISHING
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are answered alike, with the answer: `choice.key`."""

    choice: Choice
    topics: list[CaseTopic]


def groups(situation: Situation, step: Step, choice: Choice) -> list[Group]:
    """The records by their answer: first those that stay, then those that leave, in the order of the step's answers.

    Those stay that are answered like the rest; if each was named with an answer of its own, the most.
    """
    by_key: dict[str, list[CaseTopic]] = {}
    for topic in situation.topics:
        by_key.setdefault(key_of(choice, topic.topic_id), []).append(topic)
    if not by_key:
        return [Group(choice, [])]
    order = {key: number for number, key in enumerate(step.decisions)}
    staying = choice.key if choice.key in by_key else min(
        by_key, key=lambda key: (-len(by_key[key]), order.get(key, len(order))))
    keys = sorted(by_key, key=lambda key: (key != staying, order.get(key, len(order)), key))
    # the form belongs to what finishes the step; who sends a record back with the same call fills in none for it
    return [Group(replace(choice, key=key, form=choice.form if _takes_form(step, key) else {}), by_key[key]) for key in keys]


def _takes_form(step: Step, key: str) -> bool:
    answer = step.decisions.get(key)
    return answer is None or answer.verb in FINISHING


def key_of(choice: Choice, topic_id: str | None) -> str:
    """The answer that a record is given."""
    said = choice.exceptions.get(topic_id or "")
    return said.key if said is not None else choice.key


def by_words(choice: Choice, topics: Sequence[CaseTopic], verb: str) -> list[tuple[Words, list[CaseTopic]]]:
    """The records of one answer by what is said of them; one entry without records where the case has none.

    The reason that was written for all counts for a record that is sent back or rejected and has none of its own.
    """
    found: dict[Words, list[CaseTopic]] = {}
    for topic in topics:
        words = choice.exceptions.get(topic.topic_id) or Words(choice.key, choice.reason, choice.fields)
        if verb in ("return", "reject") and not (words.reason or "").strip():
            words = replace(words, reason=choice.reason)
        found.setdefault(words, []).append(topic)
    return list(found.items()) or [(Words(choice.key, choice.reason, choice.fields), [])]


def is_repeated(case: Case, task: Task, choice: Choice, user_id: str) -> bool:
    """Whether this very answer was given to the task before: by this person, to this version, to each record the same."""
    if task.finished_by != user_id or task.answered_version != choice.lock_version:
        return False
    given = _given(case, task)
    return set(choice.exceptions) <= set(given) and all(key_of(choice, id_) == key for id_, key in given.items())


def _given(case: Case, task: Task) -> dict[str | None, str]:
    """What was answered by record, also of those that left with it."""
    left = [part.id for part in parted_with(case, task)]
    rows = model.Session.execute(
        sa.select(Decision.topic_id, Decision.key).join(Task, Task.id == Decision.task_id)
        .where(sa.or_(Decision.task_id == task.id, sa.and_(Task.case_id.in_(left), Task.finished_at == task.finished_at))))
    return {topic_id: key for topic_id, key in rows}


def parted_with(case: Case, task: Task) -> list[Case]:
    """The cases whose records left with the answer to this task."""
    return [part for part in lineage.parts_of([case.id]) if part.opened_at == task.finished_at]
