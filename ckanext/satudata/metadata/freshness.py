"""Whether a dataset is as new as its update frequency promises. Pure.

A table that is updated yearly and ends with 2024 keeps its promise until the numbers of 2025 may be expected: 2025 has to
be over, and half a year more is given to collect, check and publish them. Half the interval is our reading: no SOP says
how long that may take, and the release calendar, once there is one, says it better.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from . import periods

CURRENT, DUE, UNKNOWN, FIXED = "current", "due", "unknown", "fixed"
_DAYS = {"HARIAN": 1, "MINGGUAN": 7}
_MONTHS = {"BULANAN": 1, "TRIWULANAN": 3, "EMPAT_BULANAN": 4, "SEMESTERAN": 6, "TAHUNAN": 12, "DUA_TAHUNAN": 24}
_NEVER = "TETAP"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How a dataset stands; `until` is the last day on which its promise is kept (None where nothing is promised)."""

    state: str
    until: date | None = None


def freshness(frequency: str | None, last_period: str | None, published_on: date | None, today: date) -> Freshness:
    """How a dataset stands today.

    Args:
        frequency: code of the list `frequency`
        last_period: as people write it (2024, 2024-03, 2023/2024); where it says nothing, the day of publication counts
        published_on: local day of the present version
        today: local day
    """
    if frequency == _NEVER:
        return Freshness(FIXED)
    period = periods.parse(last_period) if last_period else None
    ends = period.last if period else published_on
    until = _kept_until(frequency or "", ends) if ends else None
    if until is None:
        return Freshness(UNKNOWN)
    return Freshness(CURRENT if today <= until else DUE, until)


def _kept_until(frequency: str, ends: date) -> date | None:
    """End of the next period, and half an interval more."""
    if days := _DAYS.get(frequency):
        return ends + timedelta(days + (days + 1) // 2)
    if months := _MONTHS.get(frequency):
        return _after(ends, months + months // 2) + timedelta(15 * (months % 2))
    return None


def _after(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_last else min(day.day, length))
