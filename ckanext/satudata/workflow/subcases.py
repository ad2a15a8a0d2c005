"""Cases that a case opens and may wait for: one for each record, or for each OPD that is asked (design §5, `cases`)."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from ckanext.satudata.transactions import whole_or_nothing

from . import cases, clocks, events, governments, holders, moving, notify
from .desk import SUBJECT
from .errors import WorkflowRefused
from .model import Case, Task
from .procedures import Decision, Step
from .situation import Situation

ASKED = "asked"                 # of a case's payload: ids of the chosen OPDs by step
WAITED_AT = "waited_at"         # of the payload of a case that another waits for: that one's step and round


def open_all(situation: Situation, step: Step) -> bool:
    """Open the cases of a step, each with its own clock. Returns whether the case has to wait for one of them."""
    from .opening import Run, open_run  # opening a case moves it to its first step, and that may open others

    case, government = situation.case, governments.of_case(situation.case.government)
    assert step.cases is not None
    key, _, segment = step.cases.procedure.partition("#")
    procedure = government.procedures[key]
    own = (case.org_id, case.org_name)
    each: list[tuple[tuple[str | None, str | None], list[tuple[str, str]]]]
    if step.cases.each == "organization":
        each = [(organization, []) for organization in _asked(case, step)]
    else:
        each = [(own, [(topic.topic_type, topic.topic_id)]) for topic in situation.topics]
    for organization, topics in each:
        run = Run(government, procedure, segment or None, organization, case.payload.get(SUBJECT, ""), parent_id=case.id)
        child = open_run(run, situation.actor, topics)
        if step.cases.wait == "all":
            child.case.payload = {**child.case.payload, WAITED_AT: _here(situation)}
        situation.afterwards += child.afterwards
        _tell(situation, events.CHILD_OPENED, child.case)
    model.Session.flush()
    return step.cases.wait == "all" and _has_open(situation)


def closed(situation: Situation) -> None:
    """A case has ended: the one that waits for it goes on when it was the last. Its lock is held already (`cases.lock`).

    Where the portal cannot go on (a guard of its next step finds something), the end counts all the same: the task that
    waited becomes one of the step's offices, whose answer tries again and is told what is missing.
    """
    child = situation.case
    if child.parent_id is None:
        return
    parent = cases.situation_of(cases.lock(child.parent_id), situation.actor)
    parent.afterwards = situation.afterwards
    if parent.case.status != "open":
        return
    _tell(parent, events.CHILD_CLOSED, child)
    if child.branch is not None:        # its records left for good: nothing waits for them
        return
    waiting = [task for task in cases.open_tasks(parent.case.id) if task.step == parent.step.id]
    if parent.step.cases is None or not waiting or _has_open(parent) or parent.step.onward is None:
        return
    number, step = len(situation.afterwards), parent.step
    try:
        with whole_or_nothing():
            _go_on(parent, waiting, parent.step.onward)
    except WorkflowRefused:     # what stands against the next step is nothing that whoever ended the last case could mend
        del situation.afterwards[number:]
        parent.step = step
        for task in waiting:
            task.offices = moving.offices_of(parent, step, step.actors)
        clocks.refresh(parent.case)
        notify.tasks_ready(parent)
    parent.case.lock_version += 1
    model.Session.flush()


def _go_on(parent: Situation, waiting: list[Task], onward: Decision) -> None:
    for task in waiting:
        task.status, task.finished_at, task.answer_key = "done", sa.func.now(), onward.key
    events.record(events.case_stream(parent.case.id), events.STEP_FINISHED, None,
                  data={"step": parent.step.id, "round": parent.case.round})
    model.Session.flush()       # an end that follows cancels what the database holds as open
    cases.lock_topics(parent)
    moving.take_effect(parent, onward)
    moving.follow(parent, onward)


def _has_open(situation: Situation) -> bool:
    """Whether one of those that this step waits for is open; those of a step that waited for none go their own way."""
    waited = sa.select(sa.exists().where(
        Case.parent_id == situation.case.id, Case.status == "open", Case.payload[WAITED_AT].astext == _here(situation)))
    return bool(model.Session.scalar(waited))


def _here(situation: Situation) -> str:
    return f"{situation.step.id}:{situation.case.round}"


def _tell(situation: Situation, event_type: str, child: Case) -> None:
    """On the case's own timeline; `number` is none until a record is sealed for the first time."""
    event = events.record(events.case_stream(situation.case.id), event_type, situation.actor,
                          data={"step": situation.case.step, "case": child.id, "org": child.org_id, "outcome": child.outcome})
    if event_type == events.CHILD_CLOSED and child.branch is None:
        notify.child_closed(situation.case, event)


def _asked(case: Case, step: Step) -> list[tuple[str | None, str | None]]:
    """The OPDs that were chosen; all that have officers today where none was."""
    chosen = case.payload.get(ASKED, {}).get(step.id)
    if not chosen:
        return list(holders.organizations(governments.of_case(case.government)))
    query = sa.select(model.Group.id, model.Group.title).where(
        model.Group.is_organization, model.Group.state == model.State.ACTIVE, model.Group.id.in_(chosen))
    return [(id_, title) for id_, title in model.Session.execute(query.order_by(model.Group.title, model.Group.id))]


def wait(situation: Situation, step: Step) -> None:
    """Stand at the step until the last case is closed: a task that nobody can answer."""
    case = situation.case
    model.Session.add(
        Task(case_id=case.id, step=step.id, round=case.round, offices=[], org_id=case.org_id, status="ready"))
