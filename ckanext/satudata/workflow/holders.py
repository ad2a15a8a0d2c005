"""Who may act for an office today, as a list of people: to choose from, and to see whether there is anybody."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import sqlalchemy as sa

from .government import Government
from .model import Officer, Task
from .offices import Office, keys_of


def of_keys(government: Government, keys: Collection[str]) -> list[str]:
    """User ids of the officers whose offices open one of these keys today, in a stable order; deleted accounts are none."""
    day = government.today()
    rows = model.Session.execute(
        sa.select(Officer.user_id, Officer.role, Officer.org_id).join(model.User, model.User.id == Officer.user_id)
        .where(Officer.valid_from <= day, sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day),
               Officer.role.in_(_roles(government, keys)), model.User.state == model.State.ACTIVE)
        .order_by(Officer.user_id)
    )
    wanted = set(keys)
    return list(dict.fromkeys(
        user_id for user_id, role, org_id in rows if not wanted.isdisjoint(keys_of(government, Office(role, org_id)))))


def persons_of(government: Government, user_ids: Collection[str]) -> dict[str, set[str]]:
    """Each of these with whom he or she acts for today: both count where makers and checkers are told apart."""
    day = government.today()
    rows = model.Session.execute(
        sa.select(Officer.user_id, Officer.acting_for)
        .where(Officer.user_id.in_(list(user_ids)), Officer.acting_for.is_not(None), Officer.valid_from <= day,
               sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day)))
    found = {user_id: {user_id} for user_id in user_ids}
    for user_id, acting_for in rows:
        found[user_id].add(acting_for)
    return found


def acting_as(government: Government, role: str, org_id: str | None) -> str | None:
    """`plt` or `plh` if a role is held today by acting officers only, else None."""
    day, defined = government.today(), government.roles.get(role)
    place = org_id if defined is not None and defined.per_organization else None
    rows = model.Session.scalars(
        sa.select(Officer.acting_as).join(model.User, model.User.id == Officer.user_id)
        .where(Officer.role == role, Officer.org_id.is_not_distinct_from(place), Officer.valid_from <= day,
               sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day), model.User.state == model.State.ACTIVE)
        .order_by(Officer.valid_from, Officer.id)).all()
    return rows[-1] if rows and all(rows) else None


def held_keys(government: Government) -> frozenset[str]:
    """All keys that somebody's office opens today."""
    day = government.today()
    rows = model.Session.execute(
        sa.select(Officer.role, Officer.org_id).join(model.User, model.User.id == Officer.user_id).distinct()
        .where(Officer.valid_from <= day, sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day),
               model.User.state == model.State.ACTIVE))
    return frozenset(key for role, org_id in rows for key in keys_of(government, Office(role, org_id)))


def organizations(government: Government) -> list[tuple[str, str]]:
    """Id and title of the OPDs that have officers today."""
    day = government.today()
    has_officers = sa.exists().where(
        Officer.org_id == model.Group.id, Officer.valid_from <= day,
        sa.or_(Officer.valid_until.is_(None), Officer.valid_until >= day),
        model.User.id == Officer.user_id, model.User.state == model.State.ACTIVE)
    rows = model.Session.execute(
        sa.select(model.Group.id, model.Group.title)
        .where(model.Group.is_organization, model.Group.state == model.State.ACTIVE, has_officers)
        .order_by(model.Group.title, model.Group.id))
    return [(id_, title) for id_, title in rows]


def _roles(government: Government, keys: Collection[str]) -> list[str]:
    """Roles whose officers may open one of these keys."""
    return sorted({role for key in keys for role in government.roles_for(key.partition("@")[0])})


def least_busy(user_ids: Collection[str]) -> str | None:
    """Who of these has the fewest open tasks of his or her own; None if there is nobody."""
    count = sa.func.count()
    rows = model.Session.execute(
        sa.select(Task.assignee, count).where(Task.assignee.in_(list(user_ids)), Task.status.in_(("ready", "claimed")))
        .group_by(Task.assignee))
    busy: dict[str, int] = {user_id: number for user_id, number in rows if user_id}
    return min(user_ids, key=lambda user_id: (busy.get(user_id, 0), user_id), default=None)
