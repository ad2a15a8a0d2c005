"""What the columns of a table are: when, of what, how much. Read once, row by row; memory does not grow with the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import cells, periods, words
from .words import About, Unit

TIME, DIMENSION, MEASURE, CODE, UNIT, FIGURES, EMPTY = "time", "dimension", "measure", "code", "unit", "figures", "empty"
_NUMERIC = re.compile(r"(smallint|integer|bigint|int\d?|float\d?|real|double precision|numeric|decimal)( ?\([\d, ]+\))?")
_TEXT = re.compile(r"text|character varying.*|varchar.*|character.*|citext")
MOST_VALUES = 2000      # different ones that are kept of a column; periods and choices beyond that help nobody
MOST_PLACES = 6         # after the point; nobody reads more
_ENOUGH = 0.99          # of the cells have to be periods; a foot line is no reason to know no year


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database and its data dictionary know it; `id` is its name there."""

    id: str
    type: str = "text"
    label: str = ""
    unit: str = ""

    @property
    def is_numeric(self) -> bool:
        return bool(_NUMERIC.fullmatch(self.type))

    @property
    def is_text(self) -> bool:
        return bool(_TEXT.fullmatch(self.type)) and not self.type.endswith("[]")

    @property
    def is_date(self) -> bool:
        return self.type.startswith(("timestamp", "date")) and not self.type.endswith("[]")


@dataclass(frozen=True, slots=True)
class Known:
    """A column and what it is. `words` is its name without the unit; `part` says which part of a year a time column names.

    `values`: of a dimension or time its different values in the table's order, as they are written; None if too many.
    """

    column: Column
    place: int
    kind: str
    words: str
    unit: Unit | None = None
    adds_up: bool = False
    part: str = ""
    values: tuple[str, ...] | None = None
    filled: int = 0
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """All columns in order, the number of rows, and which columns say when."""

    columns: tuple[Known, ...]
    rows: int
    time: Known | None = None           # of whole periods, or of years
    time_part: Known | None = None      # of months, quarters or semesters beside years
    kinds: tuple[str, ...] = ()         # of the periods that occur; more than one cannot be drawn on one axis
    year: int | None = None             # that the record says, of a table of months without years

    @property
    def knows_periods(self) -> bool:
        return self.time is not None or (self.time_part is not None and self.year is not None)

    def of(self, kind: str) -> list[Known]:
        return [column for column in self.columns if column.kind == kind]

    def period(self, row: Sequence[Any]) -> str | None:
        """The key of the period of a row."""
        if self.time is None:
            key = f"{self.year:04d}" if self.year else None
        else:
            key = periods.read(row[self.time.place])
        if key is None or self.time_part is None:
            return key
        number = periods.part(row[self.time_part.place], self.time_part.part)
        return periods.join(key, number, self.time_part.part) if number else None


@dataclass(slots=True)
class _Seen:
    """What has been met in a column so far."""

    column: Column
    filled: int = 0
    figures: int = 0
    periods: int = 0
    parts: int = 0
    decimals: int = 0
    only_years: bool = True
    values: dict[str, None] | None = field(default_factory=dict)

    def add(self, value: Any, part: str, wants_period: bool) -> None:
        if cells.is_missing(value):
            return
        self.filled += 1
        if wants_period and periods.read(value):
            self.periods += 1
        if part and periods.part(value, part):
            self.parts += 1
        if self.column.is_numeric:
            self._decimals(value)
            if not wants_period and not part:
                return
        elif isinstance(value, str) and cells.looks_like_a_figure(value):
            self.figures += 1
        self._keep(value)

    def _keep(self, value: Any) -> None:
        if self.values is None:
            return
        self.values[cells.text(value) or ""] = None
        if len(self.values) > MOST_VALUES:
            self.values = None

    def _decimals(self, value: Any) -> None:
        number = cells.number(value)
        if number is not None and -number.adjusted() <= MOST_PLACES and self.decimals < MOST_PLACES \
                and number != number.to_integral_value():
            exponent = number.normalize().as_tuple().exponent
            self.decimals = max(self.decimals, -exponent if isinstance(exponent, int) else 0)


def shape(columns: Sequence[Column], rows: Iterable[Sequence[Any]], about: About) -> Shape:
    """Look at every row once and say what each column is."""
    seen = [_Seen(column) for column in columns]
    parts = [_part_named(column) for column in columns]
    wants = [not column.is_numeric or bool(_says_time(column)) for column in columns]
    count = 0
    for row in rows:
        count += 1
        for entry, value, part, wanted in zip(seen, row, parts, wants, strict=True):
            entry.add(value, part, wanted)
    known = [_known(place, entry, part, about) for place, (entry, part) in enumerate(zip(seen, parts, strict=True))]
    return _with_time(known, count, about.year)


def _name(column: Column) -> str:
    return f"{column.id} {column.label}" if column.label else column.id


def _says_time(column: Column) -> bool:
    name = _name(column)
    return column.is_date or bool(words.TIME_YEAR.search(name) or words.TIME_ANY.search(name))


def _part_named(column: Column) -> str:
    found = [kind for kind, pattern in words.TIME_PART.items() if pattern.search(_name(column))]
    return found[0] if found else ""


def _known(place: int, seen: _Seen, part: str, about: About) -> Known:
    column = seen.column
    plain, unit = words.split_unit(column.label or column.id)
    if unit is None and column.label:
        unit = words.split_unit(column.id)[1]
    kind, part = _kind(seen, part)
    if kind != MEASURE:
        values = tuple(seen.values) if seen.values is not None and kind in (TIME, DIMENSION, UNIT) else None
        return Known(column, place, kind, plain, part=part, values=values, filled=seen.filled)
    unit = words.unit(column.unit) or unit or words.unit_for(plain, about)
    full = f"{plain} {column.id}"
    adds_up = words.adds_up(plain, unit) and not words.never_adds_up(full)
    return Known(column, place, kind, plain, unit, adds_up, filled=seen.filled, decimals=seen.decimals)


def _kind(seen: _Seen, part: str) -> tuple[str, str]:
    """The kind of a column, and of a time column the part of a year that it names (empty: whole periods)."""
    column = seen.column
    if not seen.filled:
        return EMPTY, ""
    if seen.periods >= seen.filled * _ENOUGH and (not column.is_numeric or _says_time(column)):
        if _says_time(column) or part or len(seen.values or ()) > 1:
            return TIME, ""
    if part and seen.parts >= seen.filled * _ENOUGH:
        return TIME, part
    if words.CODE.search(column.id) and not words.split_unit(column.id)[1]:
        return CODE, ""
    if column.is_numeric:
        return MEASURE, ""
    if words.UNITS_COLUMN.match(column.id.strip()):
        return UNIT, ""
    return (FIGURES if seen.figures >= seen.filled * 0.8 else DIMENSION), ""


def _with_time(known: list[Known], rows: int, year: int | None) -> Shape:
    """Choose which time columns count; another one (year of founding) is a category like others."""
    whole = [column for column in known if column.kind == TIME and not column.part]
    whole.sort(key=lambda c: (not words.TIME_YEAR.search(c.words), len(c.words), c.place))
    parts = [column for column in known if column.kind == TIME and column.part]
    time = whole[0] if whole else None
    part = parts[0] if parts and (_of_years(time) if time is not None else year is not None) else None
    chosen = {id(column) for column in (time, part)}
    columns = tuple(column if column.kind != TIME or id(column) in chosen else _as_dimension(column) for column in known)
    return Shape(columns, rows, time, part, _kinds(time, part), year)


def _of_years(time: Known) -> bool:
    return _kinds(time, None) == (periods.YEAR,)


def _kinds(time: Known | None, part: Known | None) -> tuple[str, ...]:
    if part is not None:
        return (part.part,)
    if time is None:
        return ()
    keys = [key for value in time.values or () if (key := periods.read(value))]
    return tuple(sorted({periods.kind(key) for key in keys}))


def _as_dimension(column: Known) -> Known:
    return Known(column.column, column.place, DIMENSION, column.words, values=column.values, filled=column.filled)
