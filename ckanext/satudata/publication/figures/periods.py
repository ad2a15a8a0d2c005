"""Periods as tables write them, and what one step from one to the next is.

A period is kept as its key: `2024`, `2021/2022`, `2024-S1`, `2024-Q3`, `2024-03`, `2024-03-15`. Keys of one kind sort as
they run.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR, SCHOOL, SEMESTER, QUARTER, MONTH, DAY = "year", "school", "semester", "quarter", "month", "day"
MONTHS_ID = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
             "Desember")
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
             "December")
_SHORT = {name[:3].casefold(): place for names in (MONTHS_EN, MONTHS_ID) for place, name in enumerate(names, 1)}
_SHORT |= {"agu": 8, "ags": 8, "agt": 8, "agst": 8, "sept": 9, "nop": 11, "pebruari": 2, "peb": 2}
_LONG = {name.casefold(): place for names in (MONTHS_EN, MONTHS_ID) for place, name in enumerate(names, 1)} | {
    "pebruari": 2, "nopember": 11}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SCHOOL = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_YEAR = re.compile(r"(?:tahun\s+|th\.?\s+)?(\d{4})(?:\.0+)?\*{0,3}", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NAMED = re.compile(r"([a-z]+)[\s./-]+(\d{4})", re.IGNORECASE)
_PART = re.compile(r"(?:(triwulan|kuartal|tw|q|quarter|semester|smt)\s*\.?\s*)?(iv|i{1,3}|[1-4])", re.IGNORECASE)
_PART_OF_YEAR = re.compile(r"(triwulan|kuartal|tw|q|semester|smt)\s*\.?\s*(iv|i{1,3}|[1-4])[\s,/-]+(?:tahun\s+)?(\d{4})|"
                           r"(\d{4})[\s/-]*(tw|q|s|smt)\s*(iv|i{1,3}|[1-4])", re.IGNORECASE)


def read(value: Any) -> str | None:
    """The key of a period that one cell says whole; None where it is none."""
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}" if _is_year(value.year) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return _year(value)
    return _read(value.strip()) if isinstance(value, str) and len(value) < 60 else None


@lru_cache(maxsize=1 << 13)
def _read(text: str) -> str | None:
    if found := _YEAR.fullmatch(text):
        return found[1] if _is_year(int(found[1])) else None
    if found := _SCHOOL.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        follows = second == first + 1 if second > 99 else second == (first + 1) % 100
        if follows and _is_year(first):
            return f"{first}/{first + 1}"
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _ISO_DAY.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))       # the day comes first in Indonesia
    if found := _NAMED.fullmatch(text):
        month = _month_of(found[1])
        return _month(int(found[2]), month) if month else None
    return _part_of_year(text)


def _part_of_year(text: str) -> str | None:
    found = _PART_OF_YEAR.fullmatch(text)
    if not found:
        return None
    word, part, year = (found[1], found[2], found[3]) if found[3] else (found[5], found[6], found[4])
    letter = "S" if word.casefold().startswith("s") else "Q"
    number = _number(part)
    return f"{year}-{letter}{number}" if _is_year(int(year)) and (letter == "Q" or number < 3) else None


def part(value: Any, kind: str) -> int | None:
    """The number of a month, quarter or semester in a column of its own."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = _whole(value)
    elif isinstance(value, str):
        number = _part(value.strip(), kind)
    else:
        return None
    return number if 1 <= number <= {MONTH: 12, QUARTER: 4, SEMESTER: 2}[kind] else None


@lru_cache(maxsize=1 << 10)
def _part(text: str, kind: str) -> int:
    if kind == MONTH:
        return _month_of(text) or (int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0)
    if kind == SEMESTER and text.casefold() in ("ganjil", "genap"):
        return 1 if text.casefold() == "ganjil" else 2
    found = _PART.fullmatch(text)
    return _number(found[2]) if found else 0


def join(year_key: str, number: int, kind: str) -> str | None:
    """A year and the part that another column says."""
    if not year_key.isdigit():
        return None
    letter = {MONTH: "", QUARTER: "Q", SEMESTER: "S"}[kind]
    return f"{year_key}-{number:02d}" if kind == MONTH else f"{year_key}-{letter}{number}"


def _month_of(word: str) -> int:
    low = word.casefold().rstrip(".")
    return _LONG.get(low) or (_SHORT.get(low, 0) if len(low) < 5 else 0)


def _number(text: str) -> int:
    return _ROMAN.get(text.casefold()) or int(text)


@lru_cache(maxsize=1 << 12)
def _year(value: float | Decimal) -> str | None:
    year = _whole(value)
    return f"{year:04d}" if _is_year(year) else None


def _whole(value: float | Decimal) -> int:
    """A small whole number; zero for every other one, and for what is none."""
    found = Decimal(value)
    return int(found) if found.is_finite() and abs(found) < 10_000 and found == found.to_integral_value() else 0


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _month(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if _is_year(year) and 1 <= month <= 12 else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if _is_year(year) else None
    except ValueError:
        return None


def kind(key: str) -> str:
    if "/" in key:
        return SCHOOL
    if "Q" in key:
        return QUARTER
    if "S" in key:
        return SEMESTER
    return {4: YEAR, 7: MONTH}.get(len(key), DAY)


def place(key: str) -> int:
    """Where a period stands among those of its kind: the next one is one further."""
    year, which = int(key[:4]), kind(key)
    if which == MONTH:
        return year * 12 + int(key[5:7]) - 1
    if which == QUARTER:
        return year * 4 + int(key[6]) - 1
    if which == SEMESTER:
        return year * 2 + int(key[6]) - 1
    return date.fromisoformat(key).toordinal() if which == DAY else year


def label(key: str, language: str) -> str:
    """`2024`, `2021/2022`, `Desember 2024`, `triwulan III 2024`, `15 Maret 2024`."""
    which, year = kind(key), key[:4]
    english = language == "en"
    months = MONTHS_EN if english else MONTHS_ID
    if which == MONTH:
        return f"{months[int(key[5:7]) - 1]} {year}"
    if which == DAY:
        return f"{int(key[8:10])} {months[int(key[5:7]) - 1]} {year}"
    if which in (QUARTER, SEMESTER):
        number = ("I", "II", "III", "IV")[int(key[6]) - 1]
        word = {QUARTER: "quarter" if english else "triwulan", SEMESTER: "semester"}[which]
        return f"{word} {number} {year}"
    return key


def mark(key: str, language: str) -> str:
    """As short as an axis wants it: `Des 2024`."""
    which, year = kind(key), key[:4]
    months = MONTHS_EN if language == "en" else MONTHS_ID
    if which == MONTH:
        return f"{months[int(key[5:7]) - 1][:3]} {year}"
    if which == DAY:
        return f"{int(key[8:10])} {months[int(key[5:7]) - 1][:3]}"
    return f"{key[5:]} {year}".replace("Q", "Q" if language == "en" else "TW ") if which in (QUARTER, SEMESTER) else key
