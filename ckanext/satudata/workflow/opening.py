"""Opens cases: about a record, or about none; by an officer, or for the case that waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from . import events, flow, governments, moving, support, versions
from .desk import SUBJECT
from .errors import CaseRefused
from .government import Government
from .model import Case, CaseTopic
from .numbers import give_number
from .offices import Actor
from .procedures import Procedure
from .registry import registry
from .situation import Situation

CONTENT, STATUS = "content", "status"
# of a record one case at a time is about its content, one about its status, and one of each other kind
LANES = {"publication": CONTENT, "revision": CONTENT, "dissemination": CONTENT, "withdrawal": STATUS, "exclusion": STATUS}

Topic = tuple[str, str]         # type and id of a record


@dataclass(frozen=True, slots=True)
class Run:
    """What a case is a run of. `organization`: id and name of the OPD that it is about, if it is about one."""

    government: Government
    procedure: Procedure
    segment: str | None = None
    organization: tuple[str | None, str | None] = (None, None)
    subject: str = ""                                   # in a few words, of a case without a record
    parent_id: str | None = None                        # the case that waits for it

    @property
    def kind(self) -> str:
        """The kind of the segment, else of the procedure."""
        return self.procedure.segments[self.segment].kind if self.segment else self.procedure.kind


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
    organization = registry().topic(topic_type).organization(topic_id)
    return open_run(Run(government, procedure, segment, organization), actor, [(topic_type, topic_id)], kind)


def open_run(run: Run, actor: Actor, topics: Sequence[Topic] = (), kind: str | None = None) -> Situation:
    """Open a case; one that seals records is numbered at its first seal, the others at once.

    Args:
        kind: as which the procedure is bound, if that is not what its file says
    Raises:
        CaseRefused: `already_open`, `not_supported`, or `records_wanted`: it has to be about a record, or about fewer
    """
    procedure, kind = run.procedure, kind or run.kind
    if missing := support.unsupported(procedure, run.segment):
        raise CaseRefused("not_supported", procedure=procedure.key, parts=", ".join(missing))
    needed = procedure.records_needed(run.segment)
    if len(topics) < needed or (len(topics) > 1 and not procedure.topics.many):
        raise CaseRefused("records_wanted", procedure=procedure.key, number=needed)
    start = next(step for step in procedure.segment_steps(run.segment) if not step.is_row)
    case = Case(
        procedure_id=versions.stored(procedure),
        government=run.government.slug,
        segment=run.segment,
        parent_id=run.parent_id,
        kind=kind,
        lane=LANES.get(kind, kind),
        org_id=run.organization[0],
        org_name=run.organization[1],
        step=start.id,
        opened_by=actor.user_id,
        status="open",
        round=1,
        payload={SUBJECT: run.subject} if run.subject else {},
        lock_version=1,
    )
    situation = Situation(case, _add(case, topics), procedure, start, actor)
    if not topics or not flow.seals(procedure, run.segment):
        give_number(case)
    events.record(
        events.case_stream(case.id),
        events.CASE_OPENED,
        actor,
        data={"kind": kind, "procedure": procedure.key, "version": procedure.version}
        | ({"topic": topics[0][1]} if topics else {}),
        is_new_stream=True,
    )
    moving.stand_at(situation, start)
    return situation


def _add(case: Case, topics: Sequence[Topic]) -> list[CaseTopic]:
    """The case with its records, unless one has an open case: who comes second waits for the first, and is refused.

    Raises:
        CaseRefused: already_open
    """
    session = model.Session
    session.add(case)
    session.flush()
    found = []
    for topic_type, topic_id in sorted(topics):
        values = {"topic_type": topic_type, "topic_id": topic_id, "lane": case.lane}
        statement = insert(CaseTopic).values(case_id=case.id, is_open=True, **values)
        # no savepoint: CKAN tells all plugins of changed records at the end of each one
        only_one = statement.on_conflict_do_nothing(index_elements=[*values], index_where=sa.text("is_open"))
        topic = session.scalar(only_one.returning(CaseTopic))
        if topic is None:
            for added in found:
                session.delete(added)
            session.flush()
            session.delete(case)
            session.flush()
            raise CaseRefused("already_open")
        found.append(topic)
    return found
