"""A cell as the database gives it: missing or not, its number, its text."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

# as the loader of tables reads them: a dash is sometimes zero and sometimes unknown, so it is no value
MISSING = frozenset({"", "-", "–", "—", "...", "…", "--"})
_FIGURE = re.compile(r"[\s\d.,()%+-]*\d[\s\d.,()%+-]*")
_LETTERS_APART = re.compile(r"(?:\w ){3,}\w")
_NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s+(?=\D)")


def is_missing(value: Any) -> bool:
    """Whether a cell says nothing: empty, a dash, or a number that is none (NaN)."""
    if value is None:
        return True
    if isinstance(value, str):
        return len(value) < 10 and value.strip() in MISSING
    return isinstance(value, Decimal | float) and _is_nan(value)


def _is_nan(value: Decimal | float) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else value != value


def number(value: Any) -> Decimal | None:
    """The number of a cell of a numeric column; None where there is none, or none that can be added (infinity)."""
    if type(value) is Decimal:          # nearly always: this is asked for each cell of a table
        return value if value.is_finite() else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    found = Decimal(str(value))
    return found if found.is_finite() else None


def plain(value: Decimal) -> str:
    """Without exponent and without zeros that say nothing: `37.0` is 37."""
    if value == value.to_integral_value():
        return f"{value:.0f}".replace("-0", "0") if value == 0 else f"{value:.0f}"
    return f"{value:f}".rstrip("0")


def text(value: Any) -> str | None:
    """A cell as text for storing and downloading; None where the database holds nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        found = number(value)
        return None if found is None else f"{found:f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, date) else str(value)


@lru_cache(maxsize=1 << 14)
def looks_like_a_figure(value: str) -> bool:
    """`4,332`, `(12)`, `11.3`: a figure that the loader could not read without guessing."""
    return bool(_FIGURE.fullmatch(value.strip()))


@lru_cache(maxsize=1 << 14)
def tidy(value: str) -> str:
    """A category as one reads it: `B a w a n g` is Bawang, `1. Susukan` is Susukan."""
    found = " ".join(_NUMBERED.sub("", value.strip(), count=1).split()) or value.strip()
    return found.replace(" ", "") if _LETTERS_APART.fullmatch(found) else found


@lru_cache(maxsize=1 << 14)
def category(value: str) -> str:
    """What two spellings of one category share."""
    return " ".join(re.sub(r"[.*]+", " ", tidy(value)).split()).casefold()
