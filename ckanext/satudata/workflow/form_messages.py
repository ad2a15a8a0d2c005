"""Sentences about forms of steps: what is refused, what is wrong in a field, and that one was filled in."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from . import events
from .rules import Problem

_ = tk._

REFUSALS: dict[str, Callable[[], str]] = {
    "form_incomplete": lambda: _("The form of this step is not complete. Correct what is listed, then try again."),
    "form_not_asked": lambda: _("This answer asks for no form. Leave the form out, or choose another answer."),
}
SENTENCES: dict[str, Callable[[], str]] = {
    "form_missing": lambda: _("Fill in “{label}”."),
    "form_text": lambda: _("Write “{label}” as plain words."),
    "form_long": lambda: _("“{label}” has more than {limit} characters. Shorten it."),
    "form_choice": lambda: _("Choose one of the listed answers to “{label}”."),
    "form_number": lambda: _("Write “{label}” as a number, for example 12.5."),
    "form_range": lambda: _("“{label}” lies outside what is possible here. Write a number {bounds}."),
    "form_date": lambda: _("Write “{label}” as year-month-day, for example 2026-03-12."),
    "form_check": lambda: _("Tick “{label}”, or leave it."),
    "form_no_such_field": lambda: _("This form has no field “{label}”. Load the page again."),
    "form_remark_missing": lambda: _("Tick row {number}, or write as its remark what is missing."),
}


def problem(found: Problem) -> str | None:
    """What is wrong in a field, in words; None for problems of another kind."""
    make = SENTENCES.get(found.code)
    return make().format(**found.values, bounds=_bounds(found)) if make else None


def _bounds(found: Problem) -> str:
    least, most = found.values.get("least"), found.values.get("most")
    if least is not None and most is not None:
        return _("from {least} to {most}").format(least=least, most=most)
    return _("from {least} up").format(least=least) if least is not None else _("up to {most}").format(most=most)


def event_sentence(event: events.Event) -> Callable[[], str] | None:
    """That a form was filled in; None for other events."""
    return (lambda: _("{who} filled in the form of “{step}”.")) if event.type == events.FORM_FILLED else None
