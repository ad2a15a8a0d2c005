"""The door of the room: what other rooms may import of `metadata`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import ckan.model as model

from ckanext.satudata.language import language

from . import contacts, forms, guesses, messages, portal_rules, regions, schemas, service, units, vocabularies
from .completeness import VARIABLES, Completeness, with_variables
from .completeness import completeness as _completeness
from .datastore import LOADER, LOADER_KEY, checksum, is_loader
from .dictionary import content_of as dictionaries_of
from .interfaces import IMetadata, Standing
from .model import Table
from .model.table import LOADED, LOADING, WAITING
from .schemas import content_fields, resource_fields
from .service import request_load, resume_waiting
from .summary import Answered, Summary, form_url, named_in, summary_of
from .summary import url_of as field_url
from .variabel import content_of as variabel_of
from .variabel import kegiatan_of as kegiatan_of_variabel

__all__ = [
    "LOADER", "LOADER_KEY", "Answered", "Completeness", "IMetadata", "MissingField", "Standing", "Summary", "TableState",
    "checksum",
    "completeness_of", "confirm_guesses", "content_fields", "dictionaries_of", "field_url", "form_url", "is_loader",
    "kegiatan_of_variabel", "missing_fields", "named_in", "needs_files", "region_name", "request_load", "resource_fields",
    "resume_waiting", "summary_of", "table_sentence", "table_state", "tables_of", "tables_pending", "units",
    "variabel_line",
    "variabel_of", "wrong_fields",
]


KEGIATAN = "kegiatan"
MOST_VARIABLES = 20         # whose gaps are told one by one; the action tells all


@dataclass(frozen=True, slots=True)
class MissingField:
    """A field that must be filled in, `resources` for the files; its label and its section's in the reader's language."""

    field: str
    label: str
    section: str


@dataclass(frozen=True, slots=True)
class TableState:
    """How the table of a file stands; see the model for the words. `reason` is a code of `tables/refusals.py`."""

    resource_id: str
    status: str
    rows: int | None
    columns: int | None
    checksum: str | None
    sha256: str | None
    reason: str | None
    details: Mapping[str, Any]
    updated_at: str

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen by itself: the table is there, refused, or failed."""
        return self.status not in (WAITING, LOADING)

    @property
    def is_loaded(self) -> bool:
        """There are rows to look at."""
        return self.status == LOADED


def completeness_of(package: Mapping[str, Any], variables: Sequence[Mapping[str, Any]] | None = None) -> Completeness:
    """How far a record is, by the schema and the rules of its type; complete if scheming knows no schema of it.

    The officer's contact counts like any answer; nothing of it is told but that it is missing. So do the required fields of
    each variable of an activity.

    Args:
        variables: of the activity, where they are known already (`variabel_of`)
    """
    package_type = package.get("type") or "dataset"
    schema = schemas.of_type(package_type)
    if not schema:
        return Completeness(0, ())
    if contacts.names(package_type):
        schema, package = contacts.asked_in(schema, package_type), {**package, **contacts.of(package.get("id") or "")}
    found = _completeness(package, schema, portal_rules.of_type(package_type))
    if package_type != KEGIATAN:
        return found
    rows = variabel_of(package["id"]) if variables is None and package.get("id") else variables or ()
    return with_variables(found, rows, schemas.variabel(), portal_rules.of_type(schemas.VARIABEL)) if rows else found


def variabel_line(line: str) -> str:
    """`tipe_data: INTEGER` as people read it: the label of the question, and that of its code."""
    name, _sep, said = line.partition(": ")
    field = next((field for field in schemas.variabel()["dataset_fields"] if field["field_name"] == name), None)
    if field is None:
        return line
    entry = vocabularies.load(field["satudata_vocabulary"]).get(said) if field.get("satudata_vocabulary") else None
    return f"{messages.in_language(field['label'])}: {entry.label(language()) if entry else said}"


def needs_files(package_type: str) -> bool:
    """Whether a record of this type is submitted with a file: one of ours says so in its schema, every other is."""
    schema = schemas.of_type(package_type)
    return bool(schema.get("satudata_resources_required")) if schema and schemas.is_ours(package_type) else True


def missing_fields(package: Mapping[str, Any]) -> list[MissingField]:
    """What must be filled in before the record may be submitted (`satudata_required`), in the form's order."""
    return named(completeness_of(package))


def named(found: Completeness) -> list[MissingField]:
    """What is missing as people read it: the fields of the record one by one, then a line for each of the first variables."""
    lines = [MissingField(missing.field, messages.in_language(missing.labels), messages.in_language(missing.section_labels))
             for missing in found.missing if missing.row is None]
    rows = {number: list(group) for number, group in groupby((m for m in found.missing if m.row), key=lambda m: m.row)}
    for number in list(rows)[:MOST_VARIABLES]:
        said = [messages.in_language(missing.own_labels) for missing in rows[number]]
        lines.append(MissingField(VARIABLES, messages.variables_lack(rows[number][0].of, ", ".join(said)),
                                  messages.in_language(rows[number][0].section_labels)))
    if len(rows) > MOST_VARIABLES:
        lines.append(MissingField(VARIABLES, messages.more_variables(len(rows) - MOST_VARIABLES), lines[-1].section))
    return lines


def table_state(resource_id: str) -> TableState | None:
    """How the table of a resource's file stands; None where none was ever asked for."""
    row = model.Session.get(Table, resource_id, populate_existing=True) if service.is_ready() else None
    return _state(row) if row else None


def tables_of(package_id: str) -> list[TableState]:
    """The states of all files of a package that were looked at."""
    if not service.is_ready():
        return []
    rows = model.Session.query(Table).filter_by(package_id=package_id).populate_existing().order_by(Table.resource_id)
    return [_state(row) for row in rows]


def tables_pending(package_id: str) -> list[str]:
    """Ids of the resources whose table is still being loaded: a submission waits for them."""
    return [state.resource_id for state in tables_of(package_id) if not state.is_settled]


def table_sentence(state: TableState) -> str:
    """The state in words, in the reader's language."""
    return messages.table_state(state.status, state.rows, state.columns, state.reason, state.details)


def region_name(code: str) -> str:
    """Full name of a region by its Kemendagri code; empty if there is none."""
    region = regions.find(code)
    return regions.full_name(region) if region else ""


def _state(row: Table) -> TableState:
    return TableState(row.resource_id, row.status, row.rows, row.columns, row.checksum, row.sha256, row.reason,
                      dict(row.details), row.updated_at.isoformat())


def wrong_fields(package: Mapping[str, Any]) -> dict[str, str]:
    """Fields whose value is not allowed, each with the sentence that says what would be right."""
    return forms.wrong_of(package)


def confirm_guesses(package_id: str) -> None:
    """Somebody has looked at all that the portal filled in. Commits nothing."""
    guesses.confirm(package_id, guesses.of_package(package_id))
