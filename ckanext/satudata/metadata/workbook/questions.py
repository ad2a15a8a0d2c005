"""Reading the sheet on which every question has a row: known by its number and label, and by the hidden column where these
are not enough.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..tables.numbers import Cell
from . import fields, problems
from .cells import Answer, text_of
from .choices import Option
from .found import Reader, Record, at
from .grid import Grid, address
from .layout import Asked, Form
from .problems import Problems
from .rows import HEADER_ROWS
from .writing import ANSWER, KEY, NUMBER, QUESTION, SUM, SUM_KEY

_COLUMNS = {NUMBER: ("no", "no.", "nomor", "number"), QUESTION: ("pertanyaan", "rincian", "question"),
            ANSWER: ("jawaban", "isian", "answer"), KEY: ("kode isian", "field")}
_YES = frozenset({"ya", "y", "yes", "x", "v", "✓", "√", "true", "1"})
_NO = frozenset({"", "tidak", "t", "no", "n", "-", "false", "0"})


@dataclass(frozen=True, slots=True)
class Header:
    """The row of the names (from 0), and the column of each."""

    row: int
    columns: dict[str, int]


@dataclass(slots=True)
class Line:
    """A row as it is looked at."""

    row: int
    number: str
    text: str
    answer: Cell
    key: str


@dataclass(slots=True)
class _Answered:
    """A question that stands in the sheet: its row, its own cell, which of its options are marked, and what their sum says."""

    row: int
    answer: Answer = ""
    marked: list[str] = field(default_factory=list)
    summed: Answer = ""
    is_wrong: bool = False          # one of its cells has been reported: what the others say is not compared with it


def header_of(grid: Grid) -> Header | None:
    """The row that names the columns of questions and answers."""
    meant = {fields.key(name): column for column, names in _COLUMNS.items() for name in names}
    for number, row in grid.rows[:HEADER_ROWS]:
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            column = meant.get(fields.key(text_of(cell)))
            if column:
                columns.setdefault(column, place)
        if ANSWER in columns and (QUESTION in columns or KEY in columns):
            return Header(number, columns)
    return None


def read(form: Form, grid: Grid, found: Problems) -> tuple[Record, Record] | None:
    """The answers about the kegiatan, and about its officers; None if it is not the sheet that it is called."""
    reader, header = Reader(form.sheet, grid, found), header_of(grid)
    if header is None:
        reader.problem(problems.NO_HEADER, columns=[QUESTION, ANSWER])
        return None
    sheet = _Sheet(form, reader, header)
    for number, row in grid.rows:
        if number > header.row:
            sheet.take(_line(number, row, header))
    for cells in grid.merged_below(header.row + 1, [header.columns[ANSWER]]):
        reader.problem(problems.MERGED, cells=cells)
    if not sheet.answered:
        reader.problem(problems.NO_HEADER, columns=[QUESTION, ANSWER])
        return None
    return sheet.records()


def _line(number: int, row: Sequence[Cell], header: Header) -> Line:
    said = {name: at(row, header.columns.get(name)) for name in _COLUMNS}
    return Line(number, text_of(said[NUMBER]).rstrip("."), text_of(said[QUESTION]), said[ANSWER], text_of(said[KEY]))


class _Sheet:
    """The rows taken so far."""

    def __init__(self, form: Form, reader: Reader, header: Header) -> None:
        self.form, self.reader = form, reader
        self.column = header.columns[ANSWER]
        self.answered: dict[str, _Answered] = {}
        self.current: Asked | None = None
        self.by_name: dict[str, Asked] = {}
        self.by_label: dict[str, list[Asked]] = {}
        for question in form.questions:
            self.by_name |= {str(name): question for name in (question.name, *question.field.get("satudata_aliases", ()))}
            for name in {fields.key(name) for name in (*fields.names(question.field), question.header)}:
                self.by_label.setdefault(name, []).append(question)

    def take(self, line: Line) -> None:
        """One row: an option, a question, a heading, or something unknown."""
        text = text_of(line.answer)
        if self.current and (line.key.endswith(SUM_KEY) or fields.key(line.text) == fields.key(SUM)):
            self._sum(self.current, line, text)
            return
        if option := self._option(line):
            self._mark(*option, line, text)
            return
        question = self._question(line)
        if question is None:
            if text:
                self.reader.problem(problems.UNKNOWN_QUESTION, line.row, self.column, value=(line.text or text)[:100],
                                    like=self._like(line.text))
            self.current = None if line.text else self.current
            return
        self.current = question
        self._answer(question, line, text)

    def _option(self, line: Line) -> tuple[Asked, Option] | None:
        """The option that a row asks for, by its hidden name if that agrees with what is to be seen, else by its place."""
        name, _, value = line.key.partition("=")
        asked = self.by_name.get(name) if value else None
        if asked and asked.choices:
            option = asked.choices.find(line.text) if line.text else asked.choices.find(value)
            if option and option.value == value:
                return asked, option
        asked = self.current
        if asked is None or not asked.has_rows or not asked.choices or not line.text or self._visible(line):
            return None
        option = asked.choices.find(line.text)
        return (asked, option) if option and line.number in ("", str(option.number)) else None

    def _visible(self, line: Line) -> list[Asked]:
        """The questions whose number and label stand there."""
        same = self.by_label.get(fields.key(line.text), []) if line.text else []
        numbered = [question for question in same if fields.number(question.field).rstrip(".") == line.number]
        return numbered or same

    def _question(self, line: Line) -> Asked | None:
        meant = self._visible(line)
        hidden = self.by_name.get(line.key)
        if len(meant) > 1:
            return hidden if hidden in meant else next((one for one in meant if one.name not in self.answered), meant[0])
        return meant[0] if meant else hidden

    def _like(self, text: str) -> str:
        labels = {fields.key(fields.label(question.field)): fields.label(question.field) for question in self.form.questions}
        near = difflib.get_close_matches(fields.key(text), labels, n=1, cutoff=0.6)
        return labels[near[0]] if near else ""

    def _answer(self, question: Asked, line: Line, text: str) -> None:
        if question.kind == fields.ROWS:
            if text:
                self.reader.problem(problems.BELONGS_TO_SHEET, line.row, self.column, question.name, sheet=question.sheet)
            return
        before = self.answered.get(question.name)
        if before is not None:
            if text:
                self.reader.problem(problems.ASKED_TWICE, line.row, self.column, question.name,
                                    question=fields.label(question.field))
            return
        answer = self.reader.answer(question, line.row, self.column, line.answer)
        self.answered[question.name] = _Answered(line.row, answer)

    def _mark(self, question: Asked, option: Option, line: Line, text: str) -> None:
        answered = self.answered.setdefault(question.name, _Answered(line.row, []))
        self.reader.check_computed(line.row, self.column, question.name)
        if text.casefold() in _YES:
            answered.marked.append(option.value)
        elif text.casefold() not in _NO:
            answered.is_wrong = True
            self.reader.problem(problems.UNKNOWN_CODE, line.row, self.column, question.name, value=text, like="",
                                title=question.choices.shown(option.value) if question.choices else "",
                                choices=["Ya", "Tidak"], more=False)

    def _sum(self, question: Asked, line: Line, text: str) -> None:
        """A sum that somebody typed; ours is computed from the marks, and 0 as long as there are none."""
        if text not in ("", "0") and address(line.row, self.column) not in self.reader.grid.computed:
            answered = self.answered.setdefault(question.name, _Answered(line.row, []))
            answered.summed = self.reader.answer(question, line.row, self.column, line.answer)

    def records(self) -> tuple[Record, Record]:
        """The answers, when all rows have been taken."""
        kegiatan, contacts = Record(), Record()
        for question in self.form.questions:
            answered = self.answered.get(question.name)
            if answered is None:
                if question.kind != fields.ROWS and not question.is_contact:
                    self.reader.problem(problems.MISSING_COLUMN, field=question.name, name=fields.label(question.field))
                continue
            record = contacts if question.is_contact else kegiatan
            record.answers[question.name] = self._whole(question, answered)
            record.places[question.name] = self.reader.place(answered.row, self.column)
        return kegiatan, contacts

    def _whole(self, question: Asked, answered: _Answered) -> Answer:
        """What the question's own cell says, or its marked options; never a choice between two different answers."""
        if not answered.marked and not answered.summed:
            return answered.answer
        order = [option.value for option in question.choices.options] if question.choices else []
        given = [found for found in (answered.answer, answered.summed, sorted(set(answered.marked), key=order.index)) if found]
        other = next((found for found in given if found != given[-1]), None)
        is_wrong = answered.is_wrong or not all({*found} <= {*order} for found in given)
        if other is not None and question.choices and not is_wrong:
            self.reader.problem(
                problems.TWO_ANSWERS, answered.row, self.column, question.name,
                value=", ".join(map(question.choices.shown, other)), marked=", ".join(map(question.choices.shown, given[-1])))
        return given[-1]
