"""Offices as the administration shows them: looked for, page by page, with names; what ending one would bring; its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from . import cases, events, governments, officer_messages, officers
from .dictize import officer as plain
from .model import Case, Event, Officer, Task, Text
from .offered import display_names, iso
from .offices import Office, keys_of, office_key

TODAY, FUTURE, ENDED, ALL = STATES = ("today", "future", "ended", "all")
OF_OFFICES = (events.OFFICER_NAMED, events.OFFICER_ENDED, events.OFFICER_PROLONGED, events.OFFICER_EXPIRED)
NOTHING = ""            # as organization: roles that are held government-wide


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which offices are asked for; an empty one asks for all that are held today."""

    state: str = TODAY
    role: str | None = None
    org_id: str | None = None
    is_acting: bool = False             # only Plt and Plh
    words: str | None = None            # part of the name of the person or the account


def search(wanted: Wanted, limit: int, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """A page of offices by role, OPD and first day, and how many there are in all."""
    person, organization = aliased(model.User), aliased(model.Group)
    query = sa.select(Officer).outerjoin(person, person.id == Officer.user_id) \
        .outerjoin(organization, organization.id == Officer.org_id).where(*_narrowed(wanted, person))
    total = model.Session.scalar(query.with_only_columns(sa.func.count(), maintain_column_froms=True)) or 0
    order = (Officer.role, organization.title.nulls_first(), Officer.valid_from.desc(), Officer.id)
    return shown(model.Session.scalars(query.order_by(*order).limit(limit).offset(offset))), total


def _narrowed(wanted: Wanted, person: Any) -> list[sa.ColumnElement[bool]]:
    day = officers.today()
    is_over = sa.and_(Officer.valid_until.is_not(None), Officer.valid_until < day)
    found: list[sa.ColumnElement[bool]] = [{
        TODAY: sa.and_(Officer.valid_from <= day, sa.not_(is_over)), FUTURE: Officer.valid_from > day, ENDED: is_over,
        ALL: sa.true(),
    }[wanted.state]]
    if wanted.role:
        found.append(Officer.role == wanted.role)
    if wanted.org_id is not None:
        found.append(Officer.org_id == wanted.org_id if wanted.org_id else Officer.org_id.is_(None))
    if wanted.is_acting:
        found.append(Officer.acting_as.is_not(None))
    if wanted.words:
        found.append(sa.or_(person.name.icontains(wanted.words, autoescape=True),
                            person.fullname.icontains(wanted.words, autoescape=True)))
    return found


def shown(rows: Iterable[Officer]) -> list[dict[str, Any]]:
    """Offices with the names of their persons, OPDs and roles: in two queries, however many they are."""
    found, day, government = list(rows), officers.today(), governments.current()
    people = {one.id: one for one in model.Session.query(model.User).filter(
        model.User.id.in_({row.user_id for row in found} | {row.acting_for for row in found if row.acting_for}))}
    titles = organizations({row.org_id for row in found if row.org_id})

    def name_of(user_id: str | None) -> str:
        return people[user_id].display_name if user_id in people else ""

    return [
        plain(row) | {
            "user_name": people[row.user_id].name if row.user_id in people else "",
            "person": name_of(row.user_id),
            "is_deleted": row.user_id not in people or people[row.user_id].is_deleted(),
            "role_title": government.role_title(row.role),
            "org_name": titles.get(row.org_id or "", ""),
            "acting_for_person": name_of(row.acting_for),
            "state": state_of(row, day),
        }
        for row in found
    ]


def state_of(row: Officer, day: date) -> str:
    if row.valid_from > day:
        return FUTURE
    return ENDED if row.valid_until is not None and row.valid_until < day else TODAY


def organizations(ids: Iterable[str]) -> dict[str, str]:
    """Titles of OPDs by id, of those that were closed too."""
    rows = model.Session.execute(
        sa.select(model.Group.id, sa.func.coalesce(sa.func.nullif(model.Group.title, ""), model.Group.name))
        .where(model.Group.id.in_(list(ids))))
    return {id_: title for id_, title in rows}


def one(row: Officer) -> dict[str, Any]:
    """An office with what ending it brings: how many tasks go back to the office, who holds it too, what waits for it."""
    others = [other for other in _others(row) if other["user_id"] != row.user_id]
    return shown([row])[0] | {
        "tasks_to_return": len(tasks_to_return(row)),
        "others": [{"person": other["person"], "valid_until": other["valid_until"]} for other in others],
        "tasks_waiting": _waiting(row),
    }


def _others(row: Officer) -> list[dict[str, Any]]:
    return search(Wanted(TODAY, row.role, row.org_id or NOTHING), 20)[0]


def tasks_to_return(row: Officer) -> list[str]:
    """Ids of the open tasks that the person has and that none of his or her other offices of today opens."""
    left = [Office(other.role, other.org_id) for other in model.Session.scalars(sa.select(Officer).where(
        Officer.user_id == row.user_id, Officer.id != row.id, Officer.valid_from <= officers.today(),
        sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= officers.today())))]
    ending = Office(row.role, row.org_id)
    held = model.Session.execute(
        sa.select(Task.id, Task.offices, Case.government).join(Case, Case.id == Task.case_id).where(
            Task.status.in_(cases.OPEN_TASK), sa.func.coalesce(Task.claimed_by, Task.assignee) == row.user_id))
    found = []
    for task_id, pool, slug in held:
        government = governments.configured().get(slug)
        if government is None:              # its folder is gone: nobody can do this task
            continue
        opened = {key for office in left for key in keys_of(government, office)}
        if not opened.intersection(pool) and set(keys_of(government, ending)).intersection(pool):
            found.append(task_id)
    return found


def _waiting(row: Officer) -> int:
    key = office_key(governments.current(), row.role, row.org_id)
    return model.Session.scalar(sa.select(sa.func.count()).where(
        Task.status.in_(cases.OPEN_TASK), Task.offices.contains([key]))) or 0


def history(role: str, org_id: str | None, limit: int, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """What happened to an office, latest first: who named, ended or prolonged whom, when and why; rows that are gone too."""
    officer = Event.data["officer"].astext
    named = sa.select(officer).where(
        Event.stream == events.GOVERNMENT, Event.type == events.OFFICER_NAMED, Event.data["role"].astext == role,
        Event.data["org"].astext.is_not_distinct_from(org_id))
    query = sa.select(Event, Text.text).outerjoin(Text, Text.event_id == Event.id).where(
        Event.stream == events.GOVERNMENT, Event.type.in_(OF_OFFICES), officer.in_(named))
    total = model.Session.scalar(query.with_only_columns(sa.func.count(), maintain_column_froms=True)) or 0
    found = model.Session.execute(query.order_by(Event.seq.desc()).limit(limit).offset(offset)).all()
    names = display_names({id_ for event, _ in found for id_ in (event.actor, event.data["user"]) if id_})
    portal, nobody = officer_messages.portal(), officer_messages.somebody()
    return [
        {
            "id": event.id, "type": event.type, "at": iso(event.at), "reason": text,
            "is_erased": bool(event.text_hash) and text is None, "user_id": event.data["user"],
            "sentence": officer_messages.event_sentence(
                event, names.get(event.actor, nobody) if event.actor else portal, names.get(event.data["user"], nobody)),
        }
        for event, text in found
    ], total
