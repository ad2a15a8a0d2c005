"""A table as the guesses need it: read once, with limits, and as far as it can be read."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet

from ..tables import detect, numbers, sources
from ..tables.numbers import Cell, plain_text
from ..tables.profile import MOST_COLUMNS
from ..tables.refusals import Refused
from . import labels

MOST_ROWS = 500_000
MOST_SECONDS = 10.0
MOST_DISTINCT = 2_000           # values that are remembered of one column
MOST_CHARACTERS = 200           # of one value
MOST_TITLE_ROWS = 8
_EACH = 512                     # rows between two looks at the clock
_NUMBERING = re.compile(r"\(?(\d{1,3})\)?")

Rows = Iterator[list[Cell]]


@dataclass(slots=True)
class Column:
    """A column: its label, its values (each once, in order, at most `MOST_DISTINCT`), and whether they are figures."""

    label: str
    values: dict[str, None] = field(default_factory=dict)
    filled: int = 0
    numeric: int = 0

    @property
    def is_figures(self) -> bool:
        """Nearly all values are numbers; a note or a footer in between changes nothing."""
        return self.filled > 0 and self.numeric >= 0.9 * self.filled

    @property
    def is_empty(self) -> bool:
        """No value but missing ones."""
        return self.filled == 0

    def take(self, text: str) -> None:
        self.filled += 1
        self.numeric += bool(numbers.read(text).forms)
        if len(self.values) < MOST_DISTINCT:
            self.values.setdefault(text)


@dataclass(slots=True)
class Look:
    """What was seen of a file. `moments` are the values of the columns `times` that stand together in one row.

    `is_whole` is false where a limit ended the reading: then nothing is known of the last rows.
    """

    heading: tuple[str, ...] = ()
    columns: list[Column] = field(default_factory=list)
    times: tuple[int, ...] = ()
    moments: dict[tuple[str, ...], None] = field(default_factory=dict)
    rows: int = 0
    is_whole: bool = True


def look(stream: BinaryIO, label: str, seconds: float = MOST_SECONDS) -> Look:
    """Read the file as far as it is a table; a file that is none gives an empty look. The stream stays open.

    Args:
        label: the format, as for the loading of tables
        seconds: after which the reading ends
    """
    try:
        if detect.kind_of(stream, label) == detect.XLSX:
            return _of_workbook(stream, seconds)
        return _of_rows((row for _, row in sources.CsvSource(stream).rows()), seconds)
    except Refused:
        return Look()


def _of_workbook(stream: BinaryIO, seconds: float) -> Look:
    try:
        workbook = sources.open_workbook(stream)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            found = _of_rows(_cells(sheet), seconds)
            if found.heading or found.columns:
                return found if not _merged_below(sheet, len(found.heading)) else Look(heading=found.heading)
    except (CalamineError, OSError, ValueError):
        pass                                # as a broken workbook: the loader says so
    return Look()


def _cells(sheet: CalamineSheet) -> Rows:
    for row in sheet.to_python(skip_empty_area=True):
        cells = [sources.cell_of(value) for value in row]
        if any(cell is not None for cell in cells):
            yield cells


def _merged_below(sheet: CalamineSheet, titles: int) -> bool:
    """Whether cells of the table itself are merged; titles above it may be."""
    ranges: Any = sheet.merged_cell_ranges or ()
    return sum(first[0] != last[0] or first[1] != last[1] for first, last in ranges) > titles


def _of_rows(rows: Rows, seconds: float) -> Look:
    found = Look()
    try:
        header = _titles_and_header(rows, found)
        if header:
            _read(rows, header, found, time.monotonic() + seconds)
    except Refused:                         # quotes that do not match: what was read up to there is a part
        found.is_whole = False
    return found


def _titles_and_header(rows: Rows, found: Look) -> list[str]:
    titles: list[str] = []
    for cells in rows:
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS + 1]]
        filled = [text for text in texts if text]
        if len(filled) == 1 and len(titles) < MOST_TITLE_ROWS and not numbers.read(filled[0]).forms:
            titles.append(filled[0])
            continue
        found.heading = tuple(titles)
        if len(cells) > MOST_COLUMNS or len(filled) * 2 < len(_trimmed(texts)) or not filled or numbers.all_numbers(filled):
            return []
        return texts
    found.heading = tuple(titles) if len(titles) < MOST_TITLE_ROWS else ()      # a column of text is no heading
    return []


def _trimmed(texts: Sequence[str]) -> Sequence[str]:
    last = max((number for number, text in enumerate(texts, start=1) if text), default=0)
    return texts[:last]


def _read(rows: Rows, header: list[str], found: Look, until: float) -> None:
    found.columns = [Column(label) for label in header]
    found.times = tuple(number for number, label in enumerate(header) if labels.time_of(label))
    for cells in rows:
        if found.rows >= MOST_ROWS or (found.rows % _EACH == 0 and time.monotonic() > until):
            found.is_whole = False
            break
        texts = [_text(cell) for cell in cells[:len(header)]]
        if found.rows == 0 and _is_numbering(texts):
            continue
        found.rows += 1
        for column, text in zip(found.columns, texts, strict=False):
            if text:
                column.take(text)
        _note_moment(found, texts)
    while found.columns and not found.columns[-1].label and found.columns[-1].is_empty:
        found.columns.pop()


def _note_moment(found: Look, texts: list[str]) -> None:
    moment = tuple(texts[number] if number < len(texts) else "" for number in found.times)
    if any(moment) and len(found.moments) < MOST_DISTINCT:
        found.moments.setdefault(moment)


def _is_numbering(texts: list[str]) -> bool:
    """The row `(1) (2) (3)` that printed tables have under their column names."""
    found = [_NUMBERING.fullmatch(text) for text in texts if text]
    return len(found) > 1 and all(found) and [int(item[1]) for item in found if item] == list(range(1, len(found) + 1))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    text = cell[:MOST_CHARACTERS] if isinstance(cell, str) else plain_text(cell)[:MOST_CHARACTERS]
    text = " ".join(text.split())
    return "" if text in numbers.MISSING else text
