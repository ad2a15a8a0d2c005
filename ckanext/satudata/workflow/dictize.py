"""Rows of the room as the dicts that actions return and pages show. Whoever calls has checked who asks."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.language import language

from . import (
    approvals,
    batches,
    cancelling,
    cases,
    clockface,
    commenting,
    contents,
    desk,
    documents_shown,
    erasing,
    events,
    filling,
    governments,
    holding_shown,
    joining,
    lineage,
    messages,
    records_shown,
)
from .model import Case, Officer, Task
from .model import Decision as DecisionRow
from .model.base import now
from .offered import button, display_names, iso, open_task_of, role_title, step_text, waits_for
from .offices import Actor, office_for, titled
from .registry import registry
from .situation import Situation
from .starting import Startable


def task(row: Task, case_row: Case) -> dict[str, Any]:
    return {
        "id": row.id,
        "case_id": row.case_id,
        "step": row.step,
        "round": row.round,
        "status": row.status,
        "answer": row.answer_key,
        "finished_by": row.finished_by,
        "finished_at": iso(row.finished_at),
        "case": {
            "id": case_row.id,
            "number": case_row.number,
            "status": case_row.status,
            "outcome": case_row.outcome,
            "step": case_row.step,
            "round": case_row.round,
            "lock_version": case_row.lock_version,
        },
    }


def officer(row: Officer) -> dict[str, Any]:
    return {
        "id": row.id,
        "user_id": row.user_id,
        "role": row.role,
        "org_id": row.org_id,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "acting_as": row.acting_as,
        "acting_for": row.acting_for,
        "decree": row.decree,
        "decree_on": row.decree_on.isoformat() if row.decree_on else None,
    }


def parted_with(row: Task, case_row: Case) -> list[dict[str, Any]]:
    """The cases of the records that left with the answer to a task."""
    return [
        {"case_id": one.id, "number": one.number, "status": one.status, "step": one.step,
         "records": [topic.topic_id for topic in cases.topics_of(one.id)]}
        for one in batches.parted_with(case_row, row)
    ]


def row_of(found: desk.Row) -> dict[str, Any]:
    case_row = found.case
    return {
        "case_id": case_row.id,
        "number": case_row.number,
        "title": found.title,
        "kind": case_row.kind,
        "org_id": case_row.org_id,
        "org_name": case_row.org_name,
        "step": found.step.id,
        "step_text": step_text(found.step, case_row),
        "round": case_row.round,
        "status": case_row.status,
        "outcome": case_row.outcome,
        "since": iso(found.task.created_at if found.task else case_row.closed_at),
        "task_id": found.task.id if found.task else None,
        "topic_type": found.topic_type,
        "topic_id": found.topic_id,
        "records": found.records,
        "waits_for": waits_for(found.step, case_row) if case_row.status == "open" else [],
        "norm": messages.norm(found.step.time, language()) if case_row.status == "open" else "",
        "due_at": iso(found.task.due_at) if found.task else None,
        "is_late": bool(found.task and found.task.due_at and found.task.due_at < now()),
    }


def startable(found: list[Startable]) -> list[dict[str, Any]]:
    """What somebody may start, with the names of the OPDs for which."""
    ids = {id_ for one in found for id_ in one.organizations or ()}
    offices = model.Session.query(model.Group).filter(model.Group.id.in_(ids)).order_by(model.Group.title) if ids else ()
    names = {office.id: office.title or office.name for office in offices}
    government = governments.current()
    rows = []
    for one in found:
        segment, lang = one.segment, language()
        first = next(step for step in one.procedure.segment_steps(segment.name if segment else None) if not step.is_row)
        rows.append({
            "procedure": one.procedure.key,
            "segment": segment.name if segment else None,
            "kind": segment.kind if segment else one.procedure.kind,
            "title": governments.shown(segment.title if segment and segment.title else one.procedure.title, government, lang),
            "of": governments.shown(one.procedure.title, government, lang),
            "text": governments.text_of(first, government, lang),
            "organizations": None if one.organizations is None else [
                {"id": id_, "name": name} for id_, name in names.items() if id_ in one.organizations],
        })
    return rows


def choices(found: desk.Choices) -> dict[str, Any]:
    """By what a tab of the desk can be narrowed."""
    return {
        "organizations": [{"id": id_, "name": name} for id_, name in found.organizations.items()],
        "steps": [
            {"id": step.id, "text": step_text(step, case_row), "count": count, "form": filling.form_of(step) is not None}
            for step, case_row, count in found.steps.values()
        ],
    }


def case(row: Case, actor: Actor, against: int | None = None, record: str | None = None) -> dict[str, Any]:
    """The whole case for a party of it.

    Args:
        against: number of the revision with which the sealed content is compared
        record: id of the record that is shown whole, where there are several
    """
    tasks = lineage.earlier_tasks(row) + desk.tasks_of(row.id)
    can_act = row.status == "open" and row.government in governments.configured()
    open_task = _task_for(row, actor, tasks) if can_act else None
    situation = cases.situation_of(row, actor, open_task)
    done = next((t.step for t in reversed(tasks) if t.finished_by == actor.user_id), None)
    task_shown = open_task_of(situation, open_task) if open_task else {}
    following = None if task_shown.get("mine") else desk.next_for(actor, done, row.id)
    approved = approvals.approved_by(actor.user_id, lineage.ids(row))
    topics = records_shown.of_case(situation, approved, against, record)
    made_by: set[str] = {user_id for topic in topics for user_id in topic["makers"]}
    names, makers = _names(row, situation, made_by), made_by if topics else None
    several = {"subject": records_shown.together(topics[0]["title"], len(topics))} if len(topics) > 1 else {}
    return _stand(row, situation) | several | {
        **_relatives(row),
        "may_join": bool(task_shown.get("mine")) and joining.may_join(situation),
        "may_cancel": cancelling.may_cancel(row, actor),
        "comment_for": list(commenting.audiences_for(situation)) if desk.may_see(actor, row) else [],
        "task": task_shown | {"holding": holding_shown.holding_of(open_task, situation, makers)} if open_task else None,
        "clock": clockface.of_case(row, open_task),
        "next": row_of(following) if following else None,
        "steps": _steps(situation, names, tasks),
        "topics": [t | {"makers": sorted(names[user_id] for user_id in t["makers"] if user_id in names)} for t in topics],
        "documents": documents_shown.of_case(situation),
        "timeline": _timeline(situation, names),
    }


def _relatives(row: Case) -> dict[str, Any]:
    """The case that its records left, and the cases of records that left it."""
    left = model.Session.get(Case, row.parent_id) if row.branch is not None else None

    def shown(one: Case) -> dict[str, Any]:
        return {"id": one.id, "number": one.number, "status": one.status, "outcome": one.outcome}

    return {"parted_from": shown(left) if left else None, "parts": [shown(one) for one in lineage.parts_of([row.id])]}


def _task_for(row: Case, actor: Actor, tasks: list[Task]) -> Task | None:
    """The open task that the actor may do, else the newest: several are open where offices do a step together."""
    waiting = [t for t in tasks if t.status in cases.OPEN_TASK]
    government = governments.to_read(row.government)
    return next((t for t in waiting if office_for(government, actor, t.offices)), None) or next(reversed(waiting), None)


def _stand(row: Case, situation: Situation) -> dict[str, Any]:
    """What the case is, by which procedure it runs, where it stands and for whom it waits."""
    is_open = row.status == "open"
    return {
        "id": row.id,
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "outcome": row.outcome,
        "round": row.round,
        "subject": "" if situation.topics else desk.subject_of(row),
        "step": row.step,
        "step_text": step_text(situation.step, row),
        "seal": contents.of(situation.topics),
        "lock_version": row.lock_version,
        "org_name": row.org_name,
        "org_id": row.org_id,
        "opened_at": iso(row.opened_at),
        "moved_at": iso(row.moved_at),
        "closed_at": iso(row.closed_at),
        "procedure": {
            "key": situation.procedure.key,
            "version": situation.procedure.version,
            "government": row.government,
            "segment": row.segment,
            "title": governments.shown(situation.procedure.title, governments.to_read(row.government), language()),
        },
        "norm": messages.norm(situation.step.time, language()) if is_open else "",
        "waits_for": waits_for(situation.step, row) if is_open else [],
    }


def _steps(situation: Situation, names: dict[str, str], tasks: list[Task]) -> list[dict[str, Any]]:
    """The steps of the segment in order, each with its attempts: who did it, when, with what answer."""
    attempts: dict[str, list[dict[str, Any]]] = {}
    acting, single = _circumstances(lineage.ids(situation.case))
    for done in tasks:
        if done.status == "done":
            step = situation.procedure.steps[done.step]
            given = step.decisions.get(done.answer_key or "")
            attempts.setdefault(done.step, []).append(
                {
                    "round": done.round,
                    "by": names.get(done.finished_by or "", ""),
                    "role": titled(role_title(situation.case, done.finished_role), acting.get(done.id)),
                    "at": iso(done.finished_at),
                    "answer": done.answer_key,
                    "verb": given.verb if given else None,
                    "label": button(step, given) if given else "",
                    "single_officer": done.id in single,
                }
            )
    return [
        {
            "id": s.id,
            "number": s.number,
            "text": step_text(s, situation.case),
            "offices": waits_for(s, situation.case),
            "norm": messages.norm(s.time, language()),
            "is_current": situation.case.status == "open" and s.id == situation.case.step,
            "attempts": attempts.get(s.id, []),
        }
        for s in situation.steps
        if not s.joins
    ]


def _circumstances(case_ids: list[str]) -> tuple[dict[str, str], set[str]]:
    """Of the decisions of a case: as what an acting officer took them, and which one person took alone; both by task."""
    acting_as = events.Event.data["acting_as"].astext
    query = (sa.select(DecisionRow.task_id, acting_as, DecisionRow.single_officer)
             .join(events.Event, events.Event.id == DecisionRow.event_id)
             .where(DecisionRow.case_id.in_(case_ids), sa.or_(acting_as.is_not(None), DecisionRow.single_officer)))
    rows = model.Session.execute(query).all()
    return {task: acting for task, acting, _ in rows if acting}, {task for task, _, is_single in rows if is_single}


def _timeline(situation: Situation, names: dict[str, str]) -> list[dict[str, Any]]:
    case_row, entries, government = situation.case, [], governments.to_read(situation.case.government)
    for event, text in lineage.own_past(case_row, events.of_streams(_streams(situation), events.AUDIENCES)):
        if not commenting.may_read(event, situation.actor, government):
            continue
        step = situation.procedure.steps.get(event.data.get("step", ""))
        who = names.get(event.actor or "", "") or tk._("The portal")
        if event.role:
            who = f"{who} ({titled(role_title(situation.case, event.role), event.data.get('acting_as'))})"
        entries.append(
            {
                "id": event.id,
                "type": event.type,
                "at": iso(event.at),
                "audience": event.audience,
                "reason": text,
                "is_erased": bool(event.text_hash) and text is None,
                "single_officer": bool(event.data.get("single_officer")),
                "actor": event.actor,
                "round": event.data.get("round"),
                "records": _records(situation, event),
                "fields": _fields(situation, event),
                "sentence": messages.event_sentence(event, who, step_text(step, situation.case) if step else ""),
            } | filling.shown(situation, event, text)
        )
    return erasing.told(entries)


def _streams(situation: Situation) -> list[str]:
    return [*lineage.streams(situation.case), *(events.record_stream(t.topic_id) for t in situation.topics)]


def _records(situation: Situation, event: events.Event) -> list[str]:
    """Ids of the records of which an event tells, where it is not all of the case's."""
    told = [topic.topic_id for topic in situation.topics if topic.topic_id in (event.data.get("seals") or {})]
    return told if len(told) < len(situation.topics) else []


def _fields(situation: Situation, event: events.Event) -> list[dict[str, Any]]:
    """Fields that a return asks to correct, with where the makers do so; only fields of records can be named."""
    named, told = event.data.get("fields"), set(event.data.get("seals") or {})
    topic = next((topic for topic in situation.topics if topic.topic_id in told or not told), None)
    if not named or topic is None:
        return []
    kind = registry().topic(topic.topic_type)
    labels = kind.field_labels(topic.topic_id)
    return [{"name": n, "label": labels.get(n, n), "url": kind.field_url(topic.topic_id, n)} for n in named]


def _names(row: Case, situation: Situation, more: set[str]) -> dict[str, str]:
    """Display names of everybody who stands in the case, and of these users."""
    in_streams = events.Event.stream.in_(_streams(situation))
    ids = set(model.Session.scalars(sa.select(events.Event.actor).where(in_streams).distinct()))
    ids |= set(model.Session.scalars(sa.select(DecisionRow.by).where(DecisionRow.case_id.in_(lineage.ids(row)))))
    return display_names(i for i in ids | more if i)


