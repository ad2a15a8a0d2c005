"""The one write path of decisions: answers a task under the row lock of its case.

Nothing here commits: the action does, and then runs `afterwards`.
"""

from __future__ import annotations

import ckan.model as model

from . import cases, disposing, events, moving, pausing
from .disposing import Choice
from .errors import DecisionRefused
from .facts import facts_of
from .model import Decision, Task
from .model.base import now
from .offices import Actor
from .procedures import Decision as Answer
from .registry import registry
from .rules import Facts, refusal_of
from .situation import Situation

__all__ = ["Choice", "decide"]


def decide(task_id: str, choice: Choice, actor: Actor) -> tuple[Task, Situation]:
    """Answer the step that a task stands for.

    The same answer given twice (double click, retry) returns the first one's result.

    Raises:
        DecisionRefused: a rule stands against it; `code` names it (`rules.refusal_of`, or: `no_such_task`,
            `stale`: the case has moved on since, `content_changed`, `reason_missing`, `no_such_answer`, `no_such_field`,
            `assignee_missing`, `no_such_officer`, `organizations_missing`, `no_such_organization`)
    """
    known = model.Session.get(Task, task_id)
    if known is None:
        raise DecisionRefused("no_such_task")
    case = cases.lock(known.case_id)
    task = model.Session.get(Task, task_id, populate_existing=True)
    assert task is not None
    situation = cases.situation_of(case, actor, task)
    cases.lock_topics(situation)
    if task.answer_key == choice.key and task.answered_version == choice.lock_version and task.finished_by == actor.user_id:
        return task, situation
    answer, facts = _checked(situation, task, choice)
    _carry_out(situation, task, answer, choice, facts)
    return task, situation


def _checked(situation: Situation, task: Task, choice: Choice) -> tuple[Answer, Facts]:
    case, step = situation.case, situation.procedure.steps[task.step]
    answer = step.decisions.get(choice.key)
    if answer is None:
        raise DecisionRefused("no_such_answer")
    facts = facts_of(situation, step, task, answer.verb)
    situation.office = facts.office
    if refusal := refusal_of(answer, facts):
        raise DecisionRefused(refusal.code, refusal.problems)
    if case.lock_version != choice.lock_version:
        raise DecisionRefused("stale")
    if answer.reason_required and not (choice.reason or "").strip():
        raise DecisionRefused("reason_missing")
    for topic in situation.topics if choice.fields else ():
        if not set(choice.fields) <= set(registry().topic(topic.topic_type).field_labels(topic.topic_id)):
            raise DecisionRefused("no_such_field")
    if answer.verb == "approve":
        for topic in situation.topics:
            if choice.seals.get(topic.topic_id) != registry().topic(topic.topic_type).seal(topic.topic_id):
                raise DecisionRefused("content_changed")
    disposing.check(situation, answer, choice)
    return answer, facts


def _carry_out(situation: Situation, task: Task, answer: Answer, choice: Choice, facts: Facts) -> None:
    case, actor, office = situation.case, situation.actor, situation.office
    situation.decision = answer
    task.status, task.finished_by, task.finished_at = "done", actor.user_id, now()
    task.started_at = task.started_at or task.finished_at
    task.finished_role, task.acting_for = (office.role, office.acting_for) if office else (None, None)
    task.answer_key, task.answered_version = choice.key, choice.lock_version
    disposing.write(situation, answer, choice)
    # together: all have to give the answer that goes on; another one is as good as a return, and decides at once
    if answer == situation.step.onward and _others_wait(situation, task):
        _record(situation, task, answer, choice, facts)     # the step is finished when all of its actors have done it
        model.Session.flush()
        return
    if answer.verb == "approve":  # an approval that publishes at once counts for its own publication
        _record(situation, task, answer, choice, facts)
        moving.take_effect(situation, answer)
    else:  # a submission names the hash that its own seal has made
        moving.take_effect(situation, answer)
        _record(situation, task, answer, choice, facts)
    for other in cases.open_tasks(case.id):     # of the others, where one of several sends it back
        other.status = "cancelled"
    pausing.end_pause(case, actor, office)
    moving.follow(situation, answer)
    case.lock_version += 1
    model.Session.flush()


def _others_wait(situation: Situation, task: Task) -> bool:
    model.Session.flush()
    return any(other.id != task.id for other in cases.open_tasks(situation.case.id))


def _record(situation: Situation, task: Task, answer: Answer, choice: Choice, facts: Facts) -> None:
    """One decision row for each record (one for a case without any), and the event that tells of them."""
    case = situation.case
    seals = {t.topic_id: registry().topic(t.topic_type).seal(t.topic_id) for t in situation.topics}
    event = events.record(
        events.case_stream(case.id),
        events.OF_VERB[answer.verb],
        situation.actor,
        office=situation.office,
        data={"step": task.step, "answer": answer.key, "round": case.round, "seals": seals}
        | ({"fields": list(choice.fields)} if answer.verb == "return" and choice.fields else {})
        | ({"single_officer": True} if facts.is_maker else {}),
        text=(choice.reason or "").strip() or None,
    )
    for topic_type, topic_id in [(t.topic_type, t.topic_id) for t in situation.topics] or [(None, None)]:
        model.Session.add(
            Decision(
                task_id=task.id,
                case_id=case.id,
                step=task.step,
                round=case.round,
                topic_type=topic_type,
                topic_id=topic_id,
                sha256=seals.get(topic_id or ""),
                key=answer.key,
                verb=answer.verb,
                event_id=event.id,
                by=situation.actor.user_id,
                role=task.finished_role,
                acting_for=task.acting_for,
                single_officer=facts.is_maker,
            )
        )
    model.Session.flush()
