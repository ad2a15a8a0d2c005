"""Times of the SOPs and the clock by which each is read.

An SOP's *waktu* is mostly the time that an act takes, seldom a deadline. `clock_of` is the one place that says which
of the three clocks a time has: `work` (from taking the task to deciding it; compared in reports, never late), `term`
(from arrival; can be late), `window` (a period that comes again).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Clock: TypeAlias = Literal["work", "term", "window"]
Unit: TypeAlias = Literal["seconds", "minutes", "hours", "working_days", "days", "weeks", "months"]

BELOW_A_DAY = ("seconds", "minutes", "hours")
HOURS_OF_A_DAY = {"hours": Decimal(24), "minutes": Decimal(24 * 60), "seconds": Decimal(24 * 3600)}


@dataclass(frozen=True, slots=True)
class Time:
    """Column *waktu* of a step, or what is promised for a whole case."""

    value: Decimal | None = None                        # None: the SOP prints none, or words only
    unit: Unit | None = None                            # hours are office hours, days calendar days
    clock: Clock = "work"                               # resolved
    as_written: str = ""                                # as printed; empty where the cell is empty
    kind: Literal["max", "range"] = "max"
    min: Decimal | None = None                          # lower end of a range, in the same unit
    elapsed: bool = False                               # clock hours that also run outside office hours
    every: str | None = None                            # week | month | quarter | half_year | year
    per: str | None = None                              # topic: once for each
    by: str | None = None                               # release: as often as the data is released


def clock_of(written: Mapping[str, Any]) -> Clock:
    """The clock of a time as it stands in a file; what the file says itself comes first.

    Args:
        written: `value` and `unit` as text, `by`, `every`, `elapsed`, `clock`; each may be missing
    Reading: hours of the office never make a day, so `24 hours` is work; the same with `elapsed` is a day, and a term.
    """
    if written.get("clock"):
        return written["clock"]
    value, unit = written.get("value"), written.get("unit")
    if value is None:
        return "window" if written.get("by") or written.get("every") else "work"
    if unit not in BELOW_A_DAY:
        return "term"
    whole_day = written.get("elapsed") and Decimal(value) >= HOURS_OF_A_DAY[unit]
    return "term" if whole_day else "work"
