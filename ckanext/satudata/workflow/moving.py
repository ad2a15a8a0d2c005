"""Moves cases: from step to step, past those that need nobody, to their end."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import approvals, cases, clocks, events, governments, holders, measuring, notify, pausing, subcases
from .errors import DecisionRefused
from .facts import may_check, problems_of
from .model import Case, Task
from .model.base import now
from .offices import Actor, all_keys, office_key
from .procedures import END, Step
from .procedures import Actor as Doer
from .procedures import Decision as Answer
from .registry import registry
from .situation import Situation

ASSIGNED = "assigned"           # of a case's payload: user id by step, as somebody disposed


def follow(situation: Situation, answer: Answer) -> None:
    """Go where an answer leads."""
    case = situation.case
    if answer.verb == "return":
        case.round += 1
        case.resume = situation.step.id if answer.back == "resume" else None
        _enter(situation, situation.procedure.steps[answer.to])
    elif answer.to == END:
        close(situation, answer.outcome or ("rejected" if answer.verb == "reject" else "completed"))
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
    stand_at(situation, step)


def stand_at(situation: Situation, step: Step) -> None:
    """Stand at a step: its tasks become ready. A row that `joins` another is done in that one's sitting.

    A step whose fact does not hold is skipped, and what the portal does by itself is done at once; the checker has
    proved that no circle of such steps exists.
    """
    if step.joins:
        step = situation.procedure.steps[step.joins]
    situation.case.step, situation.step = step.id, step
    passed = _passed(situation, step)
    if passed is not None:
        follow(situation, passed)
        return
    if step.cases is not None:
        subcases.wait(situation, step)
    for doers in () if step.cases is not None else [(doer,) for doer in step.actors] if step.together else [step.actors]:
        _add_task(situation, step, offices_of(situation, step, doers))
    clocks.refresh(situation.case)
    notify.tasks_ready(situation)
    for topic in situation.topics:
        registry().topic(topic.topic_type).entered(situation)


def _passed(situation: Situation, step: Step) -> Answer | None:
    """The way on of a step that waits for nobody; None where somebody has to act."""
    if step.onward is None:
        return None
    if step.when is not None:
        holds = registry().fact(step.when)
        if holds is not None and not holds(situation):
            _note(situation, step, "skipped", events.STEP_SKIPPED)
            return step.onward
    if step.type == "portal":
        if problems := problems_of(situation, step):
            raise DecisionRefused("not_ready", tuple(problems))
        situation.decision = step.onward
        take_effect(situation, step.onward)
        _note(situation, step, "done", events.STEP_FINISHED)
        return step.onward
    if step.cases is not None and not subcases.open_all(situation, step):
        take_effect(situation, step.onward)
        _note(situation, step, "done", events.STEP_FINISHED)
        return step.onward
    return None


def _note(situation: Situation, step: Step, status: str, event_type: str) -> None:
    """What happened without anybody: a row that is finished already, and the portal's own event."""
    case = situation.case
    model.Session.add(Task(case_id=case.id, step=step.id, round=case.round, offices=[], org_id=case.org_id, status=status,
                           finished_at=now(), answer_key=step.onward.key if step.onward and status == "done" else None))
    events.record(events.case_stream(case.id), event_type, None, data={"step": step.id, "round": case.round})


def take_effect(situation: Situation, answer: Answer) -> None:
    """What a step and the answer bring about."""
    finishing = answer.verb in ("approve", "finish", "choose")
    for name in (*(situation.step.does if finishing else ()), *answer.does):
        if effect := registry().effect(name):
            effect(situation)


def _add_task(situation: Situation, step: Step, offices: list[str]) -> None:
    case = situation.case
    chosen = case.payload.get(ASSIGNED, {}).get(step.id)
    # whoever was chosen and holds the office no more, or has made what is checked, leaves the task to the others
    able = may_check(situation, step, holders.of_keys(governments.of_case(case.government), offices)) if chosen else ()
    model.Session.add(
        Task(case_id=case.id, step=step.id, round=case.round, offices=offices, org_id=case.org_id, status="ready",
             assignee=chosen if chosen in able else None)
    )


def offices_of(situation: Situation, step: Step, doers: tuple[Doer, ...]) -> list[str]:
    """Keys of the offices that may do a step.

    What an outside body or the requester does is noted by the office that the case comes from: whom a letter was sent
    to has no account here.
    """
    case, government = situation.case, governments.of_case(situation.case.government)
    held = [doer.role for doer in doers if (role := government.roles.get(doer.role)) is None or role.has_officers]
    keys = [office_key(government, role, case.org_id) for role in held]
    if step.type == "wait" or not keys:
        keys += _before(case) or all_keys(government, situation.actor)
    return list(dict.fromkeys(keys))


def _before(case: Case) -> list[str]:
    query = sa.select(Task.offices).where(Task.case_id == case.id, Task.status == "done", Task.finished_by.is_not(None))
    return model.Session.scalar(query.order_by(Task.finished_at.desc(), Task.id).limit(1)) or []


def close(situation: Situation, outcome: str) -> None:
    """End a case: nothing of it waits any more."""
    from . import starting_by_itself  # what it opens comes here too

    case = situation.case
    case.status, case.outcome, case.closed_at, case.resume = "closed", outcome, now(), None
    if (pause := pausing.open_pause(case.id)) is not None:
        pause.until = case.closed_at
    for topic in situation.topics:
        topic.is_open = False
    for task in cases.open_tasks(case.id):
        task.status = "cancelled"
    model.Session.flush()
    event = events.record(events.case_stream(case.id), events.CASE_CLOSED, situation.actor, data={"outcome": outcome})
    notify.closed(case, event)
    measuring.measure(case)
    for topic in situation.topics:
        registry().topic(topic.topic_type).closed(situation)
    subcases.closed(situation)
    starting_by_itself.after(situation)


def reassign(case: Case, org_id: str | None) -> None:
    """A record has moved to another office: its case follows, and the open task waits for that office.

    A case about several records follows when the last of them is there: until then most of its work is where it was.
    """
    offices = {registry().topic(t.topic_type).organization(t.topic_id) for t in cases.topics_of(case.id)}
    if {id_ for id_, _ in offices} != {org_id}:
        return
    case.org_id, case.org_name = next(iter(offices))
    for task in cases.open_tasks(case.id):
        task.offices = [f"{key.partition('@')[0]}@{org_id or ''}" if "@" in key else key for key in task.offices]
        task.org_id = org_id
    model.Session.flush()


def cancel_all(situation: Situation, actor: Actor) -> None:
    """End with a case those that it waits for. It waits no more: the end of the last one does not bring it on."""
    for task in cases.open_tasks(situation.case.id):
        task.status = "cancelled"
    model.Session.flush()
    waited = Case.payload.has_key(subcases.WAITED_AT)   # others go their own way
    query = sa.select(Case.id).where(Case.parent_id == situation.case.id, Case.status == "open", waited).order_by(Case.id)
    for case_id in model.Session.scalars(query).all():
        child = cases.situation_of(cases.lock(case_id), actor)
        cases.lock_topics(child)
        cancel_all(child, actor)
        close(child, "cancelled")
        situation.afterwards += child.afterwards
