"""The one write path of decisions: answers a task under the row lock of its case.

Nothing here commits: the action does, and then runs `afterwards`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import ckan.model as model

from . import batches, cases, contents, disposing, events, filling, moving, parting, pausing
from .disposing import Choice, Words
from .errors import DecisionRefused
from .facts import facts_of, makers_of
from .model import CaseTopic, Decision, Task
from .model.base import now
from .offices import Actor
from .procedures import Decision as Answer
from .procedures import Step
from .registry import registry
from .rules import Facts, Problem, refusal_of
from .situation import Situation

__all__ = ["Choice", "Words", "decide"]


def decide(task_id: str, choice: Choice, actor: Actor) -> tuple[Task, Situation]:
    """Answer the step that a task stands for.

    The same answer given twice (double click, retry) returns the first one's result.

    Raises:
        DecisionRefused: a rule stands against it; `code` names it (`rules.refusal_of`, or: `no_such_task`,
            `stale`: the case has moved on since, `content_changed`, `reason_missing`, `no_such_answer`, `no_such_field`,
            `no_such_record`, `assignee_missing`, `no_such_officer`, `organizations_missing`, `no_such_organization`)
    """
    known = model.Session.get(Task, task_id)
    if known is None:
        raise DecisionRefused("no_such_task")
    case = cases.lock(known.case_id)
    task = model.Session.get(Task, task_id, populate_existing=True)
    assert task is not None
    situation = cases.situation_of(case, actor, task)
    cases.lock_topics(situation)
    if batches.is_repeated(case, task, choice, actor.user_id):
        return task, situation
    groups = batches.groups(situation, situation.procedure.steps[task.step], choice)
    content = contents.of(situation.topics)
    checked = [_checked(replace(situation, topics=group.topics), task, group.choice, content) for group in groups]
    if not set(choice.exceptions) <= {topic.topic_id for topic in situation.topics}:
        raise DecisionRefused("no_such_record")
    at = now()
    for group, (answer, facts) in zip(groups[1:], checked[1:], strict=True):
        _part(situation, task, group, answer, facts, at)
    answer, facts = checked[0]
    situation.office = facts.office
    _carry_out(situation, task, answer, groups[0].choice, facts, at)
    return task, situation


def _part(situation: Situation, task: Task, group: batches.Group, answer: Answer, facts: Facts, at: datetime) -> None:
    """Records that are decided otherwise than the rest: the answer is given in a case of their own."""
    situation.office = facts.office
    waits = answer == situation.step.onward     # for the others, where several do the step together
    tasks = cases.open_tasks(situation.case.id) if waits else [task]
    part = parting.part(situation, group.topics, tasks, at)
    part.situation.task = part.tasks[task.id]
    _carry_out(part.situation, part.situation.task, answer, group.choice, facts, at)
    situation.afterwards += part.situation.afterwards


def _checked(situation: Situation, task: Task, choice: Choice, content: str | None) -> tuple[Answer, Facts]:
    """The answer to these records, if no rule stands against it.

    Args:
        content: names what all records of the case hold now
    """
    case, step = situation.case, situation.procedure.steps[task.step]
    answer = step.decisions.get(choice.key)
    if answer is None:
        raise DecisionRefused("no_such_answer")
    facts = facts_of(situation, step, task, answer.verb)
    situation.office = facts.office
    if refusal := refusal_of(answer, facts):
        raise DecisionRefused(refusal.code, refusal.problems or _of_records(situation, step, refusal.code))
    if case.lock_version != choice.lock_version:
        raise DecisionRefused("stale")
    for words, topics in batches.by_words(choice, situation.topics, answer.verb):
        _checked_words(words, topics, answer)
    if answer.verb == "approve" and situation.topics and choice.seal != content:
        raise DecisionRefused("content_changed")
    disposing.check(situation, answer, choice)
    filling.check(situation, answer, choice)
    return answer, facts


def _checked_words(words: Words, topics: list[CaseTopic], answer: Answer) -> None:
    if answer.reason_required and not (words.reason or "").strip():
        raise DecisionRefused("reason_missing")
    for topic in topics if words.fields else ():
        if not set(words.fields) <= set(registry().topic(topic.topic_type).field_labels(topic.topic_id)):
            raise DecisionRefused("no_such_field")


def _of_records(situation: Situation, step: Step, code: str) -> tuple[Problem, ...]:
    """Which of several records the rule is about that nobody checks what he or she made."""
    if code != "maker_is_not_checker" or len(situation.topics) < 2:
        return ()
    own = (t for t in situation.topics
           if not makers_of(replace(situation, topics=[t]), step).isdisjoint(situation.actor.persons))
    return tuple(Problem("made_by_you", record=registry().topic(t.topic_type).titles([t.topic_id]).get(t.topic_id, ""))
                 for t in own)


def _carry_out(
    situation: Situation, task: Task, answer: Answer, choice: Choice, facts: Facts, at: datetime,
) -> None:
    case, actor, office = situation.case, situation.actor, situation.office
    situation.decision = answer
    task.status, task.finished_by, task.finished_at = "done", actor.user_id, at
    task.started_at = task.started_at or task.finished_at
    task.finished_role, task.acting_for = (office.role, office.acting_for) if office else (None, None)
    task.answer_key, task.answered_version = choice.key, choice.lock_version
    disposing.write(situation, answer, choice)
    filling.write(situation, task, answer, choice)
    # together: all have to give the answer that goes on; another one is as good as a return, and decides at once
    if answer == situation.step.onward and _others_wait(situation, task):
        _record(situation, task, answer, choice, facts)     # the step is finished when all of its actors have done it
        case.lock_version += bool(batches.parted_with(case, task))      # what the others have read is not all there any more
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
    """One decision row for each record (one for a case without any), and an event that tells of those of whom the same is
    said."""
    case, known = situation.case, contents.seals_of(situation.topics)
    for words, topics in batches.by_words(choice, situation.topics, answer.verb):
        seals = {topic.topic_id: known[topic.topic_id] for topic in topics}
        event = events.record(
            events.case_stream(case.id),
            events.OF_VERB[answer.verb],
            situation.actor,
            office=situation.office,
            data={"step": task.step, "answer": answer.key, "round": case.round, "seals": seals}
            | ({"fields": list(words.fields)} if answer.verb == "return" and words.fields else {})
            | ({"single_officer": True} if facts.is_maker else {}),
            text=(words.reason or "").strip() or None,
        )
        for topic_type, topic_id in [(t.topic_type, t.topic_id) for t in topics] or [(None, None)]:
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
