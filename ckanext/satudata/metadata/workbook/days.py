"""Days as people and spreadsheets write them. The day comes first, as in Indonesia: 03/04/2026 is 3 April."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from ..guessing.times import MONTHS

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
# Day zero of the two calendars of spreadsheets. The first one believes in 29 February 1900, so that all later days are
# counted from two days before 1 January 1900.
DAY_ZERO_1900, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
FEWEST = 20_000                 # days; a smaller number (2026) is a year or an amount, not a day of 1905
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?")
_WRITTEN = re.compile(r"(\d{1,2})\s?[/.\- ]\s?([A-Za-z]+|\d{1,2})\.?\s?[/.\- ,]\s?(\d{4})")


def read(text: str) -> date | None:
    """`2026-01-31`, `31/1/2026`, `31-01-2026`, `31.1.2026`, `31 Januari 2026`; None for anything else."""
    if found := _ISO.fullmatch(text.strip()):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _WRITTEN.fullmatch(text.strip()):
        month = int(found[2]) if found[2].isdigit() else MONTHS.get(found[2].casefold(), 0)
        return _date(int(found[3]), month, int(found[1]))
    return None


def of_serial(number: Decimal, is_1904: bool) -> date | None:
    """The day that a bare number in a spreadsheet means; None if it is too small or too large to be one."""
    if not FEWEST <= number < 80_000:
        return None
    day = (DAY_ZERO_1904 if is_1904 else DAY_ZERO_1900) + timedelta(days=int(number))
    return day if FIRST <= day <= LAST else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None
