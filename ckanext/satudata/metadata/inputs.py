"""How each field of a section is asked for: kind of input, choices, hint, size. Built for templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import record_choices, regions, vocabularies
from .answers import Answer, is_lines, is_list, is_rows
from .messages import in_language

MANY = 15                       # a list with more entries is searched rather than read
KINDS = {                       # form snippets of scheming that this form knows; others are left to CKAN's own form
    "": "text", "text.html": "text", "slug.html": "text", "textarea.html": "textarea", "large_text.html": "text",
    "markdown.html": "textarea", "select.html": "select", "radio.html": "select", "license.html": "select",
    "organization.html": "select", "multiple_checkbox.html": "checks", "multiple_select.html": "checks",
    "date.html": "date", "number.html": "text",
}
LINES, RECORD, RECORDS, ROWS = "lines", "record", "records", "rows"
_LISTS = ("select", "checks", RECORD, RECORDS)
_SHORT = ("satudata_metadata_year", "satudata_metadata_period", "satudata_metadata_count")
_MIDDLE = ("satudata_metadata_sds_code", "satudata_metadata_region")       # a region may be named, too

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Field = Mapping[str, Any]


def kind_of(field: Field) -> str | None:
    """`text`, `textarea`, `select`, `checks`, `date`, `tags`, `lines`, `record`, `records` or `rows`; None for what only
    CKAN's own form can ask.
    """
    if is_rows(field):
        return ROWS if all(_fits_a_row(part) for part in field["repeating_subfields"]) else None
    if field.get("satudata_record_type"):
        return RECORDS if is_list(field) else RECORD
    if is_lines(field):
        return LINES
    if field["field_name"] == "tag_string":
        return "tags"
    return KINDS.get(str(field.get("form_snippet") or ""))


def _fits_a_row(part: Field) -> bool:
    """A cell holds one text; rows within rows, which a portal's own schema may have, are left to CKAN's own form."""
    return not is_rows(part) and not is_list(part) and not is_lines(part) and kind_of(part) is not None


def of_field(field: Field, answer: Answer, error: str | None = None, origin: str | None = None, *,
             name: str | None = None, allowed: tuple[str, ...] | None = None, is_required: bool = False) -> dict[str, Any]:
    """Everything that the template needs to ask for a field.

    Args:
        name: of the input, where it is a part of a row
        allowed: the only codes that fit the other answers; None where all do
        is_required: the other answers make it so
    """
    kind, name = kind_of(field), name or field["field_name"]
    if kind == "date" and answer and not _DAY.fullmatch(str(answer)):
        kind = "text"                   # an input of days would show nothing of it
    choices = _choices(field, answer, allowed) if kind in _LISTS else []
    return {
        "name": name, "id": f"field-{name}", "kind": kind, "label": in_language(field["label"]),
        "number": field.get("satudata_number"), "hint": hint_of(field), "help": help_of(field),
        "value": "" if _is_blank(field, answer) else answer, "choices": choices, "error": error,
        "origin": origin, "optional": not (is_asked(field) or is_required), "many": len(choices) > MANY,
        "attrs": _attributes(field), "width": _width(field, kind, choices), "means": _place(field, answer),
    }


def help_of(field: Field) -> str | None:
    """The official definition, in words of ours."""
    return in_language(field["satudata_help"]) if field.get("satudata_help") else None


def _is_blank(field: Field, answer: Answer) -> bool:
    return isinstance(answer, str) and answer in field.get("satudata_blank", ())


def _place(field: Field, answer: Answer) -> str | None:
    """The name of the region whose code stands in a field, empty for none; None where no region is asked for."""
    if "satudata_metadata_region" not in str(field.get("validators", "")):
        return None
    region = regions.find(str(answer))
    return regions.full_name(region) if region else ""


def is_asked(field: Field) -> bool:
    """Whether the record cannot do without it; every other field is marked as optional."""
    return bool(field.get("satudata_required")) or field["field_name"] in ("title", "name", "owner_org")


def hint_of(field: Field) -> str | None:
    """What is meant, and one example."""
    said = in_language(field["help_text"]) if field.get("help_text") else ""
    example = in_language(field["form_placeholder"]) if field.get("form_placeholder") else ""
    if example and example.casefold() not in said.casefold():
        shown_by = tk._("Example: {example}").format(example=example)     # not inside an f-string: no program finds it there
        said = f"{said} {shown_by}".strip()
    return said or None


def _attributes(field: Field) -> dict[str, str]:
    wanted = {str(key): str(value) for key, value in (field.get("form_attrs") or {}).items()}
    if "email_validator" in str(field.get("validators", "")):
        wanted |= {"type": "email", "inputmode": "email"}
    return wanted


def _width(field: Field, kind: str | None, choices: list[dict[str, str]]) -> str:
    """Fields are as wide as their answer usually is."""
    validators = str(field.get("validators", "")).split()
    if kind == "text" and any(name in validators for name in _SHORT):
        return "pendek"
    is_short_list = kind == "select" and choices and max(len(choice["label"]) for choice in choices) < 28
    if kind == "date" or is_short_list or any(name in validators for name in _MIDDLE):
        return "sedang"
    return ""


def _choices(field: Field, answer: Answer, allowed: tuple[str, ...] | None = None) -> list[dict[str, str]]:
    found = [choice for choice in _offered(field) if choice["value"] not in field.get("satudata_blank", ())]
    labels = {choice["value"]: choice["label"] for choice in found}
    if allowed is not None:
        found = [choice for choice in found if choice["value"] in allowed]
    known = {choice["value"] for choice in found}
    for value in answer if isinstance(answer, list) else [answer]:
        if isinstance(value, str) and value and value not in known and value not in field.get("satudata_blank", ()):
            found.append({"value": value, "label": labels.get(value) or _unknown(field, value)})    # it stays in its field
    return found


def _unknown(field: Field, value: str) -> str:
    return record_choices.title_of(value) if field.get("satudata_record_type") else value


def _offered(field: Field) -> list[dict[str, str]]:
    name = field["field_name"]
    if field.get("satudata_record_type"):
        return record_choices.of_type(field["satudata_record_type"])
    if name == "owner_org":
        return [{"value": office["id"], "label": office["display_name"]}
                for office in tk.h.organizations_available("create_dataset")]
    if name == "license_id":
        return [{"value": id_, "label": title} for title, id_ in model.Package.get_license_options() if id_]
    return [{"value": str(choice["value"]), "label": in_language(choice["label"])}
            for choice in tk.h.scheming_field_choices(field) or ()]


def code_of(field: Field, text: str) -> str:
    """The code that a label or another spelling means; the text itself where the field has no list, or its list knows none."""
    if kind_of(field) != "select" or "satudata_vocabulary" not in field:
        return text
    entry = vocabularies.load(field["satudata_vocabulary"]).find(text)
    return entry.value if entry else text


def shown(field: Field, answer: Answer) -> str:
    """An answer as people read it: labels instead of codes, items with commas, a line for each row; empty for none."""
    kind = kind_of(field)
    if kind == ROWS:
        return "\n".join(line for row in answer if isinstance(row, dict) and (line := _shown_row(field, row)))
    parts = answer if is_list(field) and isinstance(answer, list) else [answer]
    if kind not in _LISTS:
        text = str(answer).strip()
        place = _place(field, text)
        return f"{place} ({text})" if place else text
    if field["field_name"] == "owner_org":
        office = model.Group.get(str(answer)) if answer else None
        return (office.title or office.name) if office else str(answer)
    if field.get("satudata_record_type"):
        return ", ".join(record_choices.title_of(str(part)) for part in parts if part)
    labels, blank = {choice["value"]: choice["label"] for choice in _offered(field)}, field.get("satudata_blank", ())
    return ", ".join(labels.get(str(part), str(part)) for part in parts if part and part not in blank)


def _shown_row(field: Field, row: dict[str, str]) -> str:
    """`Kode: 1; Nilai: Laki-laki`; the answer alone where rows have but one part."""
    parts = field["repeating_subfields"]
    said = [(in_language(part["label"]), shown(part, row.get(part["field_name"], ""))) for part in parts]
    if len(parts) == 1:
        return said[0][1]
    return "; ".join(f"{label}: {text}" for label, text in said if text)
