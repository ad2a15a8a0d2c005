"""What a record still lacks before it can be submitted: plain code over a schema and a package dict."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import rules as conditions
from .blanks import is_blank
from .rules import Rule

RESOURCES = "resources"


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


def completeness(package: Mapping[str, Any], schema: Mapping[str, Any], rules: Collection[Rule] = ()) -> Completeness:
    """Compare a package dict with the scheming schema of its type.

    Args:
        rules: of its type: a question that is not asked is not missing, and some answers make others required
    Source: Perpres 39/2019 Pasal 33 (data is handed over with its Standar Data and metadata).
    """
    required = list(_required(package, schema, rules))
    labels = {section["name"]: section["label"] for section in schema.get("satudata_sections", ())}
    missing = tuple(
        Missing(field["field_name"], _both(field["label"]), section, _both(labels.get(section, section)))
        for field in required if _is_missing(field, package)
        for section in (field.get("satudata_section", ""),)
    )
    return Completeness(len(required), missing)


def _is_missing(field: Mapping[str, Any], package: Mapping[str, Any]) -> bool:
    value = package.get(field["field_name"])
    return not value if field["field_name"] == RESOURCES else is_blank(field, value)


def _required(package: Mapping[str, Any], schema: Mapping[str, Any], rules: Collection[Rule]) -> Iterator[Mapping[str, Any]]:
    wanted = required_fields(package, schema["dataset_fields"], rules)
    yield from (field for field in schema["dataset_fields"] if field["field_name"] in wanted)
    if schema.get("satudata_resources_required"):
        yield {"field_name": RESOURCES, "label": {"id": "Berkas", "en": "Files"}, "satudata_section": "berkas"}


def required_fields(package: Mapping[str, Any], fields: Collection[Mapping[str, Any]],
                    rules: Collection[Rule]) -> frozenset[str]:
    """Names of the fields that must be filled in: by the schema where their question is asked, or by another answer."""
    asked_for = {field["field_name"] for field in fields if field.get("satudata_required")}
    return frozenset(asked_for - conditions.not_asked(rules, package).keys() | conditions.required(rules, package).keys())


def _both(label: Any) -> Mapping[str, str]:
    return label if isinstance(label, Mapping) else {"id": str(label), "en": str(label)}
