"""Words beside the decisions: who may write them, and who reads them (design §6).

`parties`: everybody who may read the case. `internal`: the officers of the writer's own house only, as it is today:
Diskominfo among itself, BPS among itself, an OPD among itself; neither the others nor an administrator reads it.
`requester`: the parties and whoever asked for the data; only in cases that somebody of the public waits for.
"""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

from . import cases, desk, events, governments
from .errors import CaseRefused
from .government import Government
from .model import Case, Event, Text
from .offices import Actor, Office, keys_of, office_for
from .situation import Situation

LIMIT = 10_000                      # characters
HOUSE = "house"                     # of an internal comment's data: whose officers read it


def house_of(government: Government, office: Office) -> str:
    """The house in which an office is held: `diskominfo`, `bps` …, or one OPD."""
    role = government.roles.get(office.role)
    return f"opd:{office.org_id}" if role is None or role.per_organization else role.held_in


def may_read(event: Event, actor: Actor, government: Government) -> bool:
    """Whether a party of the case reads an event. What is internal belongs to a house, or is for nobody's eyes here."""
    if event.audience != events.INTERNAL:
        return True
    return event.data.get(HOUSE) in {house_of(government, office) for office in actor.offices}


def audiences_for(situation: Situation) -> tuple[str, ...]:
    """For whom a party may write in a case."""
    found = [events.PARTIES]
    if situation.actor.offices:
        found.append(events.INTERNAL)
    if has_requester(situation):
        found.append(events.REQUESTER)
    return tuple(found)


def has_requester(situation: Situation) -> bool:
    """Whether somebody of the public takes part in the procedure."""
    roles = governments.to_read(situation.case.government).roles
    doers = (roles.get(doer.role) for step in situation.steps for doer in step.actors)
    return any(role is not None and role.held_in == "public" for role in doers)


def write(case_id: str, text: str, audience: str, actor: Actor) -> tuple[Event, Case]:
    """Add a comment; one that the same person sends again at once is the first one.

    Raises:
        CaseRefused: `no_such_case`, `not_a_party`, `not_a_person`, `comment_empty`, `comment_long`, `no_such_audience`
    """
    case = cases.lock(case_id)
    if not desk.may_see(actor, case):
        raise CaseRefused("not_a_party")
    if not actor.is_person:
        raise CaseRefused("not_a_person")
    words = text.replace("\x00", "").strip()        # PostgreSQL keeps no NUL
    if not words:
        raise CaseRefused("comment_empty")
    if len(words) > LIMIT:
        raise CaseRefused("comment_long", limit=LIMIT)
    situation = cases.situation_of(case, actor)
    if audience not in audiences_for(situation):
        raise CaseRefused("no_such_audience")
    if (same := _said_last(case_id, words, audience, actor)) is not None:
        return same, case
    office = office_of(situation)
    data = {"step": case.step, "round": case.round}
    if audience == events.INTERNAL and office is not None:
        data[HOUSE] = house_of(governments.to_read(case.government), office)
    return events.record(events.case_stream(case_id), events.COMMENT_WRITTEN, actor, office=office, audience=audience,
                         data=data, text=words), case


def _said_last(case_id: str, words: str, audience: str, actor: Actor) -> Event | None:
    """The last entry of the case, if it is this very comment: a form that was sent twice."""
    query = sa.select(Event, Text.text).outerjoin(Text, Text.event_id == Event.id).where(
        Event.stream == events.case_stream(case_id)).order_by(Event.seq.desc()).limit(1)
    found = model.Session.execute(query).one_or_none()
    if found is None:
        return None
    event, said = found
    is_same = (event.type, event.actor, event.audience, said) == (events.COMMENT_WRITTEN, actor.user_id, audience, words)
    return event if is_same else None


def office_of(situation: Situation) -> Office | None:
    """In which office somebody speaks in a case: one of its present step, else of its OPD, else of another step."""
    case, actor = situation.case, situation.actor
    government = governments.to_read(case.government)
    now = [key for task in cases.open_tasks(case.id) for key in task.offices]
    if (found := office_for(government, actor, now)) is not None:
        return found
    of_opd = next((office for office in actor.offices if office.org_id and office.org_id == case.org_id), None)
    roles = {doer.role for step in situation.steps for doer in step.actors}
    of_case = (o for o in actor.offices if any(key.partition("@")[0] in roles for key in keys_of(government, o)))
    return of_opd or next(of_case, None) or next(iter(actor.offices), None)
