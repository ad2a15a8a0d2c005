"""How figures are written, and when a whole column of them may be read as numbers.

One value proves little: `1.234` is one and a bit to some and more than a thousand to others, and spreadsheets cut
zeros off (a published `50.36` has been 50,360). A column is numeric only if every value can be read in one way and
nothing in it could mean another; else it stays text, as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

# `-` is sometimes zero and sometimes unknown; nobody says which, so it is no value. `...` as BPS prints it.
MISSING = frozenset({"", "-", "–", "...", "…"})
MOST_DIGITS = 15                # longer ones are identifiers (NIK, NIP, account numbers), not amounts

Cell = str | Decimal | None


class Form(Enum):
    """One way of writing numbers. In all of them a plain integer reads the same."""

    COMMA_GROUPS = auto()           # 1,234,567
    DOT_GROUPS = auto()             # 1.234.567
    POINT = auto()                  # 1234.5
    COMMA = auto()                  # 1234,5
    COMMA_GROUPS_POINT = auto()     # 1,234.5
    DOT_GROUPS_COMMA = auto()       # 1.234,5
    PLAIN = auto()                  # an integer, or a number cell of a workbook: nothing to guess


ALL = frozenset(Form)
BOTH_SIGNS = frozenset({Form.COMMA_GROUPS_POINT, Form.DOT_GROUPS_COMMA})
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_NUMBER = re.compile(
    r"-?(?:(?P<grouped>[1-9]\d{0,2}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*)(?P<rest>[.,]\d+)?"
    r"|(?P<whole>0|[1-9]\d*)(?P<part>[.,]\d+))"
)
_GROUPS = {",": Form.COMMA_GROUPS, ".": Form.DOT_GROUPS}
_BOTH = {",": Form.COMMA_GROUPS_POINT, ".": Form.DOT_GROUPS_COMMA}
_PART = {".": Form.POINT, ",": Form.COMMA}
_PART_IN_BOTH = {".": Form.COMMA_GROUPS_POINT, ",": Form.DOT_GROUPS_COMMA}


@dataclass(frozen=True, slots=True)
class Reading:
    """In which forms one value is a number, and what it proves.

    `doubtful`: one group of three, thousands to some and three decimal places to others. `decimals`: it cannot be
    thousands that lost their last zeros (`0.5`, `1234.5`, `1.2345`, `37.0`). `both`: it shows both signs.
    """

    forms: frozenset[Form]
    doubtful: bool = False
    decimals: bool = False
    both: bool = False


NOT_A_NUMBER = Reading(frozenset())
INTEGER = Reading(ALL)


@lru_cache(maxsize=1 << 16)
def read(text: str) -> Reading:
    """What a value without blanks around it says; a code with leading zeros and `(65)` are no numbers."""
    if not text.isascii() or sum(map(str.isdigit, text)) > MOST_DIGITS:
        return NOT_A_NUMBER
    if _INTEGER.fullmatch(text):
        return INTEGER
    found = _NUMBER.fullmatch(text)
    if not found:
        return NOT_A_NUMBER
    if found["part"]:
        sign, places = found["part"][0], found["part"][1:]
        proves = (found["whole"] == "0" or len(found["whole"]) > 3 or len(places) > 3
                  or (places.endswith("0") and len(places) < 3))
        return Reading(frozenset({_PART[sign], _PART_IN_BOTH[sign]}), decimals=proves)
    sign = found["sign"]
    if found["rest"]:
        return Reading(frozenset({_BOTH[sign]}), both=True) if found["rest"][0] != sign else NOT_A_NUMBER
    if found["grouped"].count(sign) > 1:
        return Reading(frozenset({_GROUPS[sign], _BOTH[sign]}))
    return Reading(frozenset({_GROUPS[sign], _BOTH[sign], _PART[sign], _PART_IN_BOTH[sign]}), doubtful=True)


class Evidence:
    """What the values of one column say, taken one by one; keeps nothing but a few flags.

    Args:
        written_with_commas: the file's own separator is a comma. Whoever writes such a file has the point as decimal
            sign, so a quoted "1,234" in it is a thousand and more. In all other files it proves nothing.
    """

    __slots__ = ("_both", "_decimals", "_doubtful", "_forms", "_plain", "_with_commas", "is_empty")

    def __init__(self, written_with_commas: bool = False) -> None:
        self.is_empty = True                # no value but missing ones so far
        self._forms = ALL
        self._plain = True                  # nothing but integers so far
        self._doubtful = self._decimals = self._both = False
        self._with_commas = written_with_commas

    def add(self, cell: Cell) -> None:
        """Take the next value of the column."""
        if cell is None or not self._forms:
            return
        if isinstance(cell, Decimal):
            self._take(INTEGER if cell == cell.to_integral_value() else _NUMBER_CELL)
        elif (text := cell.strip()) not in MISSING:
            self._take(read(text))

    def _take(self, reading: Reading) -> None:
        self.is_empty = False
        if reading is INTEGER:
            return
        self._plain = False
        self._forms &= reading.forms
        self._doubtful |= reading.doubtful
        self._decimals |= reading.decimals
        self._both |= reading.both

    def verdict(self) -> Form | None:
        """The form in which the whole column is to be read; None: it is text."""
        if self.is_empty or not self._forms:
            return None
        if self._plain or Form.PLAIN in self._forms:
            return Form.PLAIN
        possible = self._forms & BOTH_SIGNS if self._both else self._forms - BOTH_SIGNS
        if possible == {Form.COMMA_GROUPS, Form.COMMA} and self._with_commas:
            return Form.COMMA_GROUPS
        if len(possible) != 1:
            return None
        (form,) = possible
        if form in (Form.POINT, Form.COMMA) and self._doubtful and not self._decimals:
            return None
        return form


_NUMBER_CELL = Reading(frozenset({Form.PLAIN}))
_STRIPPED = {
    Form.COMMA_GROUPS: str.maketrans("", "", ","),
    Form.DOT_GROUPS: str.maketrans("", "", "."),
    Form.POINT: str.maketrans("", ""),
    Form.COMMA: str.maketrans(",", "."),
    Form.COMMA_GROUPS_POINT: str.maketrans("", "", ","),
    Form.DOT_GROUPS_COMMA: str.maketrans(",", ".", "."),
    Form.PLAIN: str.maketrans("", ""),
}


def canonical(cell: Cell, form: Form) -> str | None:
    """The number as databases write it (`1234.5`); None where the cell holds none.

    Args:
        form: the verdict on the whole column
    """
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return plain_text(cell)
    text = cell.strip()
    return None if text in MISSING else text.translate(_STRIPPED[form])


def plain_text(number: Decimal) -> str:
    """Without exponent, and without the `.0` that workbooks give to whole numbers."""
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number:f}"


def all_numbers(texts: Iterable[str]) -> bool:
    """Whether each of these is a number in some form."""
    return all(read(text.strip()).forms for text in texts)
