"""Validators that the actions of the room need."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

import ckan.plugins.toolkit as tk

YEARS = (2000, 2100)
MOST = 1_000_000
REASON_LIMIT = 10_000      # characters
WORDS_LIMIT = 200
NAMES_LIMIT = 100
IDS_LIMIT = 1000
FORM_LIMIT = 400           # fields
TASKS_LIMIT = 100
RECORDS_LIMIT = 100
ROWS_LIMIT = 1_000_000     # no desk is longer


def satudata_workflow_date(value: Any) -> date:
    """A calendar date as `2026-03-12`.

    Raises:
        Invalid: anything else
    """
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise tk.Invalid(tk._("Write the date as year-month-day, for example 2026-03-12.")) from error
    satudata_workflow_year(found.year)
    return found


def satudata_workflow_time(value: Any) -> time:
    """A time of day as `08:00`.

    Raises:
        Invalid: anything else
    """
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value).replace(".", ":"))
    except ValueError as error:
        raise tk.Invalid(tk._("Write the time as hours and minutes, for example 08:00.")) from error


def satudata_workflow_year(value: Any) -> int:
    """A year between 2000 and 2100.

    Raises:
        Invalid: anything else
    """
    text = str(value)
    if not (text.isdecimal() and len(text) == 4 and YEARS[0] <= int(text) <= YEARS[1]):
        sentence = tk._("Write the year with four digits, from {first} to {last}.")
        raise tk.Invalid(sentence.format(first=YEARS[0], last=YEARS[1]))
    return int(text)


def satudata_workflow_amount(value: Any) -> Decimal:
    """A number such as `2` or `1.5`.

    Raises:
        Invalid: anything else
    """
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation as error:
        raise tk.Invalid(tk._("Write a number, for example 2.")) from error
    if not found.is_finite() or abs(found) > MOST:
        raise tk.Invalid(tk._("Write a number, for example 2."))
    return round(found, 2)


def satudata_workflow_reason_length(value: str) -> str:
    """A reason of at most 10,000 characters; what no text can hold (NUL, half a character) is left out.

    Raises:
        Invalid: longer
    """
    value = value.replace("\0", "").encode(errors="ignore").decode()
    if len(value) > REASON_LIMIT:
        raise tk.Invalid(tk._("The reason has more than {limit} characters. Shorten it.").format(limit=REASON_LIMIT))
    return value


def satudata_workflow_words(value: str) -> str:
    """Words to look for, or the id of something, without the spaces around them.

    Raises:
        Invalid: longer than anything that could be found, or with a character that no text has
    """
    if len(value) > WORDS_LIMIT or "\x00" in value:
        raise tk.Invalid(tk._("Shorten what you look for to at most {limit} letters.").format(limit=WORDS_LIMIT))
    return value.strip()


def satudata_workflow_offset(value: int) -> int:
    """How many rows to pass over.

    Raises:
        Invalid: more than any desk has
    """
    if value > ROWS_LIMIT:
        raise tk.Invalid(tk._("The desk has no such page. Go back to its first page."))
    return value


def satudata_workflow_names(value: Any) -> list[str]:
    """Names of fields, each once.

    Raises:
        Invalid: no list of short texts
    """
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or len(names) > NAMES_LIMIT or not all(isinstance(n, str) and len(n) <= 100 for n in names):
        raise tk.Invalid(tk._("Name the fields to correct as a list, at most {limit}.").format(limit=NAMES_LIMIT))
    return list(dict.fromkeys(names))


def satudata_workflow_ids(value: Any) -> list[str]:
    """Ids of organizations, each once.

    Raises:
        Invalid: no list of short texts, or a very long one
    """
    ids = [value] if isinstance(value, str) else value
    if not isinstance(ids, list) or len(ids) > IDS_LIMIT or not all(isinstance(n, str) and len(n) <= 100 for n in ids):
        raise tk.Invalid(tk._("Choose the OPDs from the list, at most {limit}.").format(limit=IDS_LIMIT))
    return list(dict.fromkeys(entry for entry in ids if entry))


def satudata_workflow_answers(value: Any) -> dict[str, dict[str, Any]]:
    """Answers by record, each with `answer`, and `reason` and `fields` if there are any; also as JSON text.

    Raises:
        Invalid: no mapping of these, or more than a case has records
    """
    try:
        given = json.loads(value) if isinstance(value, str) else value
        if len(given) > RECORDS_LIMIT:
            raise tk.Invalid(tk._("A case has at most {limit} records. Send no more answers.").format(limit=RECORDS_LIMIT))
        found = {str(id_): {"answer": str(entry["answer"]), "reason": str(entry.get("reason") or ""),
                            "fields": satudata_workflow_names(entry.get("fields") or [])} for id_, entry in given.items()}
    except (TypeError, ValueError, OverflowError, KeyError, AttributeError) as error:
        raise tk.Invalid(tk._("Name for each record its answer. Load the page again.")) from error
    for entry in found.values():
        entry["reason"] = satudata_workflow_reason_length(entry["reason"])
    return found


def satudata_workflow_form(value: Any) -> dict[str, Any]:
    """What was written into a form: plain values by the names of its fields.

    Raises:
        Invalid: anything else, or more than any form has
    """
    plain = isinstance(value, dict) and len(value) <= FORM_LIMIT and all(
        isinstance(name, str) and len(name) <= 200 and isinstance(said, str | int | float | bool | None)
        and len(str(said)) <= REASON_LIMIT for name, said in value.items())
    if not plain:
        sentence = tk._("Send the form as values by the names of its fields, at most {limit}.")
        raise tk.Invalid(sentence.format(limit=FORM_LIMIT))
    return value


def satudata_workflow_task_ids(value: Any) -> list[str]:
    """Ids of tasks, each once; a form without lists sends them with commas between.

    Raises:
        Invalid: no list of texts, or more than the limit
    """
    ids = value.split(",") if isinstance(value, str) else value
    if not isinstance(ids, list) or not all(isinstance(entry, str) for entry in ids):
        raise tk.Invalid(tk._("Each case needs its task and its version. Load the page again."))
    if len(ids) > TASKS_LIMIT:
        raise tk.Invalid(tk._("At most {limit} cases can be decided together.").format(limit=TASKS_LIMIT))
    return list(dict.fromkeys(entry.strip() for entry in ids if entry.strip()))


def tasks_of(value: Any) -> list[dict[str, Any]]:
    """Tasks that are answered together, each once: `id`, `lock_version`, and the `seal` that was read.

    Raises:
        Invalid: no list of these, an empty one, or more than the limit
    """
    if not isinstance(value, list) or not value:
        raise tk.Invalid(tk._("Tick at least one case."))
    if len(value) > TASKS_LIMIT:
        raise tk.Invalid(tk._("At most {limit} cases can be decided together.").format(limit=TASKS_LIMIT))
    found: dict[str, dict[str, Any]] = {}
    for entry in value:
        try:
            task = {"id": str(entry["id"]), "lock_version": int(entry["lock_version"]), "seal": entry.get("seal") or None}
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise tk.Invalid(tk._("Each case needs its task and its version. Load the page again.")) from error
        found.setdefault(task["id"], task)
    return list(found.values())
