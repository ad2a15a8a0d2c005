"""Periods that data is about: a year, a month, a day, or a school year as it is printed (2023/2024)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?|/(?P<next>\d{4}))?")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of it; `text` as it was written."""

    text: str
    first: date
    last: date


def parse(text: str) -> Period | None:
    """Read `2024`, `2024-03`, `2024-03-15` or `2023/2024`; None where it is none of these.

    Reading: a school year runs from 1 July to 30 June.
    """
    found = _FORM.fullmatch(text.strip())
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None
    year = int(found["year"])
    if found["next"]:
        return Period(text.strip(), date(year, 7, 1), date(year + 1, 6, 30)) if int(found["next"]) == year + 1 else None
    try:
        month = int(found["month"] or 1)
        first = date(year, month, int(found["day"] or 1))
    except ValueError:
        return None
    if found["day"]:
        return Period(text.strip(), first, first)
    end = (year, month) if found["month"] else (year, 12)
    return Period(text.strip(), first, date(*end, calendar.monthrange(*end)[1]))


def in_order(start: Period, end: Period) -> bool:
    """Whether data can run from one to the other."""
    return start.first <= end.last
