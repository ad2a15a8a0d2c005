"""A file as rows of cells, which may be read more than once: comma separated values, or the sheet of a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from . import detect, extent, refusals
from .numbers import Cell
from .refusals import Refused

# A workbook is unpacked into memory; more than this is refused before anything is unpacked.
MOST_UNPACKED = 400 * (1 << 20)
MOST_RATIO = 200


class Source(Protocol):
    """Rows in order, the header first, blank rows left out; each with its number in the file, from 1."""

    separator: str | None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]: ...


class CsvSource:
    """Separated values. The stream is only read, and never closed here."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.encoding = detect.encoding_of(stream)
        self.separator: str | None = detect.separator_of(stream, self.encoding)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Raises: Refused: broken_quotes"""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        reader = csv.reader(text, delimiter=self.separator or ",", strict=True)
        try:
            for row in reader:
                if any(cell and not cell.isspace() for cell in row):
                    yield reader.line_num, list(row)
        except csv.Error:
            raise Refused(refusals.BROKEN_QUOTES, line=reader.line_num) from None
        finally:
            text.detach()


class XlsxSource:
    """The one sheet of a workbook that holds anything."""

    separator: str | None = None

    def __init__(self, stream: BinaryIO) -> None:
        workbook = open_workbook(stream)
        try:
            self.sheet = _only_sheet(workbook)
        except (CalamineError, OSError, ValueError):
            raise Refused(refusals.BROKEN_FILE) from None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Cells as texts and numbers; a date as ISO writes it."""
        first = (self.sheet.start or (0, 0))[0]
        for number, row in enumerate(self.sheet.to_python(skip_empty_area=True), start=first + 1):
            cells = [cell_of(value) for value in row]
            if any(cell is not None for cell in cells):
                yield number, cells


def open_workbook(stream: BinaryIO) -> CalamineWorkbook:
    """A workbook that neither unpacks into more than the memory takes nor claims a sheet without end.

    Raises:
        Refused: broken_file, too_large
    """
    _check_size(stream)
    stream.seek(0)
    try:
        return CalamineWorkbook.from_filelike(stream)
    except (CalamineError, OSError, ValueError):
        raise Refused(refusals.BROKEN_FILE) from None


def _check_size(stream: BinaryIO) -> None:
    stream.seek(0, io.SEEK_END)
    packed = max(stream.tell(), 1)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > MOST_UNPACKED or (unpacked > (1 << 24) and unpacked / packed > MOST_RATIO):
                raise Refused(refusals.TOO_LARGE)
            extent.check(archive)
    except extent.TooWide:
        raise Refused(refusals.TOO_LARGE) from None
    except detect.BROKEN_ARCHIVE:
        raise Refused(refusals.BROKEN_FILE) from None


def _only_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    filled = [sheet for sheet in sheets if any(map(_filled, sheet.to_python()))]
    if not filled:
        raise Refused(refusals.EMPTY_FILE)
    if len(filled) > 1:
        raise Refused(refusals.MANY_SHEETS, found=len(filled))
    if filled[0].merged_cell_ranges:
        raise Refused(refusals.MERGED_CELLS, sheet=filled[0].name)
    return filled[0]


def _filled(row: list[Any]) -> bool:
    return any(cell_of(value) is not None for value in row)


def cell_of(value: Any) -> Cell:
    """A value of a workbook as text or number; a date as ISO writes it; None where there is nothing."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, datetime) and value.time().isoformat() == "00:00:00":
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    return text if text and not text.isspace() else None


def open_source(stream: BinaryIO, label: str) -> Source:
    """The file as rows.

    Args:
        stream: can be read and sought; stays open
        label: the resource's format, as somebody typed or CKAN guessed it
    Raises:
        Refused: it is none that we read
    """
    return CsvSource(stream) if detect.kind_of(stream, label) == detect.CSV else XlsxSource(stream)
