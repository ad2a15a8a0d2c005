"""Codes of notifications into words, for pages and mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import ckan.plugins.toolkit as tk

from . import messages
from .calendar_words import moment

_ = tk._
ungettext = tk.ungettext


def heading(template: str) -> str:
    """What it is about, in a few words; an unknown one prints its name."""
    known: dict[str, Callable[[], str]] = {
        "task": lambda: _("A task waits for you"),
        "returned": lambda: _("Returned for correction"),
        "assigned": lambda: _("A task was given to you"),
        "due_soon": lambda: _("Due soon"),
        "due": lambda: _("Due today"),
        "overdue": lambda: _("Overdue"),
        "closed": lambda: _("The case is closed"),
        "child_closed": lambda: _("A case that this one waits for has ended"),
        "moved": lambda: _("Due on another day"),
        "comment": lambda: _("New comment"),
    }
    return known[template]() if template in known else template


def detail(template: str, step: str, outcome: str | None, due: datetime | None = None) -> str:
    """What stands below the title: the result, or the step; of one that is due on another day that day too."""
    if template in ("closed", "child_closed"):
        return _("Result: {outcome}").format(outcome=messages.outcome(outcome)) if outcome else ""
    if template == "moved" and due:
        return _("Step: {step}. Due on {when}").format(step=step, when=moment(due, with_zone=True))
    return _("Step: {step}").format(step=step) if step else ""


def digest_subject(count: int, portal: str) -> str:
    return ungettext("{portal}: {n} notification", "{portal}: {n} notifications", count).format(n=count, portal=portal)


def frequency(key: str) -> str:
    """How often mail comes."""
    return {
        "at_once": _("Each at once"),
        "digest": _("Returns and what is due today at once, the rest once a day when the office opens"),
        "none": _("No mail; everything stands on the page of notifications"),
    }[key]


def removed() -> str:
    """In place of the title of a record that is not there any more."""
    return _("A record that was removed")
