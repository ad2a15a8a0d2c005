"""Ends cases without a result."""

from __future__ import annotations

import ckan.model as model

from . import cases, events, governments, moving
from .errors import CaseRefused
from .model import Case
from .offices import Actor, all_keys
from .situation import Situation


def may_cancel(case: Case, actor: Actor) -> bool:
    """Whether somebody may cancel a case: who opened it, officers of its OPD, the Walidata."""
    of_its_opd = any(o.org_id and o.org_id == case.org_id for o in actor.offices)
    is_walidata = "walidata" in all_keys(governments.to_read(case.government), actor)
    return case.status == "open" and actor.is_person and (actor.user_id == case.opened_by or of_its_opd or is_walidata)


def check_may_cancel(case_id: str, actor: Actor) -> None:
    """Raises CaseRefused unless `may_cancel`."""
    case = cases.lock(case_id)
    if case.status == "open" and not may_cancel(case, actor):
        raise CaseRefused("not_yours_to_cancel")


def cancel(case_id: str, reason: str, actor: Actor, *, outcome: str = "cancelled") -> Situation:
    """Close a case without a result, and those that it waits for. Never makes anything public.

    Raises:
        CaseRefused: closed already, or no reason given
    """
    case = cases.lock(case_id)
    if case.status != "open":
        raise CaseRefused("case_closed")
    if not reason.strip():
        raise CaseRefused("reason_missing")
    situation = cases.situation_of(case, actor)
    cases.lock_topics(situation)
    events.record(events.case_stream(case.id), events.CASE_CANCELLED, actor, data={"step": case.step}, text=reason.strip())
    moving.cancel_all(situation, actor)
    moving.close(situation, outcome)
    case.lock_version += 1
    model.Session.flush()
    return situation
