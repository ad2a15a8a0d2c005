"""Helpers for templates of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import config, desk, lookup, messages, notices, offered, officer_messages, officers, signing_desk, task_messages
from .model import Case


def satudata_workflow_waiting() -> int:
    """How many tasks wait for the person who is looking at the page; the header of every page asks this."""
    user = tk.current_user
    if not user or user.is_anonymous or not desk.is_ready():
        return 0
    return desk.number_waiting(officers.actor_of({"user": user.name, "auth_user_obj": user}))


def satudata_workflow_unread() -> int:
    """How many notifications the person who is looking has not read; the header of every page asks this."""
    user = tk.current_user
    return 0 if not user or user.is_anonymous or not notices.is_ready() else notices.number_unread(user.id)


def satudata_workflow_has_office() -> bool:
    """Whether the person who is looking holds any office today; without one no task ever comes."""
    user = tk.current_user
    return bool(officers.actor_of({"user": user.name, "auth_user_obj": user}).offices)


def satudata_workflow_letter_limit() -> int:
    """Megabytes that an uploaded letter may have."""
    return config.document_limit_mb()


def satudata_workflow_to_sign() -> list[dict[str, Any]]:
    """Letters that wait for the signature of the person who is looking, longest waiting first; each with title and address."""
    user = tk.current_user
    return signing_desk.waiting(officers.actor_of({"user": user.name, "auth_user_obj": user}))


def satudata_workflow_outcome(outcome: str | None) -> str:
    """How a case ended, in words."""
    return messages.outcome(outcome) if outcome else ""


def satudata_workflow_why_erased(because: str) -> str:
    """Why words of a case were erased."""
    return task_messages.why_erased(because)


def satudata_workflow_period(first: str, last: str | None) -> str:
    """From when until when an office is held, in words; both as `2026-03-12`."""
    return officer_messages.period(date.fromisoformat(first), date.fromisoformat(last) if last else None)


def satudata_workflow_where(case_id: str) -> str:
    """Where an open case stands, in one sentence: whom it waits for, at which step, and whether it was sent back."""
    case = model.Session.get(Case, case_id)
    if case is None:
        return ""
    step = lookup.stands_at(case)
    offices = tk._(" or ").join(offered.waits_for(step, case))
    sentence = tk._("Waiting for {offices}: {step}.").format(offices=offices, step=offered.step_text(step, case))
    if case.resume:
        sentence += " " + tk._("It was returned for correction; the case says why.")
    return sentence
