"""The period of a recurring part of an SOP that a day belongs to. Pure."""

from __future__ import annotations

from datetime import date

EVERY = ("week", "month", "quarter", "half_year", "year")


def period_of(every: str, day: date) -> str:
    """Name of the period: `2026-W47` (ISO week), `2026-11`, `2026-Q4`, `2026-H2`, `2026`.

    Raises:
        KeyError: no such period
    """
    week = day.isocalendar()
    return {
        "week": f"{week.year}-W{week.week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "half_year": f"{day.year}-H{(day.month + 5) // 6}",
        "year": f"{day.year}",
    }[every]
