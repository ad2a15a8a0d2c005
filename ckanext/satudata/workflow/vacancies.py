"""Offices that the procedures in force need and that nobody holds today, with the tasks that wait for them."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa

from . import cases, governments, holders, officers_found
from .government import Government
from .model import Case, Officer, Task
from .offices import office_key


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An office that nobody holds: its role, its OPD if it has one, and how many open tasks wait for nobody but it."""

    role: str
    role_title: str
    org_id: str | None
    org_name: str
    waiting: int


def all_of_today() -> list[Vacancy]:
    """All vacant offices, those for which most waits first.

    Of roles that are held in an OPD: in each OPD that has officers, or for which something waits; a portal may hold OPDs that
    take no part yet.
    """
    government = governments.current()
    held, waiting = holders.held_keys(government), _waiting(government)
    needed = _needed(government)
    places = dict(_organizations()) | officers_found.organizations(
        {key.partition("@")[2] for key in waiting if "@" in key})
    offices: list[tuple[str, str | None]] = []
    for role in sorted(needed | {key.partition("@")[0] for key in waiting}):
        found = government.roles.get(role)
        if found is None or not found.has_officers:
            continue
        for org_id in (places if found.per_organization else [None]):
            key = office_key(government, role, org_id)
            if key not in held and (role in needed or key in waiting):
                offices.append((role, org_id))
    vacant = [Vacancy(role, government.role_title(role), org_id, places.get(org_id or "", ""),
                      waiting.get(office_key(government, role, org_id), 0)) for role, org_id in offices]
    return sorted(vacant, key=lambda one: (-one.waiting, one.role_title.casefold(), one.org_name.casefold(), one.org_id or ""))


def _needed(government: Government) -> set[str]:
    """Roles of the steps of all procedures that are bound to a kind of case."""
    return {
        doer.role for kind in government.bindings for procedure, segment in [government.bound(kind)] if procedure
        for step in procedure.segment_steps(segment) for doer in step.actors
    }


def _waiting(government: Government) -> dict[str, int]:
    """Open tasks that nobody can do today, by each of the offices that could: counted by sets of offices."""
    held = {government.slug: holders.held_keys(government)}
    pools = model.Session.execute(
        sa.select(Case.government, Task.offices, sa.func.count()).join(Case, Case.id == Task.case_id)
        .where(Task.status.in_(cases.OPEN_TASK)).group_by(Case.government, Task.offices))
    found: dict[str, int] = {}
    for slug, keys, number in pools:
        if slug not in governments.configured():
            continue
        if slug not in held:
            held[slug] = holders.held_keys(governments.of_case(slug))
        if held[slug].isdisjoint(keys):
            for key in keys:
                found[key] = found.get(key, 0) + number
    return found


def _organizations() -> list[tuple[str, str]]:
    """OPDs that are active and have had officers at any time."""
    rows = model.Session.execute(
        sa.select(model.Group.id, sa.func.coalesce(sa.func.nullif(model.Group.title, ""), model.Group.name))
        .where(model.Group.is_organization, model.Group.state == model.State.ACTIVE,
               sa.exists().where(Officer.org_id == model.Group.id)))
    return [(id_, title) for id_, title in rows]
