"""What a record still lacks before it can be submitted: plain code over a schema and a package dict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_anew
from typing import Any

from . import rules as conditions
from .blanks import is_blank
from .rules import Rule

RESOURCES, VARIABLES = "resources", "variabel"
_VARIABLES = {"id": "Variabel", "en": "Variables"}
_VARIABLE = {"id": "Variabel", "en": "Variable"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is asked for and empty, `resources` for the files. Labels have the keys `id` and `en`.

    `row` is the number, from 1, of the variable that lacks it and `of` its name; None for a field of the record itself. The
    labels then name both; `own_labels` are the field's alone.
    """

    field: str
    labels: Mapping[str, str]
    section: str
    section_labels: Mapping[str, str]
    row: int | None = None
    of: str = ""
    own_labels: Mapping[str, str] = made_anew(default_factory=dict)


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
        Missing(asked["field_name"], _both(asked["label"]), section, _both(labels.get(section, section)))
        for asked in required if _is_missing(asked, package)
        for section in (asked.get("satudata_section", ""),)
    )
    return Completeness(len(required), missing)


def with_variables(found: Completeness, rows: Iterable[Mapping[str, Any]], schema: Mapping[str, Any],
                   rules: Collection[Rule] = ()) -> Completeness:
    """The same with what the variables (MS-Var) of an activity lack: each of their required fields counts like one of its own.

    Args:
        rows: the variables in order; `schema`, `rules`: of MS-Var
    """
    required, missing = found.required, list(found.missing)
    for number, row in enumerate(rows, start=1):
        of_row = completeness(row, schema, rules)
        required += of_row.required
        name = str(row.get("nama") or number)
        missing += [Missing(VARIABLES, {spoken: f"{word} “{name}”: {lacking.labels.get(spoken, '')}"
                                        for spoken, word in _VARIABLE.items()},
                            VARIABLES, _VARIABLES, number, name, lacking.labels) for lacking in of_row.missing]
    return Completeness(required, tuple(missing))


def _is_missing(asked: Mapping[str, Any], package: Mapping[str, Any]) -> bool:
    value = package.get(asked["field_name"])
    return not value if asked["field_name"] == RESOURCES else is_blank(asked, value)


def _required(package: Mapping[str, Any], schema: Mapping[str, Any], rules: Collection[Rule]) -> Iterator[Mapping[str, Any]]:
    wanted = required_fields(package, schema["dataset_fields"], rules)
    yield from (asked for asked in schema["dataset_fields"] if asked["field_name"] in wanted)
    if schema.get("satudata_resources_required"):
        yield {"field_name": RESOURCES, "label": {"id": "Berkas", "en": "Files"}, "satudata_section": "berkas"}


def required_fields(package: Mapping[str, Any], fields: Collection[Mapping[str, Any]],
                    rules: Collection[Rule]) -> frozenset[str]:
    """Names of the fields that must be filled in: by the schema where their question is asked, or by another answer."""
    asked_for = {asked["field_name"] for asked in fields if asked.get("satudata_required")}
    return frozenset(asked_for - conditions.not_asked(rules, package).keys() | conditions.required(rules, package).keys())


def _both(label: Any) -> Mapping[str, str]:
    return label if isinstance(label, Mapping) else {"id": str(label), "en": str(label)}
