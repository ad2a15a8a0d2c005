"""How large the sheets of a workbook claim to be. A reader of workbooks makes room for the whole rectangle between the first
and the last cell: one stray cell in the last row of the last column asks for 500 GB and ends the process.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

MOST_CELLS = 20_000_000
_PIECE = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTENT = {"v", "is", "f"}
# As all spreadsheet programs write a cell, and any cell at all
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ANY = re.compile(rb"<(?:[^\s<>/!?:]+:)?c[\s/>]")


class TooWide(Exception):
    """The rectangle around the cells of one sheet has more than `MOST_CELLS` cells."""


def check(archive: zipfile.ZipFile) -> None:
    """Look at every part, whatever it is called: the names are written by whoever made the file.

    Raises:
        TooWide: a sheet is larger than we read
    """
    for item in archive.infolist():
        with archive.open(item) as part:
            if _is_plainly_small(part):
                continue
        with archive.open(item) as part:
            _check_part(part)


def _is_plainly_small(part: IO[bytes]) -> bool:
    """Six times faster than reading it as XML; false where a cell is written in another way, or may lie too far out."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    for piece in _pieces(part):
        found = _PLAIN.findall(piece)
        if b"\0" in piece or len(found) != len(_ANY.findall(piece)):
            return False
        if found:
            seen_rows = {int(row) for _, row in found}
            rows = {min(rows | seen_rows), max(rows | seen_rows)}
            columns.update(column for column, _ in found)
            numbers = [_number(column.decode()) for column in columns]
            if (max(rows) - min(rows) + 1) * (max(numbers) - min(numbers) + 1) > MOST_CELLS:
                return False
    return True


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces, none of which ends inside a tag."""
    rest = b""
    while piece := part.read(_PIECE):
        whole = rest + piece
        cut = whole.rfind(b"<", max(0, len(whole) - 4096))
        rest = whole[cut:] if cut > 0 else b""
        yield whole[:cut] if cut > 0 else whole
    yield rest


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


def _check_part(part: IO[bytes]) -> None:
    corners = _Corners()
    parser = expat.ParserCreate()
    parser.StartElementHandler = corners.start
    try:
        while piece := part.read(_PIECE):
            parser.Parse(piece, False)
            if corners.area > MOST_CELLS:
                raise TooWide
    except expat.ExpatError:
        return                  # no XML, as pictures and printer settings; or broken, as the reader will say


class _Corners:
    """The smallest rectangle around the cells that hold something."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.top = self.left = self.bottom = self.right = 0

    @property
    def area(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.top else 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes.get("r"))
        elif tag in _CONTENT:
            self._take()
        elif tag == "row":
            said = attributes.get("r", "")
            self.row, self.column = int(said) if said.isdigit() and len(said) < 8 else self.row + 1, 0

    def _cell(self, place: str | None) -> None:
        found = _CELL.fullmatch(place or "")
        if found:
            self.column, self.row = _number(found[1]), int(found[2])
        else:
            self.column += 1

    def _take(self) -> None:
        if not (self.row and self.column):
            return
        if not self.top:
            self.top = self.bottom = self.row
            self.left = self.right = self.column
        self.top, self.bottom = min(self.top, self.row), max(self.bottom, self.row)
        self.left, self.right = min(self.left, self.column), max(self.right, self.column)
