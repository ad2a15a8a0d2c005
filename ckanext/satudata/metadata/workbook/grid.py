"""A sheet as rows of cells with their addresses, from a workbook or from separated values. Blank rows are left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from ..tables import detect, refusals, sources
from ..tables.numbers import Cell
from ..tables.refusals import Refused
from . import cells, formulas

MOST_COLUMNS = 300
SEPARATED = ""                  # name of the only sheet of a file of separated values
Row = tuple[int, list[Cell]]    # number in the file, from 0


@dataclass(frozen=True)
class Grid:
    """One sheet. `merged`: top, left, bottom, right of each merged range, from 0."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[tuple[int, int, int, int]] = ()
    computed: Mapping[str, str] = field(default_factory=dict)
    is_1904: bool = False

    def merged_below(self, first: int, columns: Iterable[int]) -> list[str]:
        """Ranges over several rows, from this one on, that touch one of these columns; as `C4:C6`."""
        wanted = set(columns)
        return [xl_range(top, left, bottom, right) for top, left, bottom, right in self.merged
                if bottom > top and bottom >= first and wanted.intersection(range(left, right + 1))]


def address(row: int, column: int) -> str:
    """`C12`; row and column from 0."""
    return xl_rowcol_to_cell(row, column)


def open_grids(stream: BinaryIO, label: str, most: int, is_wanted: Callable[[str], bool]) -> list[Grid]:
    """The sheets of a file; one without a name for separated values.

    Args:
        most: rows that are read of a sheet; one more is read, so that the limit is noticed
        is_wanted: whether a sheet of this name is read; the others are there without rows
    Raises:
        Refused: it is no table, broken, or too large
    """
    if detect.kind_of(stream, label) == detect.CSV:
        return [_of_values(stream, most)]
    workbook = sources.open_workbook(stream)
    facts = formulas.of(stream)
    try:
        return [_of_sheet(workbook.get_sheet_by_name(name), facts, most) if is_wanted(name) else Grid(name, ())
                for name in workbook.sheet_names]
    except (CalamineError, OSError, ValueError):
        raise Refused(refusals.BROKEN_FILE) from None


def _of_sheet(sheet: CalamineSheet, facts: formulas.Facts, most: int) -> Grid:
    if sheet.start is None:
        return Grid(sheet.name, ())
    left = [None] * sheet.start[1]
    rows = _filled(([*left, *(sources.cell_of(value) for value in row[:MOST_COLUMNS])] for row in sheet.iter_rows()), most)
    merged = [(top, side, bottom, right) for (top, side), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Grid(sheet.name, rows, merged, facts.cells.get(sheet.name, {}), facts.is_1904)


def _of_values(stream: BinaryIO, most: int) -> Grid:
    """Rows are counted as a spreadsheet counts them, where a text of three lines is one row."""
    source = sources.CsvSource(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=source.encoding, newline="")
    reader = csv.reader(text, delimiter=source.separator or ",", strict=True)
    try:
        return Grid(SEPARATED, _filled(([cell or None for cell in row[:MOST_COLUMNS]] for row in reader), most))
    except csv.Error:
        raise Refused(refusals.BROKEN_QUOTES, line=reader.line_num) from None
    finally:
        text.detach()


def _filled(found: Iterable[list[Cell]], most: int) -> list[Row]:
    rows: list[Row] = []
    for number, row in _numbered(found):
        if len(rows) > most:
            break
        rows.append((number, row))
    return rows


def _numbered(found: Iterable[list[Cell]]) -> Iterator[Row]:
    for number, row in enumerate(found):
        if any(cells.text_of(cell) for cell in row):
            yield number, row
