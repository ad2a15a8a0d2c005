"""Which cases an officer may start without a record: the first step is his or hers, and the SOP leaves it to officers."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa

from . import governments, starting_by_itself, support
from .errors import CaseRefused
from .government import Government
from .offices import Actor, all_keys
from .opening import Run, open_run
from .procedures import Procedure, Segment
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Startable:
    """A run that somebody may begin; `organizations` are ids of the OPDs for which, None where it is about none."""

    procedure: Procedure
    segment: Segment | None
    organizations: tuple[str, ...] | None


def of_actor(actor: Actor) -> list[Startable]:
    """Everything that an actor may start today, in the order of the procedures' keys."""
    if not actor.is_person or not actor.offices:
        return []
    government = governments.current()
    keys = set(all_keys(government, actor))
    found = (_startable(government, procedure, segment, keys) for procedure, segment in governments.parts_in_force(government))
    return [one for one in found if one is not None]


def start(actor: Actor, procedure_key: str, segment: str | None, organization: str | None, subject: str,
          form: str | None = None) -> Situation:
    """Open a case about no record.

    Args:
        form: what names the form that was sent; the same one again gives the same case
    Raises:
        CaseRefused: not_yours_to_start, or what `opening.open_run` raises
    """
    one = next((one for one in of_actor(actor)
                if one.procedure.key == procedure_key and (one.segment.name if one.segment else None) == segment), None)
    if one is None or (one.organizations is not None and organization not in one.organizations):
        raise CaseRefused("not_yours_to_start")
    office = model.Group.get(organization) if one.organizations is not None else None
    about = (office.id, office.title or office.name) if office else (None, None)
    run = Run(governments.current(), one.procedure, segment, about, subject)
    situation = starting_by_itself.once(run, actor, form) if form else open_run(run, actor)
    starting_by_itself.note(run, situation.case)
    return situation


def _startable(government: Government, procedure: Procedure, segment: Segment | None, keys: set[str]) -> Startable | None:
    starts = procedure.starts_of(segment)
    is_for_officers = starts is None or starts.by in ("officer", "schedule")
    name = segment.name if segment else None
    is_per_record = segment is not None and segment.per == "record" and bool(procedure.topics.type)
    about_records = is_per_record or procedure.records_needed(name) > 0
    if not is_for_officers or about_records or support.unsupported(procedure, name):
        return None
    first = next(step for step in procedure.segment_steps(name) if not step.is_row)
    held = {doer.role for doer in first.actors}
    is_mine = not keys.isdisjoint(held)         # by an office of the whole government
    # without a segment the procedure says it; then OPDs work on it, though another office may begin
    is_per_office = "organization" in (segment.per if segment else None, starts.per if starts else None)
    if not is_per_office and not any(role.per_organization for role in map(government.roles.get, held) if role):
        return Startable(procedure, segment, None) if is_mine else None
    own = {org for role, _, org in (key.partition("@") for key in keys) if org and role in held}
    offices = [org for org in _all_offices() if is_mine or org in own] if is_mine or own else []
    return Startable(procedure, segment, tuple(offices)) if offices else None


def _all_offices() -> list[str]:
    query = sa.select(model.Group.id).where(model.Group.is_organization, model.Group.state == model.State.ACTIVE)
    return list(model.Session.scalars(query.order_by(model.Group.id)))
