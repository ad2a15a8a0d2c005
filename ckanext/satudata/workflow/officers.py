"""Officers: who holds which role where, and since when. Rights in cases come from here, at the time of the decision."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from . import events, governments, pooling
from .errors import OfficerRefused
from .model import Officer, Person
from .offices import Actor, Office

EDITORS = frozenset({"operator_opd"})          # roles that open the CKAN forms of their OPD
NIP_DIGITS = 18                                 # birth date, month of appointment, sex, serial number


def today() -> date:
    """The local date of the government: an office begins and ends with its day."""
    return governments.current().today()


def offices_of(user_id: str, on: date | None = None) -> tuple[Office, ...]:
    """Offices that a user holds on a day (default: today in the government's zone)."""
    day = on or today()
    rows = model.Session.execute(
        sa.select(Officer.role, Officer.org_id, Officer.acting_as, Officer.acting_for)
        .where(Officer.user_id == user_id, _valid_on(day)).order_by(Officer.role, Officer.org_id)
    )
    return tuple(Office(*row) for row in rows)


def _valid_on(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(Officer.valid_from <= day, sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day))


def actor_of(context: Any) -> Actor:
    """Who calls an action: the user of the context with today's offices; the site user is the portal, not a person.

    A deleted account holds no office, also where a script passes by CKAN's own check of it.
    """
    user = context.get("auth_user_obj")
    if user is None or getattr(user, "is_anonymous", False) or getattr(user, "name", None) != context.get("user"):
        user = model.User.get(context["user"]) if context.get("user") else None
    if user is None:
        return Actor("", "", (), is_person=False)
    if user.name == tk.config["ckan.site_id"]:
        return Actor(user.id, user.name, (), is_person=False)
    return Actor(user.id, user.display_name, () if user.is_deleted() else offices_of(user.id))


def is_officer(context: Any) -> bool:
    """Whether the caller of an action holds an office today, or administers the portal."""
    return bool(actor_of(context).offices) or bool(getattr(context.get("auth_user_obj"), "sysadmin", False))


def name_officer(
    actor: Actor, *, user_id: str, role: str, org_id: str | None, valid_from: date, valid_until: date | None = None,
    nip: str | None = None, acting_as: str | None = None, acting_for: str | None = None, decree: str | None = None,
    decree_on: date | None = None,
) -> Officer:
    """Name a person to an office. The same again, by the same administrator, is the office that is there.

    Raises:
        OfficerRefused: unknown role, an organisation where the role has none (or none where it needs one), a last day
            before the first, an office of that kind already held in this time, a NIP that is none or somebody else's, or
            an acting officer without decree, or one who would act for himself
    """
    _may_be_held(role, org_id)
    if valid_until and valid_until < valid_from:
        raise OfficerRefused("dates_reversed")
    if acting_as and not (acting_for and decree):
        raise OfficerRefused("decree_needed")
    if acting_for and not acting_as:
        raise OfficerRefused("acting_how")
    if acting_for == user_id:
        raise OfficerRefused("acts_for_himself")
    _person(user_id, nip)
    by_hand = _by_hand(user_id, org_id)
    officer = Officer(
        user_id=user_id, role=role, org_id=org_id, valid_from=valid_from, valid_until=valid_until, acting_as=acting_as,
        acting_for=acting_for, decree=decree, decree_on=decree_on, named_by=actor.user_id,
    )
    try:
        with model.Session.begin_nested():
            model.Session.add(officer)
            model.Session.flush()
    except IntegrityError as error:
        there = _in_the_way(user_id, role, org_id, valid_from, valid_until)
        if there is not None and _says(there) == _says(officer):
            return there
        raise _held_by(there, role) from error
    data = {"officer": officer.id, "user": user_id, "role": role, "org": org_id, "from": str(valid_from),
            "until": str(valid_until) if valid_until else None, "acting_as": acting_as, "acting_for": acting_for,
            "by_hand": by_hand}
    events.record(events.GOVERNMENT, events.OFFICER_NAMED, actor, audience=events.INTERNAL, data=data)
    _grant_capacity(user_id, org_id, role)
    return officer


def _says(officer: Officer) -> tuple[Any, ...]:
    return (officer.valid_from, officer.valid_until, officer.acting_as, officer.acting_for, officer.decree, officer.decree_on,
            officer.named_by)


def _in_the_way(
    user_id: str, role: str, org_id: str | None, first: date, last: date | None, but: str | None = None,
) -> Officer | None:
    """The same office, held by the same person at a time that overlaps with this one."""
    return model.Session.scalars(sa.select(Officer).where(
        Officer.id != (but or ""), Officer.user_id == user_id, Officer.role == role,
        Officer.org_id.is_not_distinct_from(org_id),
        sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= first), Officer.valid_from <= last if last else sa.true(),
    ).order_by(Officer.valid_from).limit(1)).first()


def _held_by(there: Officer | None, role: str) -> OfficerRefused:
    """Who holds it already, and when; the sentence is `messages.refusal`'s."""
    user = model.User.get(there.user_id) if there else None
    return OfficerRefused("already_held", role=role, person=user.display_name if user else "",
                          first=there.valid_from if there else None, last=there.valid_until if there else None)


def _may_be_held(role: str, org_id: str | None) -> None:
    defined = governments.current().roles.get(role)
    if defined is None or not defined.has_officers:
        raise OfficerRefused("role_unknown", role=role)
    if defined.per_organization != bool(org_id):
        raise OfficerRefused("org_needed" if not org_id else "org_not_wanted", role=role)


def locked(officer_id: str) -> Officer | None:
    """An office under its row lock, as the database has it now."""
    query = sa.select(Officer).where(Officer.id == officer_id).with_for_update().execution_options(populate_existing=True)
    return model.Session.scalar(query)


def end_officer(actor: Actor, officer: Officer, last_day: date, reason: str = "") -> None:
    """End an office; `last_day` still counts. A day before it began voids it: the row goes, the event stays.

    The same again changes nothing.

    Args:
        reason: why; kept with the event, and erasable as all words are
    Raises:
        OfficerRefused: it ends earlier already; whoever comes back is named again
    """
    if officer.valid_until and last_day > officer.valid_until:
        raise OfficerRefused("ended_already", day=officer.valid_until)
    if officer.valid_until == last_day and _ends(officer.id, last_day):
        return
    by_hand = _noted(officer.id)
    officer.valid_until = last_day
    if last_day < officer.valid_from:
        model.Session.delete(officer)
    model.Session.flush()
    pooling.settle(officer.user_id)         # cases are locked before the government's stream
    events.record(events.GOVERNMENT, events.OFFICER_ENDED, actor, audience=events.INTERNAL, text=reason.strip() or None,
                  data={"officer": officer.id, "user": officer.user_id, "role": officer.role, "until": str(last_day),
                        "settled": last_day <= today()})
    _withdraw_capacity(officer.user_id, officer.org_id, officer.role, last_day, by_hand)


def _ends(officer_id: str, last_day: date) -> bool:
    """Whether the latest that was said of an office is that it ends on this day."""
    event = events.Event
    said = model.Session.execute(
        sa.select(event.type, event.data["until"].astext).where(
            event.stream == events.GOVERNMENT, event.data["officer"].astext == officer_id)
        .order_by(event.seq.desc()).limit(1)).first()
    return said is not None and tuple(said) == (events.OFFICER_ENDED, str(last_day))


def prolong_officer(actor: Actor, officer: Officer, last_day: date | None, reason: str = "") -> None:
    """Let an office that goes on today last longer. The same again changes nothing.

    Args:
        last_day: still counts; None: until it is ended
    Raises:
        OfficerRefused: `ended_already`: who comes back is named again; `not_longer`; `already_held` later
    """
    if officer.valid_until == last_day:
        return
    if officer.valid_until is None or (last_day is not None and last_day < officer.valid_until):
        raise OfficerRefused("not_longer")
    is_settled = model.Session.scalar(sa.select(Officer.id).where(Officer.id == officer.id, _is_settled()))
    if officer.valid_until < today() or is_settled:
        raise OfficerRefused("ended_already", day=officer.valid_until)
    there = _in_the_way(officer.user_id, officer.role, officer.org_id, officer.valid_until, last_day, officer.id)
    if there is not None:
        raise _held_by(there, officer.role)
    officer.valid_until = last_day
    try:
        with model.Session.begin_nested():
            model.Session.flush()
    except IntegrityError as error:         # named meanwhile
        raise _held_by(None, officer.role) from error
    events.record(events.GOVERNMENT, events.OFFICER_PROLONGED, actor, audience=events.INTERNAL, text=reason.strip() or None,
                  data={"officer": officer.id, "user": officer.user_id, "role": officer.role,
                        "until": str(last_day) if last_day else None})


def expire() -> int:
    """Take back what offices gave whose last day is over, tasks too; for cron. Returns how many offices were settled.

    Once for each office, as the event log tells: what an administrator gives afterwards is not the office's.
    """
    pooling.settle()
    is_over = sa.and_(Officer.valid_until < today(), Officer.org_id.is_not(None), sa.not_(_is_settled()))
    locked = sa.select(Officer).where(is_over).order_by(Officer.id).with_for_update(skip_locked=True)
    over = list(model.Session.scalars(locked))
    for officer in over:
        _withdraw_capacity(officer.user_id, officer.org_id, officer.role, today(), _noted(officer.id))
        events.record(events.GOVERNMENT, events.OFFICER_EXPIRED, None, audience=events.INTERNAL,
                      data={"officer": officer.id, "user": officer.user_id, "role": officer.role, "settled": True})
    return len(over)


def _is_settled() -> sa.ColumnElement[bool]:
    """Whether what an office gave has been taken back."""
    event = events.Event
    return sa.exists().where(
        event.stream == events.GOVERNMENT, event.type.in_((events.OFFICER_ENDED, events.OFFICER_EXPIRED)),
        event.data["officer"].astext == Officer.id, event.data["settled"].as_boolean())


def _person(user_id: str, nip: str | None) -> None:
    if nip and len(_digits(nip)) != NIP_DIGITS:
        raise OfficerRefused("nip_wrong")
    digest = nip_hash(nip) if nip else None
    if digest:
        holder = model.Session.scalar(sa.select(Person.user_id).where(Person.nip_hash == digest))
        if holder and holder != user_id:
            raise OfficerRefused("nip_taken")
    person = model.Session.get(Person, user_id)
    if person is None:
        model.Session.add(Person(user_id=user_id, nip_hash=digest))
    elif digest:
        person.nip_hash = digest
    model.Session.flush()


def nip_hash(nip: str) -> str:
    """A NIP as keyed hash (the portal's secret): equal numbers are found, the number itself is not kept."""
    return hmac.new(tk.config["SECRET_KEY"].encode(), _digits(nip).encode(), hashlib.sha256).hexdigest()


def _digits(nip: str) -> str:
    """People write a NIP in groups: `19850101 201001 1 001`."""
    return "".join(c for c in nip if c.isdigit())


def _capacity_of(role: str) -> str:
    return "editor" if role in EDITORS else "member"


def _membership(user_id: str, org_id: str) -> model.Member | None:
    return model.Session.scalar(
        sa.select(model.Member).where(model.Member.group_id == org_id, model.Member.table_id == user_id,
                                      model.Member.table_name == "user", model.Member.state == "active")
    )


def _grant_capacity(user_id: str, org_id: str | None, role: str) -> None:
    """An `operator_opd` edits, other officers of the OPD are members (design §4); a higher capacity stays."""
    if not org_id:
        return
    member, given = _membership(user_id, org_id), _capacity_of(role)
    if member is None:
        # the relation, not `group_id`: Member's own constructor would empty the column again
        group = model.Group.get(org_id)
        model.Session.add(model.Member(group=group, table_id=user_id, table_name="user", capacity=given, state="active"))
    elif member.capacity == "member":
        member.capacity = given
    model.Session.flush()


def _by_hand(user_id: str, org_id: str | None) -> str | None:
    """The capacity in CKAN that somebody has in an OPD beside his offices: an administrator gave it, and it stays."""
    member = _membership(user_id, org_id) if org_id else None
    if member is None:
        return None
    others = model.Session.execute(
        sa.select(Officer.id, Officer.role).where(
            Officer.user_id == user_id, Officer.org_id == org_id, sa.not_(_is_settled()))
    ).all()
    if member.capacity not in {_capacity_of(other.role) for other in others}:
        return member.capacity
    return _noted(others[0].id)


def _noted(officer_id: str) -> str | None:
    """What `_by_hand` found when an office was given; the event of its naming keeps it."""
    return model.Session.scalar(
        sa.select(events.Event.data["by_hand"].astext).where(
            events.Event.stream == events.GOVERNMENT, events.Event.type == events.OFFICER_NAMED,
            events.Event.data["officer"].astext == officer_id)
    )


def _withdraw_capacity(user_id: str, org_id: str | None, role: str, day: date, by_hand: str | None) -> None:
    """Take back what the ended office had given; what another office there or an administrator gives stays."""
    member = _membership(user_id, org_id) if org_id else None
    if member is None or member.capacity != _capacity_of(role) or day > today():
        return
    tomorrow = today() + timedelta(days=1)      # the office itself decides until its day ends; the form closes at once
    left = {_capacity_of(o.role) for o in offices_of(user_id, tomorrow) if o.org_id == org_id}
    left |= {by_hand} if by_hand else set()
    if member.capacity in left:
        return
    if left:
        member.capacity = left.pop()
    else:
        member.state = "deleted"
    model.Session.flush()
