"""Offices for the tests: hours of Magetan and of `default`, in any zone."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from ckanext.satudata.workflow.government import Government, TakeUp


def spans(*marks: str) -> tuple[tuple[time, time], ...]:
    """Open spans from their edges."""
    times = [time.fromisoformat(mark) for mark in marks]
    return tuple(zip(times[::2], times[1::2], strict=True))


HOURS = {
    "magetan": {
        **dict.fromkeys(range(4), spans("08:00", "12:00", "13:00", "15:00")), 4: spans("08:00", "11:30", "13:30", "14:00"),
    },
    "default": {
        **dict.fromkeys(range(4), spans("07:30", "12:00", "13:00", "16:00")), 4: spans("07:30", "11:30", "13:00", "16:30"),
    },
}


def government(hours: str = "magetan", zone: str = "WIB", take_up: tuple[str, str] = ("1", "working_days")) -> Government:
    return Government("uji", {}, zone, hours=HOURS[hours], take_up=TakeUp(Decimal(take_up[0]), take_up[1]))
