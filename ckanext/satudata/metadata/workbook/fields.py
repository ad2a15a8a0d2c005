"""A field of a schema as the workbook sees it: kind of answer, names under which it may stand, whether it is asked here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

TEXT, CODE, CODES, DAY, DAYS, COUNT, LINES, ROWS, REGION, RECORD = (
    "text", "code", "codes", "day", "days", "count", "lines", "rows", "region", "record")

Field = Mapping[str, Any]

_PRESETS = {
    "satudata_code": CODE, "satudata_codes": CODES, "satudata_date": DAY, "satudata_count": COUNT, "satudata_lines": LINES,
    "satudata_record": RECORD, "satudata_records": RECORD, "date": DAY,
}
_SNIPPETS = {
    "select.html": CODE, "radio.html": CODE, "multiple_checkbox.html": CODES, "multiple_select.html": CODES,
    "date.html": DAY, "multiple_text.html": LINES,
}
_VALIDATORS = {"satudata_metadata_region": REGION, "satudata_metadata_dates": DAYS}
# the portal makes the one, and the page on which the workbook is sent asks for the other
_NOT_HERE = frozenset({"name", "owner_org"})

_CODE_NAME = re.compile(r"(^|_)(kode|id)(_|$)")


def kind_of(field: Field) -> str:
    """Kind of the answer. A list of codes that is not there (regions stand in a file) is asked for as a text."""
    if "repeating_subfields" in field:
        return ROWS
    if field.get("satudata_record_type"):
        return RECORD
    for validator, kind in _VALIDATORS.items():
        if validator in str(field.get("validators", "")).split():
            return kind
    kind = _PRESETS.get(str(field.get("preset", ""))) or _SNIPPETS.get(str(field.get("form_snippet", "")), TEXT)
    if kind in (CODE, CODES) and not (field.get("satudata_vocabulary") or field.get("choices")):
        return TEXT
    return kind


def may_lose_zeros(field: Field) -> bool:
    """Whether an answer of digits may begin with a zero, which a spreadsheet drops: codes, and telephone numbers."""
    attributes = field.get("form_attrs") or {}
    return bool(_CODE_NAME.search(field["field_name"])) or attributes.get("inputmode") == "tel"


def is_asked(field: Field) -> bool:
    """Whether people fill it in a workbook: not what is derived, kept by the portal, or a link to another record."""
    return (field["field_name"] not in _NOT_HERE and not field.get("satudata_derived")
            and field.get("form_snippet", "") is not None and kind_of(field) != RECORD)


def asked(schema: Mapping[str, Any]) -> list[Field]:
    """The fields of a schema that stand in a workbook, in its order."""
    return [field for field in schema["dataset_fields"] if is_asked(field)]


def label(field: Field) -> str:
    """The official, Indonesian label: a workbook is a form of BPS."""
    return in_indonesian(field.get("label")) or str(field["field_name"])


def number(field: Field) -> str:
    """Number of the question on the official form; empty if it has none."""
    return str(field.get("satudata_number") or "")


def in_indonesian(said: Any) -> str:
    """A text of a schema that may be in two languages."""
    text = (said.get("id") or next(iter(said.values()), "")) if isinstance(said, Mapping) else said
    return " ".join(str(text or "").split())


def names(field: Field) -> Iterator[str]:
    """What a column or a question may be called by people and by other portals."""
    labels = field.get("label") or ()
    spoken = [str(text) for text in (labels.values() if isinstance(labels, Mapping) else (labels,)) if text]
    yield from spoken
    if number(field):
        yield from (f"{number(field)} {text}" for text in spoken)
        yield from (f"{number(field)}. {text}" for text in spoken)
    yield str(field["field_name"])
    yield from (str(alias) for alias in field.get("satudata_aliases", ()))


def key(text: str) -> str:
    """For comparing names: without case, blanks, asterisks of required fields, and signs at the end."""
    return " ".join(text.replace("*", " ").split()).rstrip(" :?.").casefold()
