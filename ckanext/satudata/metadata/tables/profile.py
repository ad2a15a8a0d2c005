"""What a table holds: its columns with name, label and type, and its rows in a form that a database takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import refusals
from .names import column_names
from .numbers import Cell, Evidence, Form, all_numbers, canonical, plain_text
from .refusals import Refused
from .sources import Source

# 33.10 is a regency, not thirty-three and a tenth
_CODE = re.compile(r"(?<![^\W_])(kode|code)(?![^\W_])", re.IGNORECASE)
MOST_COLUMNS = 300      # PostgreSQL takes 1,600 narrow ones; a row of 300 texts still fits a page


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is what the file says, `name` what the DataStore calls it; `form` is None for a text."""

    name: str
    label: str
    form: Form | None

    @property
    def type(self) -> str:
        """PostgreSQL's type."""
        return "numeric" if self.form else "text"


@dataclass(frozen=True, slots=True)
class Profile:
    """Columns and number of rows (without the header)."""

    columns: tuple[Column, ...]
    rows: int


def profile(source: Source) -> Profile:
    """Read the whole table once and say what it holds; memory does not grow with the rows.

    Raises:
        Refused: no_header, no_rows, ragged_rows, too_many_columns, broken_quotes
    """
    lines = source.rows()
    labels = _header(lines)
    evidence = [Evidence(source.separator == ",") for _ in labels]
    count = 0
    for line, row in lines:
        for column, cell in zip(evidence, _fitted(row, len(labels), line), strict=True):
            column.add(cell)
        count += 1
    if not count:
        raise Refused(refusals.NO_ROWS)
    while not labels[-1] and evidence[-1].is_empty:        # columns that a spreadsheet left behind
        labels.pop()
        evidence.pop()
    names = column_names(labels)
    forms = [None if _CODE.search(label) else column.verdict() for label, column in zip(labels, evidence, strict=True)]
    return Profile(tuple(map(Column, names, labels, forms)), count)


def records(source: Source, of: Profile) -> Iterator[list[str | None]]:
    """The rows again, each value as text for its column's type; None where there is none."""
    lines = source.rows()
    _header(lines)
    width = len(of.columns)
    forms = [column.form for column in of.columns]
    for _line, row in lines:
        cells = row[:width] + [None] * (width - len(row))
        yield [_text(cell) if form is None else canonical(cell, form) for cell, form in zip(cells, forms, strict=True)]


def _text(cell: Cell) -> str | None:
    if isinstance(cell, Decimal):
        return plain_text(cell)
    return cell or None


def _header(lines: Iterator[tuple[int, list[Cell]]]) -> list[str]:
    first = next(lines, None)
    if first is None:
        raise Refused(refusals.EMPTY_FILE)
    labels = [" ".join((_text(cell) or "").split()) for cell in first[1]]
    named = [label for label in labels if label]
    if len(named) * 2 < len(labels) or all_numbers(named):
        raise Refused(refusals.NO_HEADER, line=first[0])
    if len(labels) > MOST_COLUMNS:
        raise Refused(refusals.TOO_MANY_COLUMNS, found=len(labels), most=MOST_COLUMNS)
    return labels


def _fitted(row: list[Cell], width: int, line: int) -> list[Cell]:
    if len(row) == width:
        return row
    if len(row) > width and not any(cell and not (isinstance(cell, str) and cell.isspace()) for cell in row[width:]):
        return row[:width]
    if width == 1:
        raise Refused(refusals.NO_HEADER, line=1)           # a title, then the table
    raise Refused(refusals.RAGGED_ROWS, line=line, found=len(row), expected=width)
