"""How each field of a section is asked for: kind of input, choices, hint, size. Built for templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import regions
from .answers import Answer, is_list
from .messages import in_language

MANY = 15                       # a list with more entries is searched rather than read
KINDS = {                       # form snippets of scheming that this form knows; others are left to CKAN's own form
    "": "text", "text.html": "text", "slug.html": "text", "textarea.html": "textarea", "large_text.html": "text",
    "markdown.html": "textarea", "select.html": "select", "radio.html": "select", "license.html": "select",
    "organization.html": "select", "multiple_checkbox.html": "checks", "multiple_select.html": "checks",
    "date.html": "date", "number.html": "text",
}
_SHORT = ("satudata_metadata_year", "satudata_metadata_period")
_MIDDLE = ("satudata_metadata_sds_code", "satudata_metadata_region")       # a region may be named, too

Field = Mapping[str, Any]


def kind_of(field: Field) -> str | None:
    """`text`, `textarea`, `select`, `checks`, `date` or `tags`; None for what only CKAN's own form can ask."""
    if "repeating_subfields" in field:
        return None
    if field["field_name"] == "tag_string":
        return "tags"
    return KINDS.get(str(field.get("form_snippet", "")))


def of_field(field: Field, answer: Answer, error: str | None = None, origin: str | None = None) -> dict[str, Any]:
    """Everything that the template needs to ask for a field."""
    kind = kind_of(field)
    choices = _choices(field, answer) if kind in ("select", "checks") else []
    return {
        "name": field["field_name"], "id": f"field-{field['field_name']}", "kind": kind, "label": in_language(field["label"]),
        "hint": _hint(field), "help": in_language(field["satudata_help"]) if field.get("satudata_help") else None,
        "value": "" if answer in field.get("satudata_blank", ()) else answer, "choices": choices, "error": error,
        "origin": origin, "optional": not is_asked(field), "many": len(choices) > MANY, "attrs": _attributes(field),
        "width": _width(field, kind, choices), "means": _place(field, answer),
    }


def _place(field: Field, answer: Answer) -> str | None:
    """The name of the region whose code stands in a field, empty for none; None where no region is asked for."""
    if "satudata_metadata_region" not in str(field.get("validators", "")):
        return None
    region = regions.find(str(answer))
    return regions.full_name(region) if region else ""


def is_asked(field: Field) -> bool:
    """Whether the record cannot do without it; every other field is marked as optional."""
    return bool(field.get("satudata_required")) or field["field_name"] in ("title", "name", "owner_org")


def _hint(field: Field) -> str | None:
    """What is meant, and one example."""
    said = in_language(field["help_text"]) if field.get("help_text") else ""
    example = in_language(field["form_placeholder"]) if field.get("form_placeholder") else ""
    if example and example.casefold() not in said.casefold():
        said = f"{said} {tk._('Example: {example}').format(example=example)}".strip()
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


def _choices(field: Field, answer: Answer) -> list[dict[str, str]]:
    found = [choice for choice in _offered(field) if choice["value"] not in field.get("satudata_blank", ())]
    known = {choice["value"] for choice in found}
    for value in answer if isinstance(answer, list) else [answer]:
        if value and value not in known and value not in field.get("satudata_blank", ()):
            found.append({"value": value, "label": value})      # a wrong answer stays in its field
    return found


def _offered(field: Field) -> list[dict[str, str]]:
    name = field["field_name"]
    if name == "owner_org":
        return [{"value": office["id"], "label": office["display_name"]}
                for office in tk.h.organizations_available("create_dataset")]
    if name == "license_id":
        return [{"value": id_, "label": title} for title, id_ in model.Package.get_license_options() if id_]
    return [{"value": str(choice["value"]), "label": in_language(choice["label"])}
            for choice in tk.h.scheming_field_choices(field) or ()]


def shown(field: Field, answer: Answer) -> str:
    """An answer as people read it: labels instead of codes, items with commas; empty for none."""
    parts = answer if is_list(field) and isinstance(answer, list) else [answer]
    if kind_of(field) not in ("select", "checks"):
        text = str(answer).strip()
        place = _place(field, text)
        return f"{place} ({text})" if place else text
    if field["field_name"] == "owner_org":
        office = model.Group.get(str(answer)) if answer else None
        return (office.title or office.name) if office else str(answer)
    labels, blank = {choice["value"]: choice["label"] for choice in _offered(field)}, field.get("satudata_blank", ())
    return ", ".join(labels.get(str(part), str(part)) for part in parts if part and part not in blank)
