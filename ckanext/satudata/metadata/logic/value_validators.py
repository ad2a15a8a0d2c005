"""Validators of the other kinds of values: numbers, days, lines of text, links to records, ISSN and ISBN. As those of
`validators`, each says what would be right, and none looks at anything but the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import FlattenDataDict, FlattenErrorDict, FlattenKey

from .. import periods, serial_numbers, value_messages

_COUNT = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RECORD = re.compile(r"[A-Za-z0-9_-]{1,100}")      # a name, a UUID, or the id that a harvested record brought along
MOST_LINES = 500


def satudata_metadata_count(value: str) -> str:
    """A whole number, 0 or more, without leading zeros."""
    if not _COUNT.fullmatch(value):
        raise tk.Invalid(value_messages.bad_count(value))
    return str(int(value))


def satudata_metadata_date(value: str) -> str:
    """A day of the calendar as year, month and day with hyphens; nothing is guessed from other ways of writing it."""
    try:
        if not _DAY.fullmatch(value) or not periods.FIRST_YEAR <= date.fromisoformat(value).year <= periods.LAST_YEAR:
            raise ValueError
    except ValueError:
        raise tk.Invalid(value_messages.bad_date(value)) from None
    return value


def satudata_metadata_lines(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """Lines of text: a list, a list as JSON, or a text with line ends; stored as JSON, without empty lines."""
    _store_list(key, data, errors, lambda line: line)


def satudata_metadata_dates(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """The same, each line a day."""
    _store_list(key, data, errors, satudata_metadata_date)


def satudata_metadata_record(value: str) -> str:
    """Id or name of a record: its form only, whether there is such a record is not looked up."""
    if not _RECORD.fullmatch(value):
        raise tk.Invalid(value_messages.bad_record(value))
    return value


def satudata_metadata_records(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """The same of several, each once; stored as JSON."""
    _store_list(key, data, errors, satudata_metadata_record, is_set=True)


def _store_list(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, check: Callable[[str], str],
                is_set: bool = False) -> None:
    """As `satudata_metadata_codes` does: nothing is kept of an empty list, and the first fault is said."""
    try:
        lines = [check(line) for line in _as_lines(data.get(key))]
    except tk.Invalid as error:
        errors[key].append(error.error)
        raise tk.StopOnError from error
    if not lines:
        data.pop(key, None)
        raise tk.StopOnError
    data[key] = json.dumps(list(dict.fromkeys(lines)) if is_set else lines, ensure_ascii=False)


def _as_lines(value: Any) -> list[str]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            pass                # a line may begin with a bracket
    if value is tk.missing or value is None:
        return []
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items):
        raise tk.Invalid(value_messages.bad_lines())
    lines = [line.strip() for item in items for line in str(item).replace("\0", "").splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        raise tk.Invalid(value_messages.too_many_lines(MOST_LINES))
    return lines


def satudata_metadata_issn(value: str) -> str:
    """An ISSN whose check digit fits."""
    if found := serial_numbers.issn(value):
        return found
    raise tk.Invalid(value_messages.bad_issn(value))


def satudata_metadata_isbn(value: str) -> str:
    """An ISBN whose check digit fits, with its hyphens."""
    if found := serial_numbers.isbn(value):
        return found
    raise tk.Invalid(value_messages.bad_isbn(value))
