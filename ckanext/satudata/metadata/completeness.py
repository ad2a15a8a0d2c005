"""What a record still lacks before it can be submitted: plain code over a schema and a package dict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RESOURCES = "resources"
_BLANK = (None, "", "[]")


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is asked for and empty, `resources` for the files. Labels have the keys `id` and `en`."""

    field: str
    labels: Mapping[str, str]
    section: str
    section_labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a record is: number of required fields and those still missing, in the form's order."""

    required: int
    missing: tuple[Missing, ...]

    @property
    def score(self) -> int:
        """Percent of the required fields that are filled, rounded down: 100 means that nothing is missing."""
        return 100 if not self.required else 100 * (self.required - len(self.missing)) // self.required


def completeness(package: Mapping[str, Any], schema: Mapping[str, Any]) -> Completeness:
    """Compare a package dict with the scheming schema of its type.

    Source: Perpres 39/2019 Pasal 33 (data is handed over with its Standar Data and metadata).
    """
    required = list(_required(schema))
    labels = {section["name"]: section["label"] for section in schema.get("satudata_sections", ())}
    missing = tuple(
        Missing(field["field_name"], _both(field["label"]), section, _both(labels.get(section, section)))
        for field in required if is_blank(field, package.get(field["field_name"]))
        for section in (field.get("satudata_section", ""),)
    )
    return Completeness(len(required), missing)


def is_blank(field: Mapping[str, Any], value: Any) -> bool:
    """Whether this is no answer: nothing, blanks, an empty list, or one of the field's `satudata_blank` values."""
    if isinstance(value, str):
        value = value.strip()
    return value in _BLANK or value == [] or value in field.get("satudata_blank", ())


def _required(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (field for field in schema["dataset_fields"] if field.get("satudata_required"))
    if schema.get("satudata_resources_required"):
        yield {"field_name": RESOURCES, "label": {"id": "Berkas", "en": "Files"}, "satudata_section": "berkas"}


def _both(label: Any) -> Mapping[str, str]:
    return label if isinstance(label, Mapping) else {"id": str(label), "en": str(label)}
