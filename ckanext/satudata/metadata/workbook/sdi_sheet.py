"""The "SDI metadata sheet" that older portals put before their tables: labels and values in two blocks beside each other.

Some labels have their value beside them (`Kode` | `:  DISDUKCAPIL/074`), others below (`Konsep` over `Data Penduduk`).
Source: workbooks of the portal of Kabupaten Bandung, such as penduduk3204.xlsx (2024).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from ..tables import detect
from . import cells as cell_values
from . import choices, fields, problems
from .grid import Grid, address, open_grids
from .layout import Asked

SHEET = "metadata"
FEWEST_LABELS = 3               # a sheet that is merely called so has none of them
MOST_ROWS = 200
# Why a value was not taken over
NOTHING_SAID = "nothing_said"               # "-"
NO_FIELD = "no_field"                       # a dataset has no such question
CHOSEN = "chosen"                           # an office, an activity: named by a person, as it is a link to a record
PORTAL = "portal"                           # the portal itself keeps it
NO_LABEL = "no_label"                       # a text that belongs to no label
TWICE = "twice"                             # answered before

# Label of the sheet → field of a dataset, or why it has none
_FIELDS = {
    "konsep": "konsep", "definisi": "definisi", "klasifikasi": "klasifikasi", "ukuran": "ukuran", "satuan": "satuan",
    "frekuensi data": "accrualPeriodicity", "keterangan": "notes", "judul": "title", "sumber data": "sumber",
}
_REASONS = {
    "kode": NO_FIELD, "sifat data": NO_FIELD, "produsen data": CHOSEN, "kegiatan statistik penghasil data": CHOSEN,
    "tgl. input data": PORTAL, "tgl. data diperbaharui": PORTAL,
}
_NOTHING = frozenset({"", "-", "–", "..."})


@dataclass(frozen=True, slots=True)
class Said:
    """A label with its value. `field` is empty where it was not taken; `reason` then says why, or a code of `problems`."""

    label: str
    value: str
    place: str
    field: str = ""
    reason: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SdiSheet:
    """What such a sheet says of a dataset: answers by field, and each label with what became of it."""

    answers: Mapping[str, cell_values.Answer]
    said: tuple[Said, ...]

    @property
    def understood(self) -> tuple[Said, ...]:
        return tuple(pair for pair in self.said if pair.field)

    @property
    def left(self) -> tuple[Said, ...]:
        return tuple(pair for pair in self.said if not pair.field)


def read(stream: BinaryIO, label: str, schema: Mapping[str, Any]) -> SdiSheet | None:
    """The answers of the sheet `Metadata`; None if the workbook has none of this kind.

    Args:
        schema: of the dataset
    Raises:
        Refused: it is no table, broken, or too large
    """
    if detect.kind_of(stream, label) != detect.XLSX:
        return None
    known = _known(schema)
    labels = known.keys() | _REASONS.keys()
    for grid in open_grids(stream, label, MOST_ROWS, lambda name: fields.key(name) == SHEET):
        found = list(_pairs(grid, labels))
        if len({fields.key(pair.label) for pair in found} & labels) >= FEWEST_LABELS:
            return _sheet(found, known)
    return None


def _known(schema: Mapping[str, Any]) -> dict[str, Asked]:
    """Every label that is a question of the dataset, its own or the sheet's."""
    asked = {f["field_name"]: Asked(f, fields.label(f), fields.kind_of(f), choices.of_field(f)) for f in fields.asked(schema)}
    known = {fields.key(name): question for question in asked.values() for name in fields.names(question.field)
             if question.kind != fields.ROWS}
    known |= {name: asked[meant] for name, meant in _FIELDS.items() if meant in asked}
    return {name: question for name, question in known.items() if name not in _REASONS}


def _pairs(grid: Grid, labels: Iterable[str]) -> Iterator[Said]:
    """Labels with their values in the order of the sheet, then what stands there without a label."""
    texts = {(row, column): text for row, cells in grid.rows for column, cell in enumerate(cells)
             if (text := cell_values.text_of(cell))}
    labels, used = set(labels), set()
    found: list[tuple[tuple[int, int], Said]] = []
    for (row, column), text in texts.items():
        if (row, column) in used:
            continue
        pair = _pair_at(row, column, text, texts, labels)
        if pair is not None:
            said, value_at = pair
            used |= {(row, column), value_at}
            found.append(((row, column), Said(said, _value(texts.get(value_at, "")) if value_at != (row, column) else _value(
                text.partition(":")[2]), problems.place(grid.name, address(*value_at)))))
    yield from (said for _, said in found)
    yield from (Said("", text, problems.place(grid.name, address(*at)), reason=NO_LABEL)
                for at, text in texts.items() if at not in used)


def _pair_at(row: int, column: int, text: str, texts: Mapping[tuple[int, int], str],
             labels: set[str]) -> tuple[str, tuple[int, int]] | None:
    """The label that stands in a cell, and the cell of its value; None if it is no label."""
    beside = next(((row, other) for other in range(column + 1, column + 4) if (row, other) in texts), None)
    if beside and texts[beside].startswith(":"):
        return text, beside
    before, colon, _ = text.partition(":")
    if colon and fields.key(before) in labels:
        return before.strip(), (row, column)
    if fields.key(text) not in labels:
        return None
    below = (row + 1, column)
    return text, below if fields.key(texts.get(below, "")) not in labels else (row + 1, -1)


def _value(text: str) -> str:
    return text.lstrip(": \t\n").strip()


def _sheet(found: list[Said], known: Mapping[str, Asked]) -> SdiSheet:
    answers: dict[str, cell_values.Answer] = {}
    said: list[Said] = []
    for pair in _with_title(found, known):
        name = fields.key(pair.label)
        question = known.get(name)
        if question is None or pair.value in _NOTHING:
            reason = NOTHING_SAID if pair.value in _NOTHING else _REASONS.get(name, NO_FIELD)
            said.append(Said(pair.label, pair.value, pair.place, reason=pair.reason or reason))
            continue
        read_ = cell_values.read(question, pair.value)
        reason = read_.code if read_.code not in problems.NOTES else ""
        if not reason and question.name in answers:
            reason = TWICE
        if reason:
            said.append(Said(pair.label, pair.value, pair.place, reason=reason, values=read_.values))
        else:
            answers[question.name] = read_.answer
            said.append(Said(pair.label, pair.value, pair.place, question.name))
    return SdiSheet(answers, tuple(said))


def _with_title(found: list[Said], known: Mapping[str, Asked]) -> Iterator[Said]:
    """The first text without a label is the title; the code that is repeated under it says nothing new."""
    code = next((pair.value for pair in found if fields.key(pair.label) == "kode"), None)
    is_titled = any(question.name == "title" for pair in found if (question := known.get(fields.key(pair.label))))
    title = next((known[name].header for name in known if known[name].name == "title"), "")
    for pair in found:
        if pair.reason != NO_LABEL:
            yield pair
        elif not is_titled and title:
            is_titled = True
            yield Said(title, pair.value, pair.place)
        elif pair.value != code:
            yield pair
