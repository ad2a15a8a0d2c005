"""Validators of the metadata fields. Each says what would be right; none looks at anything but the record itself.

Those marked with `scheming_validator` are given the field when the schema is loaded. A validator of a resource field
must not read dataset fields: CKAN 2.12 validates only the resources that changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import FlattenDataDict, FlattenErrorDict, FlattenKey, Validator

from ckanext.satudata.language import language
from ckanext.scheming.validation import scheming_validator

from .. import (
    components,
    conditions,
    flat,
    messages,
    periods,
    region_messages,
    regions,
    rules_messages,
    sds,
    sum_codes,
    untouched,
    vocabularies,
)
from ..vocabularies import Vocabulary
from . import officers

_YEAR = re.compile(r"\d{4}")
_WHOLE = re.compile(r"0*([0-9]{1,9})(?:\.0+)?")
MOST_CHARACTERS = 200


@scheming_validator
def satudata_metadata_code(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[str], str]:
    """One code of the field's list; a label, another portal's spelling or the number on paper is stored as its code."""
    def validator(value: Any) -> str:
        return _code(vocabularies.load(field["satudata_vocabulary"]), value)
    return validator


@scheming_validator
def satudata_metadata_codes(field: dict[str, Any], schema: dict[str, Any]) -> Validator:
    """Several codes of the field's list: a list, one code, a list as JSON, or the sum that stands on the paper form; stored
    as JSON in the list's order.
    """
    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
        values = _as_list(data.get(key))
        if not values:
            data.pop(key, None)
            raise tk.StopOnError
        vocabulary = vocabularies.load(field["satudata_vocabulary"])
        try:
            chosen = set(_of_sum(vocabulary, values)) or {_code(vocabulary, value) for value in values}
        except tk.Invalid as error:
            errors[key].append(error.error)
            raise tk.StopOnError from error
        data[key] = json.dumps([entry.value for entry in vocabulary.entries if entry.value in chosen])
    return validator


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise tk.Invalid(messages.bad_list()) from None
    if value is tk.missing or value is None:
        return []
    values = value if isinstance(value, list) else [value]
    return [item for item in values if item != ""]


def _of_sum(vocabulary: Vocabulary, values: list[Any]) -> list[str]:
    """The codes of a sum, where the list is one whose answers are summed on paper; else none."""
    number = _number(values[0]) if len(values) == 1 else None
    if number is None or vocabularies.raw(vocabulary.name).get("sum_codes") is not True:
        return []
    return sum_codes.codes_of(number, sum_codes.weights_of(vocabulary)) or []


def _number(value: Any) -> int | None:
    """A number as it stands in a form's box: `2`, also as text, `02` or the 2.0 that a spreadsheet makes of it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    found = _WHOLE.fullmatch(str(value).strip())
    return int(found[1]) if found else None


def _code(vocabulary: Vocabulary, value: Any) -> str:
    entry = vocabulary.find(value) if isinstance(value, str) else None
    if entry is None and (number := _number(value)) is not None:
        entry = next((entry for entry in vocabulary.entries if _number(entry.more.get("code")) == number), None)
    if entry is None:
        spoken = language()
        labels = (f"{entry.value} ({entry.label(spoken)})" for entry in vocabulary.entries)
        raise tk.Invalid(messages.not_in_list(value, vocabulary.title, labels))
    return entry.value


def satudata_metadata_sds_code(value: str) -> str:
    """A code of the statistical data standard, stored with its dots."""
    code = sds.normal(value)
    if code is None:
        raise tk.Invalid(messages.bad_sds_code(value))
    return code


def satudata_metadata_region(value: str) -> str:
    """A Kemendagri code with dots, the name of a province, regency or city, or any region's full name; stored as its code."""
    region = regions.find(value) or regions.named(value)
    if region is None:
        raise tk.Invalid(region_messages.unknown(value))
    return region.code


def satudata_metadata_period(value: str) -> str:
    """A year, a month, a day or a school year, as it was printed."""
    period = periods.parse(value)
    if not period:
        raise tk.Invalid(messages.bad_period(value))
    return period.text


def satudata_metadata_period_order(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """The last period is not before the first one (`periode_awal`), if both can be read."""
    start, end = periods.parse(str(data.get(("periode_awal",)) or "")), periods.parse(str(data.get(key) or ""))
    if start and end and not periods.in_order(start, end):
        errors[key].append(messages.periods_reversed(start.text))


def satudata_metadata_year(value: str) -> str:
    """Four digits."""
    if not _YEAR.fullmatch(value) or not periods.FIRST_YEAR <= int(value) <= periods.LAST_YEAR:
        raise tk.Invalid(messages.bad_year(value))
    return value


def satudata_metadata_short(value: str) -> str:
    """Short enough to be one line of a list of choices."""
    if len(value) > MOST_CHARACTERS:
        raise tk.Invalid(messages.too_long(MOST_CHARACTERS))
    return value


def satudata_metadata_set_aside(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """Before a record is validated: what a save of one section does not touch (`untouched.py`)."""
    untouched.set_aside(data, context)


def satudata_metadata_put_back(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
    """After a record is validated: what was set aside, exactly as it is stored."""
    untouched.put_back(data, errors, context)


@scheming_validator
def satudata_metadata_rules(field: None, schema: dict[str, Any]) -> Validator:
    """After a record is validated, whoever sends it: no two of its answers contradict each other (`schemas/rules.yaml`)."""
    def validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Any) -> None:
        for name, said in officers.faults(context, schema["dataset_type"]).items():
            errors[(name,)] = said
        is_asked = schema["dataset_type"] == components.INDIKATOR and not context.get(components.CHECKED)
        if is_asked and any(key[0] == components.FIELD for key in data):
            _no_circle(data, errors, context, schema)
        if untouched.is_section_save(context):
            return
        for fault in conditions.broken(schema["dataset_type"], flat.record_of(data, schema)):
            place = conditions.place_of(fault, schema)
            if not errors.get(place):           # a value that cannot be read is told already
                errors[place] = [conditions.sentence(fault, schema)]
    return validator


def _no_circle(data: FlattenDataDict, errors: FlattenErrorDict, context: Any, schema: dict[str, Any]) -> None:
    """No indicator is built from itself over others of the portal."""
    package = context.get("package")
    circle = components.circle_of(flat.record_of(data, schema), package.id if package is not None else components.NEW)
    if circle is not None:
        place = (components.FIELD, circle.row, components.NAME)
        if not errors.get(place):
            errors[place] = [rules_messages.circular(circle.names)]
