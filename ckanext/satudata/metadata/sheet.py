"""The list that comes with several files: one row a file, columns as the form calls its fields. Knows neither CKAN nor
databases; the schema is handed in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from python_calamine import CalamineError

from .tables import detect, refusals, sources
from .tables.numbers import Cell, plain_text
from .tables.refusals import Refused

FILE_COLUMN = "berkas"
FILE_NAMES = {FILE_COLUMN, "file", "nama berkas", "nama file", "file name"}
LIST_SHEET = "Daftar"
MOST_ROWS = 200
MOST_COLUMNS = 100
MOST_CHARACTERS = 20_000        # of one cell
NOT_ASKED = frozenset({"name", "owner_org"})        # the portal makes the one, the page asks for the other

NO_COLUMNS, NO_ROWS = "no_columns", "no_rows"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that describes a record: its number in the file, the file it names (may be empty), its answers by field."""

    number: int
    file: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows in order, the columns that are no fields, and whether rows beyond `MOST_ROWS` were left."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """What becomes one draft: a file, a row, or both, by their places. `again`: the row names a file that another has."""

    file: int | None
    row: Row | None
    missing: str = ""
    again: bool = False


def fields_of(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The fields that a list may fill, in the form's order."""
    return [field for field in schema["dataset_fields"]
            if field["field_name"] not in NOT_ASKED and not field.get("satudata_derived")
            and field.get("form_snippet", "") is not None]


def read(stream: BinaryIO, label: str, schema: Mapping[str, Any],
         choices: Mapping[str, Mapping[str, str]] | None = None) -> Sheet:
    """Read the list.

    Args:
        choices: field → label → code, for fields whose own validator takes codes only
    Raises:
        Refused: it is no table; or `no_columns`, `no_rows`
    """
    lines = _lines(stream, label)
    first = next(lines, None)
    if first is None:
        raise Refused(refusals.EMPTY_FILE)
    columns, unknown = _columns(first[1], schema)
    if not {FILE_COLUMN, "title"} & set(columns.values()):
        raise Refused(NO_COLUMNS)
    rows: list[Row] = []
    for number, cells in lines:
        if len(rows) == MOST_ROWS:
            return Sheet(tuple(rows), unknown, is_cut=True)
        if row := _row(number, cells, columns, schema, choices or {}):
            rows.append(row)
    if not rows:
        raise Refused(NO_ROWS)
    return Sheet(tuple(rows), unknown)


def _lines(stream: BinaryIO, label: str) -> Iterator[tuple[int, list[Cell]]]:
    if detect.kind_of(stream, label) == detect.CSV:
        yield from sources.CsvSource(stream).rows()
        return
    workbook = sources.open_workbook(stream)
    try:
        name = LIST_SHEET if LIST_SHEET in workbook.sheet_names else workbook.sheet_names[0]
        sheet = workbook.get_sheet_by_name(name)
        start = (sheet.start or (0, 0))[0]
        rows = sheet.to_python(skip_empty_area=True, nrows=MOST_ROWS * 5)
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refused(refusals.BROKEN_FILE) from None
    for number, row in enumerate(rows, start=start + 1):
        cells = [sources.cell_of(value) for value in row]
        if any(cell is not None for cell in cells):
            yield number, cells


def _columns(header: Sequence[Cell], schema: Mapping[str, Any]) -> tuple[dict[int, str], tuple[str, ...]]:
    known = {_key(name): field["field_name"] for field in fields_of(schema) for name in _names(field)}
    known |= {name: FILE_COLUMN for name in FILE_NAMES}
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for number, cell in enumerate(header[:MOST_COLUMNS]):
        label = _text(cell)
        name = known.get(_key(label))
        if name and name not in columns.values():
            columns[number] = name
        elif label:
            unknown.append(label[:60])
    return columns, tuple(unknown)


def _names(field: Mapping[str, Any]) -> Iterable[str]:
    label = field.get("label") or ""
    return (field["field_name"], *(label.values() if isinstance(label, Mapping) else (str(label),)))


def _key(text: str) -> str:
    return " ".join(text.replace("*", " ").split()).casefold()


def _row(number: int, cells: Sequence[Cell], columns: Mapping[int, str], schema: Mapping[str, Any],
         choices: Mapping[str, Mapping[str, str]]) -> Row | None:
    found = {name: text for place, name in columns.items() if place < len(cells) and (text := _text(cells[place]))}
    file = found.pop(FILE_COLUMN, "")
    for name, codes in choices.items():
        if name in found:
            found[name] = codes.get(_key(found[name]), found[name])
    return Row(number, file[:300], found) if file or found else None


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else plain_text(cell)
    kept = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")
    return kept[:MOST_CHARACTERS].strip()


def pair(names: Sequence[str], rows: Sequence[Row]) -> list[Pair]:
    """Bring files and rows together by the name of the file; nothing of either is left out."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(_file_key(name), place)
    found: list[Pair] = []
    taken: set[int] = set()
    for row in rows:
        place = places.get(_file_key(row.file)) if row.file else None
        if place is None or place in taken:
            found.append(Pair(None, row, missing=row.file if place is None else "", again=place is not None))
        else:
            taken.add(place)
            found.append(Pair(place, row))
    return found + [Pair(place, None) for place in range(len(names)) if place not in taken]


def _file_key(name: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name).strip().casefold()
