"""Who somebody is in the procedures: the offices held today. Pure; `officers.py` reads them from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .government import Government


# As letters and decrees put it before the title of an office that somebody holds for another.
ACTING = {"plt": "Plt.", "plh": "Plh."}


def titled(title: str, acting_as: str | None) -> str:
    """The title of an office as whoever holds it signs: `Plt. Kepala Dinas` where he or she is acting."""
    return f"{ACTING[acting_as]} {title}" if acting_as in ACTING else title


@dataclass(frozen=True, slots=True)
class Office:
    """A role held today, in one organisation or government-wide (`org_id` is None)."""

    role: str
    org_id: str | None = None
    acting_as: str | None = None        # plt | plh
    acting_for: str | None = None       # user id of whom the office is held for


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person with offices, or the portal itself (never decides, never approves)."""

    user_id: str
    name: str
    offices: tuple[Office, ...] = ()
    is_person: bool = True

    @property
    def persons(self) -> frozenset[str]:
        """The person, and whoever he or she acts for today: both count where makers and checkers are told apart."""
        return frozenset({self.user_id, *(o.acting_for for o in self.offices if o.acting_for)})


def office_key(government: Government, role: str, org_id: str | None) -> str:
    """How tasks and permission labels name an office: `walidata`, or `operator_opd@<organisation id>`."""
    defined = government.roles.get(role)
    if defined is not None and defined.per_organization:
        return f"{role}@{org_id or ''}"
    return role


def keys_of(government: Government, office: Office) -> tuple[str, ...]:
    """The keys that an office opens: its own, and those of the roles that the government lets it count as."""
    return tuple(
        office_key(government, role, office.org_id)
        for role in (office.role, *(r.key for r in government.roles.values() if office.role in r.also))
    )


def all_keys(government: Government, actor: Actor) -> list[str]:
    return sorted({key for office in actor.offices for key in keys_of(government, office)})


def office_for(government: Government, actor: Actor, wanted: Collection[str]) -> Office | None:
    """The actor's office that opens one of the wanted keys; an own office comes before an acting one."""
    ranked: Iterable[Office] = sorted(actor.offices, key=lambda office: office.acting_as is not None)
    return next((o for o in ranked if not set(wanted).isdisjoint(keys_of(government, o))), None)
