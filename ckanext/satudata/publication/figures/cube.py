"""The figures of a table by period and category, small enough to be looked at from all sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import cells, words
from .shape import DIMENSION, MEASURE, UNIT, Known, Shape

MOST_FIGURES = 200_000      # numbers held at once: some 50 MB, for the time of a job
NO_PERIOD = ""
ALL = "*"                   # in the place of a category that stands for all others

Key = tuple[str, ...]


class TooLarge(Exception):
    """More categories and periods than a chart could tell of."""


class Repeated(Exception):
    """Two rows of one period and the same categories: nobody can say whether they add up or repeat each other."""


@dataclass(slots=True)
class Cube:
    """`figures[period][key]`: one number for each measure. A key has the categories of the dimensions that vary."""

    shape: Shape
    measures: list[Known]
    dimensions: list[Known]
    figures: dict[str, dict[Key, tuple[Decimal | None, ...]]]
    spelled: list[dict[str, str]]           # of each dimension: category → how it is written
    totals: list[set[str]] = field(default_factory=list)        # categories that are the whole
    left_out: list[set[str]] = field(default_factory=list)      # and those that are sums or means of some
    units: tuple[str, ...] = ()             # of a column of units
    blank: dict[str, int] = field(default_factory=dict)     # rows of a period that hold no number at all
    _parts: dict[str, dict[Key, tuple[Decimal | None, ...]]] = field(default_factory=dict)
    only: str = ""                          # the one category of which there are figures, where others have none

    @property
    def periods(self) -> list[str]:
        return sorted(self.figures)

    def parts(self, period: str) -> dict[Key, tuple[Decimal | None, ...]]:
        """The rows of a period that are no sums of others."""
        if period not in self._parts:
            out = [left | total for left, total in zip(self.left_out, self.totals, strict=True)]
            self._parts[period] = self.figures[period] if not any(out) else {
                key: row for key, row in self.figures[period].items()
                if not any(category in skip for category, skip in zip(key, out, strict=True))}
        return self._parts[period]

    def mixes_levels(self) -> bool:
        """Whether categories that would be added lie within each other."""
        return any(words.mixes_levels(name for category, name in names.items() if category not in total | left)
                   for names, total, left in zip(self.spelled, self.totals, self.left_out, strict=True))

    def whole(self, period: str) -> tuple[Decimal | None, ...] | None:
        """The row that is the whole, where the table has one."""
        if not any(self.totals):
            return None
        for key, row in self.figures[period].items():
            if all(category in totals for category, totals in zip(key, self.totals, strict=True)):
                return row
        return None


def cube(shape: Shape, rows: Iterable[Sequence[Any]]) -> Cube:
    """Raises: TooLarge, Repeated"""
    measures, dimensions = shape.of(MEASURE), shape.of(DIMENSION)
    figures: dict[str, dict[Key, tuple[Decimal | None, ...]]] = {}
    spelled: list[dict[str, str]] = [{} for _ in dimensions]
    room = MOST_FIGURES // max(len(measures), 1)
    units: dict[str, None] = {}
    blank: dict[str, int] = {}
    unit_columns = shape.of(UNIT)
    for row in rows:
        period = shape.period(row) if shape.knows_periods else NO_PERIOD
        numbers = tuple(cells.number(row[measure.place]) for measure in measures)
        key = tuple(_category(row[d.place], names) for d, names in zip(dimensions, spelled, strict=True))
        if period is None:
            continue
        if all(number is None for number in numbers):
            blank[period] = blank.get(period, 0) + 1
            continue
        units.update({cells.text(row[u.place]) or "": None for u in unit_columns})
        found = figures.setdefault(period, {})
        if key in found:
            raise Repeated
        found[key] = numbers
        room -= 1
        if room < 0:
            raise TooLarge
    made = _narrowed(Cube(shape, measures, dimensions, figures, spelled, units=tuple(units), blank=blank))
    _find_totals(made)
    return made


def _category(value: Any, names: dict[str, str]) -> str:
    written = "" if cells.is_missing(value) else cells.text(value) or ""
    found = cells.category(written)
    names.setdefault(found, cells.tidy(written))
    return found


def _narrowed(found: Cube) -> Cube:
    """Leave out dimensions that say the same everywhere, and those that only repeat another (code and name)."""
    keys = {key for rows in found.figures.values() for key in rows}
    kept: list[int] = []
    for place in range(len(found.dimensions)):
        if len({key[place] for key in keys}) > 1 and not any(_same(keys, place, other) for other in kept):
            kept.append(place)
    figures = {period: {tuple(key[p] for p in kept): row for key, row in rows.items()}
               for period, rows in found.figures.items()}
    return Cube(found.shape, found.measures, [found.dimensions[p] for p in kept], figures, [found.spelled[p] for p in kept],
                units=found.units, blank=found.blank, only=_only(found, keys))


def _only(found: Cube, keys: set[Key]) -> str:
    """Of a table with many categories the only one that has figures."""
    alone = [names[next(iter(keys))[place]] for place, names in enumerate(found.spelled)
             if len(names) > 1 and len({key[place] for key in keys}) == 1]
    return alone[0] if len(alone) == 1 else ""


def _same(keys: set[Key], place: int, other: int) -> bool:
    pairs = {(key[place], key[other]) for key in keys}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _find_totals(found: Cube) -> None:
    """By their names, and by the numbers: what is in every period the sum of all others is counted once only."""
    for names in found.spelled:
        found.totals.append({c for c, name in names.items() if words.is_total(name)})
        partial = {c for c, name in names.items() if words.is_partial_total(name)}
        averages = {c for c, name in names.items() if words.is_average(name)}
        found.left_out.append(averages | (partial if len(partial) * 2 < len(names) else set()))
    if len(found.dimensions) != 1:
        for place, names in enumerate(found.spelled):
            _named_region(found, place, names)
        return
    if not found.totals[0]:
        if (total := _sum_of_others(found)) is not None:
            found.totals[0].add(total)
        else:
            _named_region(found, 0, found.spelled[0])


def _named_region(found: Cube, place: int, names: dict[str, str]) -> None:
    """One `Kabupaten …` among other names, which the numbers did not prove: it is neither counted nor trusted."""
    like = [category for category, name in names.items() if words.may_be_the_region(name)]
    if len(like) == 1 and len(names) > 3 and not names[like[0]].casefold().startswith("kota "):
        found.left_out[place].add(like[0])


def _sum_of_others(found: Cube) -> str | None:
    adding = [place for place, measure in enumerate(found.measures) if measure.adds_up]
    candidates: set[str] | None = None
    tests = most = 0
    for rows in found.figures.values():
        for place in adding:
            numbers = {key[0]: row[place] for key, row in rows.items() if row[place]}
            if len(numbers) < 4:
                continue
            whole = sum((n for n in numbers.values() if n is not None), Decimal())
            hits = {c for c, n in numbers.items() if n is not None and n > 0 and abs(whole - 2 * n) <= n / 1000}
            candidates = hits if candidates is None else candidates & hits
            tests, most = tests + 1, max(most, len(numbers))
    # one small list may be so by chance: 1, 2, 3, 6
    return candidates.pop() if candidates is not None and len(candidates) == 1 and (tests > 2 or most > 7) else None
