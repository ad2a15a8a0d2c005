"""Which sheets a workbook has and what stands on them: all of it follows from the schemas.

A portal that changes a schema gets another workbook, and reads the old one by the names of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import choices, fields
from .choices import Choices
from .fields import Field

KEGIATAN, VARIABEL, INDIKATOR = "kegiatan", "variabel", "indikator"
SHEETS = {KEGIATAN: "MS-Kegiatan", VARIABEL: "MS-Variabel", INDIKATOR: "MS-Indikator"}
CODES_SHEET = "Daftar Kode"
CONTACTS = "satudata_contact_fields"
LONGEST_NAME = 31               # of a sheet; spreadsheets refuse more
MOST_RECORDS = 2_000            # variabel, or indikator; the largest survey of BPS has some 1,200 variables
MOST_PARTS = 20_000             # rows of their value domains
MANY_OPTIONS = 16               # more are not asked for with a row each
_BRACKETS = re.compile(r"\([^)]*\)")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

Schemas = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A question or a column. `header` is unlike all others beside it."""

    field: Field
    header: str
    kind: str
    choices: Choices | None = None
    is_contact: bool = False
    sheet: str = ""                 # where its rows stand, for repeating rows

    @property
    def name(self) -> str:
        return self.field["field_name"]

    @property
    def has_rows(self) -> bool:
        """Whether its options are asked for with a row each."""
        return self.kind == fields.CODES and self.choices is not None and len(self.choices.options) < MANY_OPTIONS


@dataclass(frozen=True)
class Block:
    """A part of the official form with its heading."""

    label: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Form:
    """The sheet on which every question has a row."""

    sheet: str
    blocks: tuple[Block, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        return tuple(question for block in self.blocks for question in block.questions)


@dataclass(frozen=True)
class Table:
    """A sheet on which every record, or every part of one, has a row.

    `part_of` is the field whose rows these are, None for records. Parts of variabel and indikator say whose they are by
    the columns `No.` and the name (`parent`); those of the kegiatan need not, as there is one.
    """

    sheet: str
    type: str
    columns: tuple[Asked, ...]
    part_of: Field | None = None
    parent: str = ""

    @property
    def naming(self) -> Asked | None:
        """The column that names a record."""
        if self.part_of is not None:
            return None
        return next((column for column in self.columns if column.name == name_of(self.type)), None)

    @property
    def most(self) -> int:
        return MOST_PARTS if self.part_of is not None else MOST_RECORDS


@dataclass(frozen=True)
class Layout:
    """All sheets in the order of the workbook, without the one of the code lists."""

    form: Form | None
    tables: tuple[Table, ...]
    lists: tuple[Choices, ...] = ()

    def records(self, type_: str) -> Table | None:
        """The table of the variabel or the indikator."""
        return next((table for table in self.tables if table.type == type_ and table.part_of is None), None)

    def parts(self, type_: str) -> list[Table]:
        """The tables of the repeating rows of a type."""
        return [table for table in self.tables if table.type == type_ and table.part_of is not None]


def name_of(type_: str) -> str:
    """The field that names a record; a variabel is no package and has no title."""
    return "nama" if type_ == VARIABEL else "title"


def of(schemas: Schemas) -> Layout:
    """The workbook of a portal with these schemas, by type: `kegiatan`, `variabel`, `indikator`; it may lack any of them.

    Raises:
        VocabularyError: a schema names a list that is not there
    """
    taken = {name.casefold() for name in (*SHEETS.values(), CODES_SHEET)}
    form = None
    tables: list[Table] = []
    for type_ in SHEETS:
        if type_ not in schemas:
            continue
        columns = _columns(schemas, type_, taken)
        if type_ == KEGIATAN:
            form = Form(SHEETS[type_], _blocks(schemas[type_], columns))
        else:
            tables.append(Table(SHEETS[type_], type_, tuple(column for column in columns if column.kind != fields.ROWS)))
        naming = next((column.header for column in columns if column.name == name_of(type_)), type_.capitalize())
        tables += [_parts(type_, column, "" if type_ == KEGIATAN else naming)
                   for column in columns if column.kind == fields.ROWS]
    asked = [*(form.questions if form else ()), *(column for table in tables for column in table.columns)]
    lists = {column.choices.name: column.choices for column in asked if column.choices}
    return Layout(form, tuple(tables), tuple(lists.values()))


def _parts(type_: str, rows: Asked, parent: str) -> Table:
    columns = _headed(rows.field["repeating_subfields"])
    if parent and fields.key(parent) in {fields.key(column.header) for column in columns}:
        parent = f"{SHEETS[type_]}: {parent}"
    return Table(rows.sheet, type_, columns, rows.field, parent)


def _columns(schemas: Schemas, type_: str, taken: set[str]) -> list[Asked]:
    schema = schemas[type_]
    contacts = list(schema.get(CONTACTS, ()))
    asked = _headed([*fields.asked(schema), *contacts])
    own = {id(contact) for contact in contacts}
    return [Asked(column.field, column.header, column.kind, column.choices, id(column.field) in own,
                  _sheet_name(column.field, taken) if column.kind == fields.ROWS else "") for column in asked]


def _headed(found: list[Field]) -> tuple[Asked, ...]:
    """Fields with their columns' names: the label, and the field's name behind it where two have one label."""
    labels = [fields.key(fields.label(field)) for field in found]
    headers = [fields.label(field) if labels.count(label) == 1 else f"{fields.label(field)} ({field['field_name']})"
               for field, label in zip(found, labels, strict=True)]
    return tuple(Asked(field, header, fields.kind_of(field), choices.of_field(field))
                 for field, header in zip(found, headers, strict=True))


def _sheet_name(field: Field, taken: set[str]) -> str:
    """The label with its number, without what stands in brackets, cut to what a sheet may be called."""
    label = _BRACKETS.sub(" ", fields.label(field))
    wanted = " ".join(f"{fields.number(field)} {label}".translate(_FORBIDDEN).split()) or field["field_name"]
    name, again = _cut(wanted, LONGEST_NAME), 1
    while name.casefold() in taken:
        again += 1
        name = f"{_cut(wanted, LONGEST_NAME - 1 - len(str(again)))} {again}"
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """Whole words, as long as there is more than one."""
    if len(text) <= most:
        return text
    return (text[:most + 1].rpartition(" ")[0] or text[:most]).strip(" ,;-–")


def _blocks(schema: Mapping[str, Any], columns: list[Asked]) -> tuple[Block, ...]:
    """Questions under the headings of the form, in the schema's order; contacts at the end of their block."""
    sections = {section["name"]: fields.in_indonesian(section["label"]) for section in schema.get("satudata_sections", ())}
    by_section: dict[str, list[Asked]] = {name: [] for name in (*sections, "")}
    for column in columns:
        name = column.field.get("satudata_section", "")
        by_section[name if name in sections else ""].append(column)
    return tuple(Block(sections.get(name, ""), tuple(found)) for name, found in by_section.items() if found)
