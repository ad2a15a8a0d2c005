"""An answer as the cell that holds it, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..tables.numbers import Cell, plain_text
from . import days, fields, problems
from .layout import Asked

MOST_CHARACTERS = 32_767        # of one cell, in UTF-16 units; spreadsheets cut or refuse longer texts
MOST_CHOICES_NAMED = 8
_LISTS = (fields.LINES, fields.DAYS)
CONTINUES = "\t"                # an item of a list goes on in this line
_DIGITS = re.compile(r"0|[1-9]\d{0,14}")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")

Answer = str | list[str]


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: the answer, and what is to be said of it. A wrong answer stays as it was typed."""

    answer: Answer
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


# --- writing

def of_answer(asked: Asked, answer: Any) -> str | int | date:
    """The content of the cell: a day as a day, a count as a number, everything else as text; an empty text for none."""
    if asked.kind in _LISTS:
        return "\n".join(item.replace("\n", f"\n{CONTINUES}") for item in map(_clean, _items(answer)) if item)
    if asked.kind == fields.CODES:
        shown = asked.choices.shown if asked.choices else str
        return "; ".join(shown(item) for item in _items(answer))
    text = _clean("" if answer is None else answer)
    if asked.kind == fields.CODE and asked.choices and text:
        return asked.choices.shown(text)
    if asked.kind == fields.COUNT and _DIGITS.fullmatch(text):
        return int(text)
    if asked.kind == fields.DAY and len(text) == 10 and (day := days.read(text)) and day.year > 1900:
        return day
    return text


def _items(answer: Any) -> list[str]:
    return [str(item) for item in answer if item not in (None, "")] if isinstance(answer, list | tuple) else [
        str(answer)] if answer else []


def is_too_long(text: str) -> bool:
    """Whether no cell can hold it."""
    return len(text) > MOST_CHARACTERS // 2 and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS


# --- reading

def text_of(cell: Cell) -> str:
    """A cell as text, without blanks around it."""
    if cell is None:
        return ""
    return _clean(cell) if isinstance(cell, str) else plain_text(cell)


def _clean(text: Any) -> str:
    """Line ends as everywhere here; other control characters cannot be stored, and are nothing that somebody typed."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
    if lines.isprintable():
        return lines.strip()
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def read(asked: Asked, cell: Cell, is_1904: bool = False) -> Read:
    """What a cell answers to this question."""
    text = text_of(cell)
    if is_too_long(text):
        return Read([text] if asked.kind in (fields.CODES, *_LISTS) else text, problems.TOO_LONG,
                    {"most": MOST_CHARACTERS})
    if asked.kind == fields.LINES:
        return Read(lines_of(text))
    if asked.kind == fields.DAYS:
        return _days(text)
    if asked.kind == fields.CODES:
        return _codes(asked, text)
    if not text:
        return Read("")
    return _READERS.get(asked.kind, _text)(asked, cell, text, is_1904)


def lines_of(text: str) -> list[str]:
    """The items of a list: one a line, unless the line begins with a tab and goes on with the item above."""
    items: list[str] = []
    for line in text.split("\n"):
        if line.startswith(CONTINUES) and items:
            items[-1] += "\n" + line[len(CONTINUES):]
        elif line.strip():
            items.append(line.strip())
    return [item.strip() for item in items]


def _days(text: str) -> Read:
    """One day a line, or several with semicolons between them."""
    found = [(item, days.read(item)) for item in lines_of(text.replace(";", "\n"))]
    wrong = next((item for item, day in found if day is None), None)
    answer = [day.isoformat() if day else item for item, day in found]
    return Read(answer) if wrong is None else Read(answer, problems.BAD_DAY, {"value": wrong})


def _codes(asked: Asked, text: str) -> Read:
    if not text or asked.choices is None:
        return Read([])
    values, wrong = asked.choices.find_all(text)
    if wrong is None:
        return Read(values)
    if wrong.replace(".", "").isdigit() and asked.choices.sums:
        return Read([text], problems.BAD_SUM, {"value": wrong})
    return Read([text], problems.UNKNOWN_CODE, unknown(asked, wrong))


def unknown(asked: Asked, text: str) -> dict[str, Any]:
    """What is to be said of an answer that the list does not offer."""
    offered = asked.choices
    texts = offered.texts if offered else []
    return {"value": text, "like": offered.like(text) if offered else "", "title": offered.title if offered else "",
            "choices": texts[:MOST_CHOICES_NAMED], "more": len(texts) > MOST_CHOICES_NAMED}


def _code(asked: Asked, cell: Cell, text: str, is_1904: bool) -> Read:
    option = asked.choices.find(text) if asked.choices else None
    if option is None:
        return Read(text, problems.UNKNOWN_CODE, unknown(asked, text))
    if isinstance(cell, Decimal) and cell % 1:
        return Read(option.value, problems.CODE_AS_NUMBER, {"value": text})     # 1.1 may have been 1.10
    return Read(option.value)


def _day(asked: Asked, cell: Cell, text: str, is_1904: bool) -> Read:
    if isinstance(cell, Decimal):
        day = days.of_serial(cell, is_1904)
        return Read(day.isoformat(), problems.SERIAL_DAY, {"value": text, "day": day.isoformat()}) if day else Read(
            text, problems.BAD_DAY, {"value": text})
    found = days.read(text)
    return Read(found.isoformat()) if found else Read(text, problems.BAD_DAY, {"value": text})


def _count(asked: Asked, cell: Cell, text: str, is_1904: bool) -> Read:
    digits = text.replace(".", "").replace(",", "") if isinstance(cell, str) and _GROUPED.fullmatch(text) else text
    digits = digits.lstrip("0") or "0" if digits.isdecimal() and digits.isascii() else digits
    return Read(digits) if _DIGITS.fullmatch(digits) else Read(text, problems.BAD_COUNT, {"value": text})


def _region(asked: Asked, cell: Cell, text: str, is_1904: bool) -> Read:
    """Kemendagri's 33.10, which a spreadsheet takes for thirty-three and a tenth; all else is for the field's validator."""
    if isinstance(cell, Decimal) and cell % 1 and 10 < cell < 100 and cell == round(cell, 2):
        return Read(f"{cell:.2f}")
    return Read(text)


def _text(asked: Asked, cell: Cell, text: str, is_1904: bool) -> Read:
    if isinstance(cell, Decimal) and fields.may_lose_zeros(asked.field):
        return Read(text, problems.CODE_AS_NUMBER, {"value": text})             # 1 may have been 01
    return Read(text)


_READERS = {fields.CODE: _code, fields.DAY: _day, fields.COUNT: _count, fields.REGION: _region}
