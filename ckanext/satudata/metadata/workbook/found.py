"""What was read from a workbook: answers with the cells in which they stand, so that whoever checks them can name the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..tables.numbers import Cell
from . import cells, formulas, problems
from .grid import Grid, address
from .layout import Asked
from .problems import Problem, Problems, place

_OF_FORMULAS = {formulas.COMPUTED: problems.FORMULA, formulas.UNCOMPUTED: problems.FORMULA_EMPTY,
                formulas.FAILED: problems.ERROR_VALUE}


@dataclass(slots=True)
class Record:
    """Answers by field, as the API takes them. A question that stood there without an answer is empty; one that did not
    stand in the file at all is missing.

    `places` has the cell of each answer (`MS-Variabel!C12`), of repeating rows by `value_domain/0/kode`, and the record's
    own row under the empty text.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file. None: the file has no such sheet. Nothing of it may be taken over unless `is_whole`."""

    kegiatan: Record | None = None
    contacts: Record | None = None
    variabel: tuple[Record, ...] | None = None
    indikator: tuple[Record, ...] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all of it was understood; what is merely to be known does not stand against it."""
        return not any(not problem.is_note for problem in self.problems)


class Reader:
    """Takes answers out of the cells of one sheet, and notes what is wrong with them."""

    def __init__(self, sheet: str, grid: Grid, found: Problems) -> None:
        self.sheet, self.grid, self._found = sheet, grid, found

    def problem(self, code: str, row: int | None = None, column: int = 0, field: str = "", weight: str = "",
                **values: Any) -> None:
        """Something about a cell (row and column from 0), or about the sheet."""
        cell = "" if row is None else address(row, column)
        self._found.add(Problem(code, self.sheet, cell, values, field, weight))

    def place(self, row: int, column: int) -> str:
        return place(self.sheet, address(row, column))

    def answer(self, asked: Asked, row: int, column: int, cell: Cell) -> cells.Answer:
        """What a cell answers."""
        self.check_computed(row, column, asked.name)
        read = cells.read(asked, cell, self.grid.is_1904)
        if read.code:
            self.problem(read.code, row, column, asked.name, **read.values)
        return read.answer

    def check_computed(self, row: int, column: int, field: str = "") -> None:
        """A formula is no answer, its result is: said, so that somebody looks at it."""
        state = self.grid.computed.get(address(row, column)) if self.grid.computed else None
        if state:
            self.problem(_OF_FORMULAS[state], row, column, field)


def at(row: Sequence[Cell], column: int | None) -> Cell:
    """The cell of a column; None where the row is shorter, or there is no such column."""
    return row[column] if column is not None and column < len(row) else None
