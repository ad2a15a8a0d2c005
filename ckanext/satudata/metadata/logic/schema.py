"""The form of what the actions are sent."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema, Validator

from .. import dictionary_messages, messages

DIGITS = 8
LONGEST_STAMP = 20_000          # far more than the digests of the fields of a section


@tk.validator_args
def table(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource by its id."""
    return {"resource_id": [not_empty, unicode_safe]}


@tk.validator_args
def record(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A record by its id or name."""
    return {"id": [not_empty, unicode_safe]}


def _short(stamp: str) -> str:
    if len(stamp) > LONGEST_STAMP:
        raise tk.Invalid(messages.too_much(LONGEST_STAMP))
    return stamp


@tk.validator_args
def section_update(
    not_empty: Validator, not_missing: Validator, unicode_safe: Validator, dict_only: Validator, ignore_missing: Validator,
) -> Schema:
    """Answers of one section, by field."""
    return {"id": [not_empty, unicode_safe], "section": [not_empty, unicode_safe], "answers": [not_missing, dict_only],
            "stamp": [ignore_missing, unicode_safe, _short]}


@tk.validator_args
def autosave(
    not_empty: Validator, not_missing: Validator, unicode_safe: Validator, dict_only: Validator, ignore_missing: Validator,
) -> Schema:
    """What stands in the form of one section, by field."""
    return {"id": [not_empty, unicode_safe], "section": [not_empty, unicode_safe], "typed": [not_missing, dict_only],
            "stamp": [ignore_missing, unicode_safe, _short]}


@tk.validator_args
def autosave_delete(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A section of a record."""
    return {"id": [not_empty, unicode_safe], "section": [not_empty, unicode_safe]}


@tk.validator_args
def dictionary(not_empty: Validator, not_missing: Validator, unicode_safe: Validator) -> Schema:
    """What is said of the columns of a file."""
    return {"resource_id": [not_empty, unicode_safe], "columns": [not_missing, _columns]}


def _columns(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(column, dict) for column in value):
        raise tk.Invalid(dictionary_messages.columns_expected())
    return value


@tk.validator_args
def variabel(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A variable by its id."""
    return {"id": [not_empty, unicode_safe]}


@tk.validator_args
def variabel_move(not_empty: Validator, not_missing: Validator, unicode_safe: Validator) -> Schema:
    """A variable, and its new place."""
    return {"id": [not_empty, unicode_safe], "position": [not_missing, natural_number]}


def natural_number(value: Any) -> int:
    """CKAN's own validator falls over "nothing", and takes a true for a one."""
    if not str(value).isdecimal() or len(str(value)) > DIGITS:
        raise tk.Invalid(tk._("Must be a natural number"))
    return int(value)


@tk.validator_args
def variabel_list(
    not_empty: Validator, unicode_safe: Validator, default: Any, natural_number_validator: Validator,
) -> Schema:
    """A page of the variables of an activity."""
    return {"kegiatan_id": [not_empty, unicode_safe],
            "limit": [default(100), natural_number_validator, _at_most(500)],
            "offset": [default(0), natural_number_validator]}


def _at_most(most: int) -> Validator:
    def validator(value: int) -> int:
        if value > most:
            raise tk.Invalid(messages.at_most(most))
        return value
    return validator


@tk.validator_args
def variabel_replace(
    not_empty: Validator, not_missing: Validator, unicode_safe: Validator, ignore_missing: Validator,
    boolean_validator: Validator,
) -> Schema:
    """All variables of an activity, or more of them."""
    return {"kegiatan_id": [not_empty, unicode_safe], "rows": [not_missing, _rows], "add": [ignore_missing, boolean_validator]}


def _rows(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise tk.Invalid(messages.rows_expected())
    return value


@tk.validator_args
def indah(not_empty: Validator, unicode_safe: Validator, default: Any, one_of: Any) -> Schema:
    """A record in BPS's format."""
    return {"id": [not_empty, unicode_safe],
            "what": [default("bundle"), one_of(["bundle", "kegiatan", "variabel", "indikator"])]}
