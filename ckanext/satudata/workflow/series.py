"""Numbers that the portal itself gives to documents: `800/{number:3}/DISKOMINFO/{year}`. Pure.

Two kinds of document with the same pattern count in one series, so no number is given twice. A pattern with `{year}`
begins anew each year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

EXTERNAL = "external"           # the number comes from the office's agenda book or from SRIKANDI
PLACE = re.compile(r"\{([^{}:]*)(?::([0-9]))?\}")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACES: dict[str, Callable[[int, date, int], str]] = {
    "number": lambda running, day, digits: f"{running:0{digits}}",
    "year": lambda running, day, digits: f"{day.year:04}",
    "month": lambda running, day, digits: f"{day.month:02}",
    "roman_month": lambda running, day, digits: ROMAN[day.month - 1],
}


def is_given(series: str) -> bool:
    """Whether the portal gives the number; else it is typed."""
    return series != EXTERNAL


def counter_of(government: str, pattern: str, day: date) -> str:
    """Name of the row that counts the series of a pattern on a day."""
    year = day.year if "year" in _names(pattern) else ""
    return f"document:{government}:{year}:{pattern}"


def number(pattern: str, running: int, day: date) -> str:
    """The number that stands on the document."""
    return PLACE.sub(lambda found: PLACES[found[1]](running, day, int(found[2] or 1)), pattern)


def faults(pattern: str) -> list[str]:
    """What is wrong with a pattern: `series_without_number`, or `series_place` for a place that nothing stands for."""
    if not is_given(pattern):
        return []
    names = _names(pattern)
    unknown = ["series_place"] if set(names) - set(PLACES) else []
    return unknown + ([] if "number" in names else ["series_without_number"])


def _names(pattern: str) -> list[str]:
    return [found[0] for found in PLACE.findall(pattern)]
