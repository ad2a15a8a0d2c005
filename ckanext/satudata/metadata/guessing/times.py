"""Periods: in columns, in the names of columns, in running text; and how often they come round."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .. import periods
from . import labels
from .reading import Look

MONTHS = {name: number for number, names in enumerate((
    "januari january jan", "februari february feb pebruari", "maret march mar", "april apr", "mei may", "juni june jun",
    "juli july jul", "agustus august agu agt agst ags aug", "september sept sep", "oktober october okt oct",
    "november nopember nov nop", "desember december des dec"), start=1) for name in names.split()}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\s?\*{1,3}\)?|\s?\(?[rxe]\)?)?")
_SCHOOL = re.compile(r"((?:19|20)\d{2})\s?[/\-–]\s?((?:19|20)?\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY = re.compile(r"(\d{1,2})[/.\- ]([A-Za-z]+|\d{1,2})[/.\- ](\d{4})")
_PART = re.compile(r"(?:triwulan|tw|kuartal|quarter|q|semester|smt)?\s?(iv|iii|ii|i|[1-4])", re.IGNORECASE)

# Steps between two moments, in the kind's own unit, and what BPS calls them
_YEARLY = {1: "TAHUNAN", 2: "DUA_TAHUNAN"}
FREQUENCIES = {
    labels.YEAR: _YEARLY, labels.SCHOOL_YEAR: _YEARLY,
    labels.MONTH: {1: "BULANAN", 3: "TRIWULANAN", 4: "EMPAT_BULANAN", 6: "SEMESTERAN", 12: "TAHUNAN", 24: "DUA_TAHUNAN"},
    labels.QUARTER: {1: "TRIWULANAN", 4: "TAHUNAN"},
    labels.SEMESTER: {1: "SEMESTERAN", 2: "TAHUNAN"},
    labels.DAY: {1: "HARIAN", 7: "MINGGUAN"},
}
_PER_YEAR = {labels.MONTH: 12, labels.QUARTER: 4, labels.SEMESTER: 2}
_FEWEST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Moments of one kind: years, months since year 0, quarters, halves, or days; sorted."""

    kind: str
    moments: tuple[int, ...]

    @property
    def first(self) -> str:
        """The first period as the schema writes it."""
        return _written(self.kind, self.moments[0], is_end=False)

    @property
    def last(self) -> str:
        """The last one."""
        return _written(self.kind, self.moments[-1], is_end=True)

    @property
    def frequency(self) -> str | None:
        """How often a moment follows the one before; none if the gaps differ or there is but one moment."""
        gaps = {late - early for early, late in zip(self.moments, self.moments[1:], strict=False)}
        if len(gaps) != 1 or (self.kind == labels.DAY and len(self.moments) < _FEWEST_DAYS):
            return None
        (gap,) = gaps
        known = FREQUENCIES[self.kind].get(gap)
        return known or ("LEBIH_DARI_DUA_TAHUNAN" if self.kind == labels.YEAR else None)


def span(kind: str, moments: Iterable[int]) -> Span | None:
    """None without moments."""
    return Span(kind, tuple(sorted(set(moments)))) if moments else None


def _written(kind: str, moment: int, is_end: bool) -> str:
    if kind == labels.YEAR:
        return str(moment)
    if kind == labels.SCHOOL_YEAR:
        return f"{moment}/{moment + 1}"
    if kind == labels.DAY:
        return date.fromordinal(moment).isoformat()
    a_year = _PER_YEAR[kind]
    year, part = divmod(moment, a_year)
    length = 12 // a_year
    return f"{year:04d}-{part * length + (length if is_end else 1):02d}"


def from_columns(look: Look, years_said: set[int]) -> tuple[Span, str] | None:
    """The periods of the time columns, and the label of the one that says most.

    Args:
        years_said: in the title or the file name; a column of months alone needs exactly one
    """
    kinds = [labels.time_of(look.columns[number].label) or "" for number in look.times if number < len(look.columns)]
    if not look.is_whole or not kinds or len(set(kinds)) != len(kinds):
        return None
    fine = next((kind for kind in (labels.MONTH, labels.QUARTER, labels.SEMESTER) if kind in kinds), None)
    if fine:
        year = next((kinds.index(kind) for kind in (labels.YEAR,) if kind in kinds), None)
        found = _joined(look, fine, kinds.index(fine), year, years_said)
        label = look.columns[look.times[kinds.index(fine)]].label
        return (found, label) if found else None
    for kind in (labels.SCHOOL_YEAR, labels.YEAR, labels.DAY, labels.PERIOD):
        if kind in kinds:
            column = look.columns[look.times[kinds.index(kind)]]
            found = of_values(column.values)
            return (found, column.label) if found else None
    return None


def _joined(look: Look, kind: str, part: int, year: int | None, years_said: set[int]) -> Span | None:
    """Months, quarters or halves with the year that stands in the same row."""
    moments: set[int] = set()
    odd = 0
    for row in look.moments:
        number = part_of(row[part], kind)
        said = _YEAR.fullmatch(row[year]) if year is not None else None
        known = int(said[1]) if said else (min(years_said) if year is None and len(years_said) == 1 else None)
        if number is None or known is None:
            odd += 1
            continue
        moments.add(known * _PER_YEAR[kind] + number - 1)
    return span(kind, moments) if moments and odd <= 1 else None


def part_of(text: str, kind: str) -> int | None:
    """Number of the month, quarter or half that a cell names."""
    if kind == labels.MONTH:
        word = text.strip(". ").casefold()
        number = MONTHS.get(word) or (int(word) if word.isdecimal() and len(word) < 3 else 0)
        return number if 1 <= number <= 12 else None
    found = _PART.fullmatch(text.strip())
    if not found:
        return None
    number = _ROMAN.get(found[1].casefold()) or int(found[1])
    return number if number <= _PER_YEAR[kind] else None


def of_values(values: Iterable[str]) -> Span | None:
    """The span of a column's values if all of them are periods of one kind; one odd text (a footer) may stand between."""
    found: list[tuple[str, int]] = []
    odd = 0
    for text in values:
        moment = _moment(text)
        if moment:
            found.append(moment)
        elif any(map(str.isalpha, text)) and not odd:
            odd += 1
        else:
            return None
    kinds = {kind for kind, _ in found}
    return span(kinds.pop(), {moment for _, moment in found}) if len(kinds) == 1 else None


def _moment(text: str) -> tuple[str, int] | None:
    if found := _YEAR.fullmatch(text):
        return labels.YEAR, int(found[1])
    if found := _SCHOOL.fullmatch(text):
        return (labels.SCHOOL_YEAR, int(found[1])) if _is_next(found[1], found[2]) else None
    if day := _day(text):
        return labels.DAY, day.toordinal()
    words = text.replace("-", " ").replace("/", " ").split()
    if len(words) == 2:
        month, year = (words[0], words[1]) if words[1].isdecimal() else (words[1], words[0])
        number = part_of(month, labels.MONTH)
        if number and _YEAR.fullmatch(year):
            return labels.MONTH, int(year) * 12 + number - 1
    return None


def _is_next(year: str, after: str) -> bool:
    return int(year) + 1 == int(after if len(after) == 4 else year[:2] + after)


def _day(text: str) -> date | None:
    if found := _ISO_DAY.match(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY.fullmatch(text):
        day, year = int(found[1]), int(found[3])
        month = part_of(found[2], labels.MONTH) or 0
    else:
        return None
    if not (periods.FIRST_YEAR <= year <= periods.LAST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


_IN_LABEL = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?![\d.])")
_NO_PERIOD = re.compile(r"konstan|dasar|target|proyeksi|rencana|=|rpjm|perda|sejak|berdiri", re.IGNORECASE)


def from_labels(names: Sequence[str]) -> Span | None:
    """The years that stand in the names of columns of figures: 2019, `Tahun 2020`, `Jumlah 2021`."""
    years: set[int] = set()
    for name in names:
        found = _IN_LABEL.findall(name)
        if len(found) > 1 or (found and _NO_PERIOD.search(name)):
            return None
        years.update(map(int, found))
    return span(labels.YEAR, years)


def months_in_labels(names: Sequence[str]) -> list[int]:
    """The months that are names of columns, at least three."""
    found = [MONTHS[name.strip().casefold()] for name in names if name.strip().casefold() in MONTHS]
    return sorted(set(found)) if len(set(found)) >= 3 else []
