"""Several records in one case: whoever has drafts of one OPD in hand submits them together (design §5, Batch)."""

from __future__ import annotations

from collections.abc import Sequence

import ckan.model as model
import sqlalchemy as sa

from . import cases, events, governments, moving, versions
from .errors import CaseRefused
from .model import Case, CaseTopic, Document, DocumentCase, Task
from .offices import Actor, office_for
from .registry import registry
from .situation import Situation

RECORDS_LIMIT = 100
SAME = ("government", "procedure_id", "segment", "kind", "lane", "org_id", "step")      # of cases that can be one


def join(case_id: str, other_ids: Sequence[str], actor: Actor) -> Situation:
    """Take the records of other drafts into a draft; those end with it. The same call again changes nothing more.

    Raises:
        CaseRefused: `no_such_case`, `case_closed`, `not_a_draft` (one was submitted already), `has_letters`, `not_alike`
            (another procedure, kind, step or OPD), `one_record_only`, `not_your_office`, `someone_elses`, `too_many_records`
    """
    locked = {id_: cases.lock(id_) for id_ in sorted({case_id, *other_ids})}     # in one order for everybody
    case = locked.pop(case_id)
    situation = cases.situation_of(case, actor)
    others = [cases.situation_of(other, actor) for other in locked.values()]
    here = {topic.topic_id for topic in situation.topics}
    waiting = [other for other in others
               if other.case.status == "open" or not {topic.topic_id for topic in other.topics} <= here]
    if not waiting:
        return situation
    _check(situation, waiting, actor)
    _take(situation, waiting)
    case.lock_version += 1
    model.Session.flush()
    return situation


def _check(situation: Situation, others: Sequence[Situation], actor: Actor) -> None:
    if not situation.procedure.topics.many:
        raise CaseRefused("one_record_only")
    for one in (situation, *others):
        if one.case.status != "open":
            raise CaseRefused("case_closed")
        if not is_draft(one.case) or not one.topics:
            raise CaseRefused("not_a_draft")
        if _has_letters(one.case):      # about its own records: it would count for the others, or be lost with its case
            raise CaseRefused("has_letters")
        if any(getattr(one.case, key) != getattr(situation.case, key) for key in SAME):
            raise CaseRefused("not_alike")
        for task in cases.open_tasks(one.case.id):
            if not _may_do(one.case, task, actor):
                raise CaseRefused("not_your_office")
            if (task.claimed_by or task.assignee or actor.user_id) != actor.user_id:
                raise CaseRefused("someone_elses")
    if sum(len(one.topics) for one in (situation, *others)) > RECORDS_LIMIT:
        raise CaseRefused("too_many_records", limit=RECORDS_LIMIT)


def _may_do(case: Case, task: Task, actor: Actor) -> bool:
    return actor.is_person and office_for(governments.of_case(case.government), actor, task.offices) is not None


def _has_letters(case: Case) -> bool:
    there = sa.exists().where(DocumentCase.case_id == case.id, DocumentCase.document_id == Document.id,
                              Document.voided_at.is_(None))
    return bool(model.Session.scalar(sa.select(there)))


def is_draft(case: Case) -> bool:
    """Whether nobody has submitted it, nor any step of it been done."""
    return (case.status, case.number, case.round, case.parent_id) == ("open", None, 1, None) and not model.Session.scalar(
        sa.select(sa.exists().where(Task.case_id == case.id, Task.finished_by.is_not(None))))


def _take(situation: Situation, others: Sequence[Situation]) -> None:
    case, taken = situation.case, [(topic.topic_type, topic.topic_id) for one in others for topic in one.topics]
    for one in others:
        cases.lock_topics(one)
        events.record(events.case_stream(one.case.id), events.CASE_JOINED, one.actor, data={"case": case.id})
        moving.close(one, "cancelled")
        one.case.lock_version += 1
        situation.afterwards += one.afterwards
    model.Session.flush()
    for topic_type, topic_id in taken:
        topic = CaseTopic(case_id=case.id, topic_type=topic_type, topic_id=topic_id, lane=case.lane, is_open=True)
        model.Session.add(topic)
        situation.topics.append(topic)
    events.record(events.case_stream(case.id), events.RECORDS_JOINED, situation.actor,
                  data={"records": len(taken), "topics": [topic_id for _, topic_id in taken]})


def may_join(situation: Situation) -> bool:
    """Whether other drafts may be taken into this case, if there are any."""
    return situation.procedure.topics.many and bool(situation.topics) and is_draft(situation.case)


def joinable(case: Case, actor: Actor) -> list[tuple[Case, str, str]]:
    """Other drafts that may become one case with a draft, with the title of the record and when it was begun, longest first.

    At most as many as one case can hold; none for who reads the draft and may not submit it: he reads no other's drafts.
    """
    if not any(_may_do(case, task, actor) for task in cases.open_tasks(case.id)):
        return []
    if not is_draft(case) or not versions.procedure_of(case.procedure_id).topics.many:
        return []
    alike = [getattr(Case, key).is_not_distinct_from(getattr(case, key)) for key in SAME]
    done = sa.exists().where(Task.case_id == Case.id, Task.finished_by.is_not(None))
    rows = model.Session.execute(
        sa.select(Case, CaseTopic.topic_type, CaseTopic.topic_id).join(CaseTopic, CaseTopic.case_id == Case.id)
        .where(*alike, Case.id != case.id, Case.status == "open", Case.number.is_(None), Case.round == 1,
               Case.parent_id.is_(None), sa.not_(done))
        .order_by(Case.opened_at, Case.id, CaseTopic.topic_id).limit(RECORDS_LIMIT)).all()
    titles: dict[str, str] = {}
    for name in {topic_type for _, topic_type, _ in rows}:
        titles |= registry().topic(name).titles([topic_id for _, type_, topic_id in rows if type_ == name])
    return [(one, topic_id, titles.get(topic_id, "")) for one, _, topic_id in rows]
