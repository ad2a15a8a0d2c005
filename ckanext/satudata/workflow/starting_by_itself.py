"""Opens what nobody starts: a part of an SOP that follows another's end, and what the calendar says is due.

Each of them once for its occasion and OPD: the row of `Opening` is written first, and a second process waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ckan.model as model
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.transactions import commit, whole_or_nothing

from . import cases, events, governments, holders, lookup, support
from .errors import WorkflowRefused
from .government import Government
from .model import Case, Opening
from .offices import Actor
from .opening import LANES, Run, Topic, open_run
from .periods import period_of
from .procedures import Procedure, Segment
from .situation import Situation

Organization = tuple[str | None, str | None]
NOBODY: Organization = (None, None)


@dataclass(frozen=True, slots=True)
class Due:
    """A part that is to be opened in the present period, for one OPD or for the government."""

    government: Government
    procedure: Procedure
    segment: Segment | None
    organization: Organization
    period: str

    @property
    def run(self) -> Run:
        return Run(self.government, self.procedure, self.segment.name if self.segment else None, self.organization)


def after(situation: Situation) -> None:
    """A case has ended as completed: the segments that start after its own open, in the same transaction.

    One about records is followed for the same records, one of an OPD for that OPD; else one for each OPD that has
    officers, or one for the government. What cannot be opened (a record has such a case already) holds up no end.
    """
    case = situation.case
    if case.segment is None or case.outcome != "completed":
        return
    government = governments.of_case(case.government)
    topics = [(topic.topic_type, topic.topic_id) for topic in situation.topics]
    for segment in situation.procedure.segments.values():
        starts = segment.starts
        if starts is None or starts.by != "case" or starts.after != case.segment:
            continue
        for organization in _organizations(government, segment.per, (case.org_id, case.org_name)):
            run = Run(government, situation.procedure, segment.name, organization)
            about = _without_case(topics, LANES.get(segment.kind, segment.kind)) if segment.per == "record" else []
            if segment.per == "record" and topics and not about:
                continue
            opened = _open_once(run, situation.actor, about, f"case:{case.id}")
            if opened is not None:
                situation.afterwards += opened.afterwards
                events.record(events.case_stream(case.id), events.CHILD_OPENED, situation.actor,
                              data={"step": case.step, "case": opened.case.id, "org": opened.case.org_id, "outcome": None})


def _without_case(topics: list[Topic], lane: str) -> list[Topic]:
    """One record that has such a case still keeps no other from its own."""
    return [topic for topic in topics if lookup.open_case_of(*topic, lane) is None]


def due(government: Government) -> Iterator[Due]:
    """What the SOPs in force open by the calendar in the present period, whether it is open already or not."""
    for procedure, segment in governments.parts_in_force(government):
        starts = procedure.starts_of(segment)
        name = segment.name if segment else None
        if starts is None or starts.by != "schedule" or starts.every is None or procedure.records_needed(name):
            continue
        per = segment.per if segment else starts.per
        for organization in _organizations(government, per, NOBODY):
            yield Due(government, procedure, segment, organization, period_of(starts.every, government.today()))


def open_due(one: Due, actor: Actor) -> Situation | None:
    """Open it, unless that was done in this period; the caller commits.

    Raises:
        WorkflowRefused: it cannot be opened
    """
    return _open_once(one.run, actor, [], one.period, refuse=True)


def open_all_due(actor: Actor) -> tuple[int, list[tuple[Due, WorkflowRefused]]]:
    """Open what is due under the present government, each in a transaction of its own, so that one that is refused holds up
    no other and a process that dies leaves the rest to the next.

    Returns:
        how many were opened, and what was refused
    """
    opened, refused = 0, []
    for one in list(due(governments.current())):
        try:
            situation = open_due(one, actor)
        except WorkflowRefused as refusal:
            model.Session.rollback()
            refused.append((one, refusal))
            continue
        commit({}, *(situation.afterwards if situation else ()))
        opened += situation is not None
    return opened, refused


def note(run: Run, case: Case) -> None:
    """An officer has started by hand what the calendar would have opened in this period: it is not opened again."""
    segment = run.procedure.segments[run.segment] if run.segment else None
    starts = run.procedure.starts_of(segment)
    if starts is not None and starts.by == "schedule" and starts.every is not None and _claim(run, _period(run, starts.every)):
        _bind(run, _period(run, starts.every), case)


def once(run: Run, actor: Actor, form: str) -> Situation:
    """Open a case for a form that somebody may send twice; the second time gives the case of the first.

    Args:
        form: what names the form, made by its page
    Raises:
        CaseRefused: as `opening.open_run`
    """
    occasion = f"form:{actor.user_id}:{form}"
    if _claim(run, occasion):
        situation = open_run(run, actor)
        _bind(run, occasion, situation.case)
        return situation
    row = model.Session.get(Opening, tuple(_key(run, occasion).values()), populate_existing=True)
    assert row is not None and row.case_id is not None
    return cases.situation_of(cases.lock(row.case_id), actor)


def _period(run: Run, every: str) -> str:
    return period_of(every, run.government.today())


def _organizations(government: Government, per: str | None, own: Organization) -> list[Organization]:
    if per == "government":
        return [NOBODY]
    if per == "organization" and own[0] is None:
        return list(holders.organizations(government))
    return [own]


def _open_once(
    run: Run, actor: Actor, topics: list[tuple[str, str]], occasion: str, *, refuse: bool = False,
) -> Situation | None:
    """Open a case for an occasion; None if there is one, or (without `refuse`) if it cannot be opened."""
    if not refuse and support.unsupported(run.procedure, run.segment):
        return None
    try:
        with whole_or_nothing():        # a case that came no further than half leaves nothing behind
            if not _claim(run, occasion):
                return None
            opened = open_run(run, actor, topics)
            _bind(run, occasion, opened.case)
            return opened
    except WorkflowRefused:
        if refuse:
            raise
        return None


def _key(run: Run, occasion: str) -> dict[str, str]:
    return {"government": run.government.slug, "procedure": run.procedure.key, "segment": run.segment or "",
            "org_id": run.organization[0] or "", "occasion": occasion}


def _claim(run: Run, occasion: str) -> bool:
    """Write the row; who comes second waits until the first one has committed or given up."""
    statement = insert(Opening).values(**_key(run, occasion)).on_conflict_do_nothing().returning(Opening.occasion)
    return model.Session.scalar(statement) is not None


def _bind(run: Run, occasion: str, case: Case) -> None:
    row = model.Session.get(Opening, tuple(_key(run, occasion).values()))
    assert row is not None
    row.case_id = case.id
    model.Session.flush()
