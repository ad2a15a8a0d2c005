"""What values do not tell of a workbook: which cells are computed, which failed, and from when its days are counted."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from ..tables import detect, refusals
from ..tables.refusals import Refused

COMPUTED, UNCOMPUTED, FAILED = "computed", "uncomputed", "failed"
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# Cheap: most workbooks have neither a formula nor a failed cell, and are then not read as XML once more
_WORTH_IT = re.compile(rb"""<(?:[^\s<>/!?:]+:)?f[\s/>]|\st=["']e["']""")


@dataclass(frozen=True, slots=True)
class Facts:
    """`cells`: sheet → cell (`C12`) → how it got its value; `is_1904`: days are counted from 1904."""

    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_1904: bool = False


def of(stream: BinaryIO) -> Facts:
    """Look into the parts of a workbook whose size has been checked (`sources.open_workbook`).

    Raises:
        Refused: broken_file
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            book = list(_elements(archive.read(_BOOK)))
            targets = {attributes.get("Id", ""): attributes.get("Target", "")
                       for tag, attributes in (_elements(archive.read(_RELATIONS)) if _RELATIONS in names else ())
                       if tag == "Relationship"}
            found = {name: _cells(archive.read(path)) for name, path in _sheets(book, targets) if path in names}
    except (*detect.BROKEN_ARCHIVE, KeyError, expat.ExpatError):
        raise Refused(refusals.BROKEN_FILE) from None
    is_1904 = any(tag == "workbookPr" and attributes.get("date1904") in ("1", "true") for tag, attributes in book)
    return Facts({name: cells for name, cells in found.items() if cells}, is_1904)


def _sheets(book: list[tuple[str, dict[str, str]]], targets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    for tag, attributes in book:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            target = targets.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            yield attributes.get("name", ""), path


def _elements(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    parser.Parse(content, True)
    yield from found


def _cells(content: bytes) -> dict[str, str]:
    if not _WORTH_IT.search(content):
        return {}
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.Parse(content, True)
    return reader.found


class _Reader:
    """Cells with a formula or a failure, by their place."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.cell = ""
        self.is_formula = self.is_failed = self.has_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.cell, self.is_failed = attributes.get("r", ""), attributes.get("t") == "e"
            self.is_formula = self.has_value = False
        elif tag == "f":
            self.is_formula = True
        elif tag == "v":                    # empty where the formula says that nothing is to be shown
            self.has_value = True

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] != "c" or not self.cell:
            return
        if self.is_failed:
            self.found[self.cell] = FAILED
        elif self.is_formula:
            self.found[self.cell] = COMPUTED if self.has_value else UNCOMPUTED
