"""What is wrong in a workbook, cell by cell. The sentences for people stand in `metadata/workbook_messages.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# the whole file
FOREIGN = "foreign_workbook"                 # sheets: none of them is ours
MISSING_SHEET = "missing_sheet"              # sheet, like: a sheet that may be meant, or empty
TOO_MANY_ROWS = "too_many_rows"              # most
TOO_MANY = "too_many_problems"               # most: further ones are not named
# columns and questions
NO_HEADER = "no_header"                      # columns: names of which some are expected in one row
MISSING_COLUMN = "missing_column"            # name
UNKNOWN_COLUMN = "unknown_column"            # value, like
COLUMN_TWICE = "column_twice"                # value
OUTSIDE = "outside"                          # value: something stands in a column without a name
MERGED = "merged"                            # cells
UNKNOWN_QUESTION = "unknown_question"        # value, like
ASKED_TWICE = "asked_twice"                  # question
BELONGS_TO_SHEET = "belongs_to_sheet"        # sheet
# rows
NO_NAME = "no_name"                          # name
SAME_NAME = "same_name"                      # value, row
NO_PARENT = "no_parent"                      # value, sheet
PARENTS_DIFFER = "parents_differ"            # number, value, sheet
# answers
FORMULA = "formula"
FORMULA_EMPTY = "formula_empty"
ERROR_VALUE = "error_value"
BAD_DAY = "bad_day"                          # value
SERIAL_DAY = "serial_day"                    # value, day
BAD_COUNT = "bad_count"                      # value
UNKNOWN_CODE = "unknown_code"                # value, like, choices
BAD_SUM = "bad_sum"                          # value
CODE_AS_NUMBER = "code_as_number"            # value
TWO_ANSWERS = "two_answers"                  # value, marked
TOO_LONG = "too_long"                        # most

# what is said and does not stand against taking the workbook over
NOTES = frozenset({MISSING_COLUMN, FORMULA, SERIAL_DAY, CODE_AS_NUMBER})
CODES = (
    FOREIGN, MISSING_SHEET, TOO_MANY_ROWS, TOO_MANY, NO_HEADER, MISSING_COLUMN, UNKNOWN_COLUMN, COLUMN_TWICE, OUTSIDE, MERGED,
    UNKNOWN_QUESTION, ASKED_TWICE, BELONGS_TO_SHEET, NO_NAME, SAME_NAME, NO_PARENT, PARENTS_DIFFER, FORMULA, FORMULA_EMPTY,
    ERROR_VALUE, BAD_DAY, SERIAL_DAY, BAD_COUNT, UNKNOWN_CODE, BAD_SUM, CODE_AS_NUMBER, TWO_ANSWERS, TOO_LONG,
)


def place(sheet: str, cell: str = "") -> str:
    """A cell as spreadsheets write it: `MS-Variabel!C12`, `'Klasifikasi Isian'!B4`."""
    name = sheet if sheet.replace("-", "").replace("_", "").isalnum() else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{cell}" if cell else sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct, or to know (`is_note`). `code` is one of `CODES` or of `tables.refusals`; `field` may be empty."""

    code: str
    sheet: str = ""
    cell: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    weight: str = ""                # `note` or `error` where it depends on the case, else the code decides

    @property
    def is_note(self) -> bool:
        return self.weight == "note" or (not self.weight and self.code in NOTES)

    @property
    def place(self) -> str:
        return place(self.sheet, self.cell) if self.sheet else ""


class Problems:
    """What was found so far; never more than `MOST` entries, so that a wrong file is refused with a page, not with a book."""

    MOST = 500

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._is_cut = self._has_errors = False

    def add(self, problem: Problem) -> None:
        self._has_errors = self._has_errors or not problem.is_note
        if len(self._found) < self.MOST:
            self._found.append(problem)
        else:
            self._is_cut = True

    def all(self) -> tuple[Problem, ...]:
        """In the order in which they were found; the last one says that there are more."""
        if not self._is_cut:
            return tuple(self._found)
        weight = "error" if self._has_errors else "note"
        return (*self._found, Problem(TOO_MANY, values={"most": self.MOST}, weight=weight))


class CannotWrite(Exception):
    """A record has what no cell can hold; `problems` say which field of which sheet."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems
