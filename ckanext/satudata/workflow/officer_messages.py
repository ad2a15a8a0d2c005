"""Codes about offices into sentences: what is refused, and what happened to an office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from . import events, governments
from .model import Event

_ = tk._
REFUSALS: dict[str, Callable[[], str]] = {
    "role_unknown": lambda: _("There is no role “{role}”. `ckan satudata-workflow check` lists the roles of your government."),
    "org_needed": lambda: _("The role “{role}” is held in an OPD. Name the OPD."),
    "org_not_wanted": lambda: _("The role “{role}” is held government-wide. Leave the OPD empty."),
    "already_held": lambda: _(
        "{person} holds “{role}” already in that time: {period}. End that one before, or choose other days."),
    "dates_reversed": lambda: _("The last day lies before the first. Correct the dates."),
    "ended_already": lambda: _("This office ends on {day} already. Name the person again instead of making it longer."),
    "not_longer": lambda: _("This does not make the office longer. Choose a later last day, or none; or end the office."),
    "nip_wrong": lambda: _("A NIP has 18 digits. Leave it empty if the person has none."),
    "nip_taken": lambda: _("This NIP belongs to another account. One person has one account."),
    "decree_needed": lambda: _("An acting officer (Plt/Plh) needs the officer acted for, and the decree."),
    "acting_how": lambda: _("Whom somebody acts for is said of a Plt or Plh only. Choose which, or leave it empty."),
    "acts_for_himself": lambda: _("Nobody acts for himself. Choose for whom, or that the office is his or her own."),
}
# the field of the form on which a refusal stands
FIELDS = {
    "org_needed": "organization", "org_not_wanted": "organization", "already_held": "valid_from",
    "dates_reversed": "valid_until", "nip_wrong": "nip", "nip_taken": "nip", "decree_needed": "decree",
    "acts_for_himself": "acting_for", "acting_how": "acting_as",
}


def refusal(code: str, values: Mapping[str, Any]) -> str:
    """The sentence for a refusal: what stands against it, with whom, and what to do next."""
    found = dict(values)
    if "role" in found:
        found["role"] = governments.current().role_title(found["role"])
    if code == "already_held":
        found["person"] = found.get("person") or somebody()
        found["period"] = period(found.get("first"), found.get("last"))
    if isinstance(found.get("day"), date):
        found["day"] = tk.h.satudata_date(found["day"])
    return REFUSALS[code]().format(**found)


def period(first: date | None, last: date | None) -> str:
    """From when until when an office is held, in words."""
    begins, ends = tk.h.satudata_date(first), tk.h.satudata_date(last)
    if first and last:
        return _("from {first} to {last}").format(first=begins, last=ends)
    return _("from {first} on, without a last day").format(first=begins) if first else _("at another time")


def portal() -> str:
    """Who did what the portal did by itself."""
    return _("The portal")


def somebody() -> str:
    """Who has no account any more."""
    return _("Somebody")


def event_sentence(event: Event, who: str, person: str) -> str:
    """One entry of an office's history in words; an unknown type of event prints its name.

    Args:
        who: name of who did it; person: name of who holds the office
    """
    data = event.data
    sentences = {
        events.OFFICER_NAMED: lambda: _("{who} named {person}, {period}."),
        events.OFFICER_ENDED: lambda: _("{who} ended the office of {person}; its last day: {last}."),
        events.OFFICER_PROLONGED: lambda: _("{who} prolonged the office of {person}: {until}."),
        events.OFFICER_EXPIRED: lambda: _("The last day of {person} was over."),
    }
    if event.type not in sentences:
        return event.type
    first, last = _day(data.get("from")), _day(data.get("until"))
    until = _("until {last}").format(last=tk.h.satudata_date(last)) if last else _("without a last day")
    said = sentences[event.type]().format(
        who=who, person=person, period=period(first, last), last=tk.h.satudata_date(last), until=until)
    return f"{said} ({data['acting_as'].capitalize()}.)" if data.get("acting_as") else said


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
