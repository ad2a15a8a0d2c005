"""Days on which the office is closed though its week says open: the national lists and the government's own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType
from typing import Literal, TypeAlias

Span: TypeAlias = "tuple[time, time]"
Kind: TypeAlias = Literal["national", "cuti_bersama", "local"]

ESTIMATED = "(perkiraan)"       # written by the library behind a name whose date nobody has decided yet


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed day, and who says so."""

    day: date
    name: str
    kind: Kind
    source: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A row of the government: it holds against the national lists, and a later row against an earlier one.

    Closed unless `is_open`. An open day without `hours` has those of its weekday, which takes a holiday away; with
    `hours` it has these, for shorter days in Ramadan or a Saturday on which the office works.
    """

    day: date
    name: str
    source: str                                         # decree or announcement
    kind: Kind = "local"
    is_open: bool = False
    hours: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of the closed days of a year."""

    days: Mapping[date, Closed]
    decided: bool                                       # whether its cuti bersama are


@lru_cache(maxsize=64)
def official(year: int) -> Year:
    """National holidays and cuti bersama of a year; read once per process. A year that nobody has decided is no error.

    Source: yearly joint decree of three ministers (SKB), as the library `holidays` has it.
    """
    import holidays  # 50 ms, and most processes never ask

    source = f"holidays {version('holidays')}"
    listed: dict[Kind, Mapping[date, str]] = {
        "cuti_bersama": holidays.country_holidays("ID", years=year, categories=(holidays.GOVERNMENT,), language="id"),
        "national": holidays.country_holidays("ID", years=year, categories=(holidays.PUBLIC,), language="id"),
    }
    found = {
        day: Closed(day, name.replace(ESTIMATED, "").strip(), kind, source, ESTIMATED in name)
        for kind, days in listed.items() for day, name in days.items()
    }
    return Year(MappingProxyType(found), decided=bool(listed["cuti_bersama"]))


class ClosedDays:
    """The national lists with the government's own rows laid over them."""

    def __init__(self, own: Iterable[OwnDay] = (), national: bool = True) -> None:
        """
        Args:
            own: rows of the government, oldest first
            national: whether the national lists count; tests and offices abroad say no
        """
        self._own = {row.day: row for row in own}
        self._national = national
        self._decided = {row.day.year for row in self._own.values() if row.kind == "cuti_bersama"}

    def on(self, day: date) -> Closed | None:
        """Why the office is closed on a day, apart from its week."""
        row = self._own.get(day)
        if row is None:
            return official(day.year).days.get(day) if self._national else None
        return None if row.is_open else Closed(day, row.name, row.kind, row.source)

    def own_hours(self, day: date) -> OwnDay | None:
        """The row that gives an open day other hours than its weekday has."""
        row = self._own.get(day)
        return row if row and row.is_open and row.hours else None

    def is_decided(self, year: int) -> bool:
        """Whether the cuti bersama of a year are known."""
        return not self._national or year in self._decided or official(year).decided
