"""Validators that the actions of the room need."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

REASON_LIMIT = 10_000      # characters


def satudata_workflow_date(value: Any) -> date:
    """A calendar date as `2026-03-12`.

    Raises:
        Invalid: anything else
    """
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise tk.Invalid(tk._("Write the date as year-month-day, for example 2026-03-12.")) from error


def satudata_workflow_reason_length(value: str) -> str:
    """A reason of at most 10,000 characters.

    Raises:
        Invalid: longer
    """
    if len(value) > REASON_LIMIT:
        raise tk.Invalid(tk._("The reason has more than {limit} characters. Shorten it.").format(limit=REASON_LIMIT))
    return value
