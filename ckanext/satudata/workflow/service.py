"""The one write path of cases: opens, answers and closes them, under the row lock of the case.

Lock order: case, then the records (design §6). Nothing here commits: the action does, and then runs `afterwards`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from . import approvals, events, governments, lookup, support, versions
from .errors import CaseRefused, DecisionRefused
from .facts import facts_of
from .government import Government
from .model import Case, CaseTopic, Decision, Task
from .model.base import now
from .offices import Actor, all_keys, office_key
from .procedures import END, Step
from .procedures import Decision as Answer
from .registry import registry
from .rules import FINISHING, refusal_of
from .situation import Situation

LANES = {"withdrawal": "status", "exclusion": "status"}  # everything else is about content


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person answers: `seals` are the hashes of the contents that he or she has read, by topic id.

    `fields` are names of fields that a return asks to correct.
    """

    key: str
    lock_version: int
    reason: str | None = None
    seals: dict[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()


def open_case(kind: str, topic_type: str, topic_id: str, actor: Actor) -> Situation:
    """Open the case of a record under the present procedure of the government.

    Raises:
        CaseRefused: the record has an open case in this lane, no procedure is bound to this kind, or the procedure
            needs something that no enabled room does yet
    """
    government = governments.current()
    procedure, segment = government.bound(kind)
    if procedure is None:
        raise CaseRefused("no_procedure", kind=kind)
    if missing := support.unsupported(procedure, segment):
        raise CaseRefused("not_supported", procedure=procedure.key, parts=", ".join(missing))
    start = procedure.segment_steps(segment)[0]
    org_id, org_name = registry().topic(topic_type).organization(topic_id)
    lane = LANES.get(kind, "content")
    case = Case(
        procedure_id=versions.stored(procedure),
        government=government.slug,
        segment=segment,
        kind=kind,
        lane=lane,
        org_id=org_id,
        org_name=org_name,
        step=start.id,
        opened_by=actor.user_id,
        status="open",
        round=1,
        payload={},
        lock_version=1,
    )
    topic = _add(case, topic_type, topic_id, lane)
    situation = Situation(case, [topic], procedure, start, actor)
    events.record(
        events.case_stream(case.id),
        events.CASE_OPENED,
        actor,
        data={"kind": kind, "procedure": procedure.key, "version": procedure.version, "topic": topic_id},
    )
    _stand_at(situation, start)
    return situation


def _add(case: Case, topic_type: str, topic_id: str, lane: str) -> CaseTopic:
    """The case with its record, unless the record has an open one: who comes second waits for the first, and is refused.

    Raises:
        CaseRefused: already_open
    """
    session = model.Session
    session.add(case)
    session.flush()
    values = {"topic_type": topic_type, "topic_id": topic_id, "lane": lane}
    statement = insert(CaseTopic).values(case_id=case.id, is_open=True, **values)
    # no savepoint: CKAN tells all plugins of changed records at the end of each one
    only_one = statement.on_conflict_do_nothing(index_elements=[*values], index_where=sa.text("is_open"))
    topic = session.scalar(only_one.returning(CaseTopic))
    if topic is None:
        session.delete(case)
        session.flush()
        raise CaseRefused("already_open")
    return topic


def lock(case_id: str) -> Case:
    """The case under `FOR UPDATE`, as the database has it now.

    Raises:
        CaseRefused: no such case
    """
    query = sa.select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    case = model.Session.scalar(query)
    if case is None:
        raise CaseRefused("no_such_case")
    return case


def lock_open_case(topic_type: str, topic_id: str) -> Case | None:
    """The open content case of a record under its lock: whoever needs both locks takes this one before the record's."""
    known = lookup.open_case_of(topic_type, topic_id)
    return lock(known.id) if known is not None else None


def topics_of(case_id: str) -> list[CaseTopic]:
    return list(model.Session.scalars(sa.select(CaseTopic).where(CaseTopic.case_id == case_id).order_by(CaseTopic.topic_id)))


def situation_of(case: Case, actor: Actor, task: Task | None = None) -> Situation:
    procedure = versions.procedure_of(case.procedure_id)
    return Situation(case, topics_of(case.id), procedure, procedure.steps[case.step], actor, task=task)


def decide(task_id: str, choice: Choice, actor: Actor) -> tuple[Task, Situation]:
    """Answer the step that a task stands for.

    The same answer given twice (double click, retry) returns the first one's result.

    Raises:
        DecisionRefused: a rule stands against it; `code` names it (`rules.refusal_of`, or: `no_such_task`,
            `stale`: the case has moved on since, `content_changed`, `reason_missing`, `no_such_answer`, `no_such_field`)
    """
    known = model.Session.get(Task, task_id)
    if known is None:
        raise DecisionRefused("no_such_task")
    case = lock(known.case_id)
    task = model.Session.get(Task, task_id, populate_existing=True)
    assert task is not None
    situation = situation_of(case, actor, task)
    for topic in situation.topics:
        registry().topic(topic.topic_type).lock(topic.topic_id)
    if task.answer_key == choice.key and task.answered_version == choice.lock_version and task.finished_by == actor.user_id:
        return task, situation
    answer = _checked(situation, task, choice)
    _carry_out(situation, task, answer, choice)
    return task, situation


def _checked(situation: Situation, task: Task, choice: Choice) -> Answer:
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
    return answer


def _carry_out(situation: Situation, task: Task, answer: Answer, choice: Choice) -> None:
    case, actor, office = situation.case, situation.actor, situation.office
    situation.decision = answer
    task.status, task.finished_by, task.finished_at = "done", actor.user_id, now()
    task.finished_role, task.acting_for = (office.role, office.acting_for) if office else (None, None)
    task.answer_key, task.answered_version = choice.key, choice.lock_version
    if answer.verb == "approve":  # an approval that publishes at once counts for its own publication
        _record(situation, task, answer, choice)
        _take_effect(situation, answer)
    else:  # a submission names the hash that its own seal has made
        _take_effect(situation, answer)
        _record(situation, task, answer, choice)
    _move(situation, answer)
    case.lock_version += 1
    model.Session.flush()


def _take_effect(situation: Situation, answer: Answer) -> None:
    for name in (*(situation.step.does if answer.verb in FINISHING else ()), *answer.does):
        if effect := registry().effect(name):
            effect(situation)


def _record(situation: Situation, task: Task, answer: Answer, choice: Choice) -> None:
    """One decision row for each record, and the event that tells of them."""
    case = situation.case
    seals = {t.topic_id: registry().topic(t.topic_type).seal(t.topic_id) for t in situation.topics}
    event = events.record(
        events.case_stream(case.id),
        events.OF_VERB[answer.verb],
        situation.actor,
        office=situation.office,
        data={"step": task.step, "answer": answer.key, "round": case.round, "seals": seals}
        | ({"fields": list(choice.fields)} if answer.verb == "return" and choice.fields else {}),
        text=(choice.reason or "").strip() or None,
    )
    for topic in situation.topics:
        model.Session.add(
            Decision(
                task_id=task.id,
                case_id=case.id,
                step=task.step,
                round=case.round,
                topic_type=topic.topic_type,
                topic_id=topic.topic_id,
                sha256=seals[topic.topic_id],
                key=answer.key,
                verb=answer.verb,
                event_id=event.id,
                by=situation.actor.user_id,
                role=task.finished_role,
                acting_for=task.acting_for,
            )
        )
    model.Session.flush()


def _move(situation: Situation, answer: Answer) -> None:
    case = situation.case
    if answer.verb == "return":
        case.round += 1
        case.resume = situation.step.id if answer.back == "resume" else None
        _enter(situation, situation.procedure.steps[answer.to])
    elif answer.to == END:
        _close(situation, answer.outcome or ("rejected" if answer.verb == "reject" else "completed"))
    else:
        target = situation.procedure.steps[answer.to]
        if case.resume and answer.verb == "finish":
            target = _resumed(situation) or target
            case.resume = None
        _enter(situation, target)


def _resumed(situation: Situation) -> Step | None:
    """After a correction: the first needed step without an approval on the present hash (design §5, `back: resume`)."""
    lacking = {step.id for topic in situation.topics for step in approvals.lacking(situation, topic)}
    return next((s for s in situation.steps if s.id in lacking), None)


def _enter(situation: Situation, step: Step) -> None:
    """Move to a step."""
    situation.case.moved_at = now()
    _stand_at(situation, step)


def _stand_at(situation: Situation, step: Step) -> None:
    """Stand at a step: its task becomes ready. A row that `joins` another is done in that one's sitting."""
    if step.joins:
        step = situation.procedure.steps[step.joins]
    case, government = situation.case, governments.of_case(situation.case.government)
    case.step = step.id
    situation.step = step
    offices = _offices(government, step, case.org_id)
    model.Session.add(
        Task(case_id=case.id, step=step.id, round=case.round, offices=offices, org_id=case.org_id, status="ready")
    )
    model.Session.flush()
    for topic in situation.topics:
        registry().topic(topic.topic_type).entered(situation)


def _close(situation: Situation, outcome: str) -> None:
    case = situation.case
    case.status, case.outcome, case.closed_at, case.resume = "closed", outcome, now(), None
    for topic in situation.topics:
        topic.is_open = False
    waiting = sa.select(Task).where(Task.case_id == case.id, Task.status.in_(("ready", "claimed")))
    for task in model.Session.scalars(waiting):
        task.status = "cancelled"
    model.Session.flush()
    events.record(events.case_stream(case.id), events.CASE_CLOSED, situation.actor, data={"outcome": outcome})
    for topic in situation.topics:
        registry().topic(topic.topic_type).closed(situation)


def reassign(case: Case, org_id: str | None) -> None:
    """The record has moved to another office: its case follows, and the open task waits for that office."""
    kind = registry().topic(topics_of(case.id)[0].topic_type)
    case.org_id, case.org_name = kind.organization(topics_of(case.id)[0].topic_id)
    government, step = governments.of_case(case.government), versions.procedure_of(case.procedure_id).steps[case.step]
    open_tasks = sa.select(Task).where(Task.case_id == case.id, Task.status.in_(("ready", "claimed")))
    for task in model.Session.scalars(open_tasks):
        task.offices, task.org_id = _offices(government, step, org_id), org_id
    model.Session.flush()


def _offices(government: Government, step: Step, org_id: str | None) -> list[str]:
    return list(dict.fromkeys(office_key(government, actor.role, org_id) for actor in step.actors))


def may_cancel(case: Case, actor: Actor) -> bool:
    """Whether somebody may cancel a case: who opened it, officers of its OPD, the Walidata."""
    of_its_opd = any(o.org_id and o.org_id == case.org_id for o in actor.offices)
    is_walidata = "walidata" in all_keys(governments.of_case(case.government), actor)
    return case.status == "open" and actor.is_person and (actor.user_id == case.opened_by or of_its_opd or is_walidata)


def check_may_cancel(case_id: str, actor: Actor) -> None:
    """Raises CaseRefused unless `may_cancel`."""
    case = lock(case_id)
    if case.status == "open" and not may_cancel(case, actor):
        raise CaseRefused("not_yours_to_cancel")


def cancel(case_id: str, reason: str, actor: Actor, *, outcome: str = "cancelled") -> Situation:
    """Close a case without a result. Never makes anything public.

    Raises:
        CaseRefused: closed already, or no reason given
    """
    case = lock(case_id)
    if case.status != "open":
        raise CaseRefused("case_closed")
    if not reason.strip():
        raise CaseRefused("reason_missing")
    situation = situation_of(case, actor)
    for topic in situation.topics:
        registry().topic(topic.topic_type).lock(topic.topic_id)
    events.record(events.case_stream(case.id), events.CASE_CANCELLED, actor, data={"step": case.step}, text=reason.strip())
    _close(situation, outcome)
    case.lock_version += 1
    model.Session.flush()
    return situation
