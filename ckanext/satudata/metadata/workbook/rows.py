"""Reading a sheet on which every record, or every part of one, has a row. Columns are known by their names, not by place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..tables.numbers import Cell
from . import fields, problems
from .cells import text_of
from .found import Reader, Record, at
from .grid import Grid, Row
from .layout import Asked, Table
from .problems import Problems
from .writing import ID, NUMBER

HEADER_ROWS = 30                # among which the one with the names of the columns is looked for
_NUMBERS = ("no", "no.", "nomor", "number")
PARENT = "parent"


@dataclass(slots=True)
class Found:
    """A row: its number from 0, what its leading columns say (`No.`, `ID`, the record that it is a part of), its record."""

    number: int
    record: Record
    leading: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """The row of the names (from 0), the columns of the schema, and the leading ones."""

    row: int
    columns: Mapping[int, Asked]
    leading: Mapping[int, str]


def header_of(table: Table, grid: Grid) -> Header | None:
    """The row that has most names of columns among the first ones; None if none has enough of them."""
    known, leading = _names(table)
    best: Header | None = None
    for number, row in grid.rows[:HEADER_ROWS]:
        columns: dict[int, Asked] = {}
        led: dict[int, str] = {}
        for place, cell in enumerate(row):
            name = fields.key(text_of(cell))
            if name in known and known[name] not in columns.values():
                columns[place] = known[name]
            elif name in leading and leading[name] not in led.values():
                led[place] = leading[name]
        if best is None or len(columns) > len(best.columns):
            best = Header(number, columns, led)
    if best is None or len(best.columns) < min(2, len(table.columns)):
        return None
    return best


def _names(table: Table) -> tuple[dict[str, Asked], dict[str, str]]:
    known: dict[str, Asked] = {}
    for column in table.columns:
        known.setdefault(fields.key(column.header), column)
    leading = {fields.key(name): NUMBER for name in _NUMBERS} | {fields.key(table.parent): PARENT}
    leading.pop("", None)
    if table.part_of is None:
        leading[fields.key(ID)] = ID
    leading = {name: meant for name, meant in leading.items() if name not in known}
    for column in table.columns:
        for name in fields.names(column.field):
            if fields.key(name) not in leading:
                known.setdefault(fields.key(name), column)
    return known, leading


def read(table: Table, grid: Grid, found: Problems) -> list[Found] | None:
    """The rows of a sheet that hold anything; None if it is not the sheet that it is called."""
    reader = Reader(table.sheet, grid, found)
    header = header_of(table, grid)
    if header is None:
        reader.problem(problems.NO_HEADER, columns=[column.header for column in table.columns][:6])
        return None
    data = [(number, row) for number, row in grid.rows if number > header.row]
    _check_columns(table, header, reader, data)
    for cells in grid.merged_below(header.row, (*header.columns, *header.leading)):
        reader.problem(problems.MERGED, cells=cells)
    if len(data) > table.most:
        filled = sum(any(text_of(at(row, place)) for place in header.columns) for _, row in data)
        if filled > table.most:
            reader.problem(problems.TOO_MANY_ROWS, most=table.most)
            return None
    return [row for number, cells in data if (row := _row(number, cells, header, reader))]


def _check_columns(table: Table, header: Header, reader: Reader, data: Sequence[Row]) -> None:
    """What stands in columns that are not ours, and which of ours are not there."""
    names = dict(grid_row(reader.grid, header.row))
    there = {column.name for column in header.columns.values()}
    missing = [column for column in table.columns if column.name not in there]
    width = max((len(row) for _, row in data), default=0)
    for place in range(width):
        if place in header.columns or place in header.leading:
            continue
        first = next(((number, text) for number, row in data if (text := text_of(at(row, place)))), None)
        if first is not None:
            _unnamed(table, header, reader, place, text_of(names.get(place)), first, missing)
    for column in missing:
        is_name = table.naming is not None and column.name == table.naming.name
        reader.problem(problems.MISSING_COLUMN, field=column.name, weight="error" if is_name else "", name=column.header)


def _unnamed(table: Table, header: Header, reader: Reader, place: int, name: str, first: tuple[int, str],
             missing: Sequence[Asked]) -> None:
    """A column with content that has another name than ours, the name of another one, or none."""
    if not name:
        reader.problem(problems.OUTSIDE, first[0], place, value=first[1][:60])
        return
    known, leading = _names(table)
    if fields.key(name) in known or fields.key(name) in leading:
        reader.problem(problems.COLUMN_TWICE, header.row, place, value=name[:60])
        return
    like = difflib.get_close_matches(fields.key(name), [fields.key(column.header) for column in missing], n=1, cutoff=0.7)
    meant = next((column.header for column in missing if like and fields.key(column.header) == like[0]), "")
    # somebody's own remarks may stand beside ours; a name that is nearly ours is a slip
    weight = "error" if meant else "note"
    reader.problem(problems.UNKNOWN_COLUMN, header.row, place, weight=weight, value=name[:60], like=meant)


def grid_row(grid: Grid, number: int) -> list[tuple[int, Cell]]:
    """The cells of one row with their columns."""
    return next((list(enumerate(row)) for found, row in grid.rows if found == number), [])


def _row(number: int, cells: Sequence[Cell], header: Header, reader: Reader) -> Found | None:
    """A row; None if nothing but its number stands in it."""
    filled = any(text_of(at(cells, place)) for place in header.columns)
    leading = {name: text_of(at(cells, place)) for place, name in header.leading.items()}
    if not filled and not leading.get(PARENT):
        return None
    record = Record(places={"": reader.place(number, min(header.columns))})
    for place, column in header.columns.items():
        record.answers[column.name] = reader.answer(column, number, place, at(cells, place))
        record.places[column.name] = reader.place(number, place)
    columns = {column.name: place for place, column in header.columns.items()}
    columns |= {name: place for place, name in header.leading.items()}
    return Found(number, record, leading, columns)
