"""Which chart a table allows, and what it shows, as numbers and codes. Where none is honest there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from . import cells, periods, words
from .cube import Cube
from .series import Bars, NoFigure, Series, by_category, through_time
from .shape import Known
from .words import About

LINE, BARS = "line", "bars"
MOST_DECIMALS, FIGURES_TOLD = 2, 3       # a Gini ratio of 0.381 has not stayed the same when it falls to 0.376


def choose(cube: Cube, about: About) -> dict[str, Any]:
    """The chart of a table.

    Returns:
        kind (`line`, `bars`, or None with `reason`), measure, points, how it was counted, and the finding as a code
    """
    lines, reason = _lines(cube)
    moving = [line for line in lines if not line[1].is_flat]
    if moving:
        return _line(cube, *moving[0], about)
    for group in _groups(cube):
        for place in group:
            try:
                return _bars(cube, place, by_category(cube, place), about)
            except NoFigure as none:
                reason = reason or none.reason
    return _line(cube, *lines[0], about) if lines else {"kind": None, "reason": reason or "no_measure"}


def _lines(cube: Cube) -> tuple[list[tuple[int, Series]], str]:
    """What may be drawn as a line, the most telling first, whole lines of a group before those with gaps; else why not."""
    found: list[tuple[int, Series]] = []
    reason = ""
    for group in _groups(cube):
        of_group: list[tuple[int, Series]] = []
        for place in group:
            try:
                of_group.append((place, through_time(cube, place)))
            except NoFigure as none:
                reason = reason or none.reason
        found += sorted(of_group, key=lambda line: line[1].has_gaps)
    return found, reason


def _groups(cube: Cube) -> list[list[int]]:
    """Places of the measures that people can read, the most telling group first: what is produced, else what comes first.
    In a group of one unit the largest comes first. What does not add up comes last.
    """
    size = _size(cube)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, measure in enumerate(cube.measures):
        if measure.unit is not None or words.is_count(measure.words) or any(cube.units):
            groups.setdefault((_rank(measure), measure.unit.text if measure.unit else ""), []).append(place)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[1][0]))
    return [sorted(places, key=lambda place: (-size[place], place)) for _, places in ordered]


_LAST = 3


def _rank(measure: Known) -> int:
    names = set(re.findall(r"\w+", measure.words.casefold()))
    if not measure.adds_up:
        return _LAST
    if names & {"nilai", "dipelihara", "dijual", "keperluan", "disimpan"}:
        return 2
    return 0 if names & {"produksi", "production"} else 1


def _size(cube: Cube) -> list[Decimal]:
    rows = [row for period in cube.periods for row in cube.parts(period).values()]
    return [sum((row[place] or Decimal() for row in rows), Decimal()) for place in range(len(cube.measures))]


_MEASURES = r"(jumlah|banyaknya|luas|produksi|nilai|volume|rata|populasi|persen|panjang|total|hasil|realisasi|harga|perkiraan)"
_LONGER = re.compile(r"luas (panen|areal|tanam)|produksi (daging|susu|telur|kulit)|nilai (produksi|tambah)", re.IGNORECASE)


def name_of(measure: Known, about: About, others: Sequence[Known] = ()) -> str:
    """What a measure is called in a sentence: a column called only `Jumlah` has the name of its record."""
    name = _without_common_start(measure, others)
    if words.GENERIC.match(name.strip()):
        return _title(about) if _fits(name, about.title) else words.sentence_case(name)
    last = name.rpartition(" ")
    if re.fullmatch(_MEASURES, last[2], re.IGNORECASE) and not re.match(rf"(?!hasil){_MEASURES}", name, re.IGNORECASE):
        name = f"{last[2]} {last[0]}"       # `Kolam Pembesaran Ikan Produksi`
    said = about.measures.strip()
    if said and not re.search(r"[;,/]|\bdan\b", said) and len(said) < 30 and not _starts_with_a_measure(name, said):
        longer = _LONGER.match(about.title)
        said_longer = longer[0] if longer and longer[0].casefold().startswith(said.casefold()) else said
        is_told_twice = said_longer.split()[-1].casefold() in name.casefold()
        name = f"{said if is_told_twice else said_longer} {name}"
    return words.sentence_case(name)


def _title(about: About) -> str:
    plain = re.sub(r"\s*\([^)]*\)", "", about.title)
    return re.split(r"\s+(?:menurut|per|berdasarkan|di|pada)\s+", plain, maxsplit=1, flags=re.IGNORECASE)[0].strip()


def _fits(name: str, title: str) -> bool:
    """Whether the title says what such a column holds: a column `Luas` of a record on production is not its production."""
    low = name.strip().casefold()
    return bool(title) and (low not in ("luas", "produksi", "hasil", "volume") or low in title.casefold())


def _starts_with_a_measure(name: str, said: str) -> bool:
    return said.casefold().split()[0] in name.casefold() or bool(re.match(_MEASURES, name, re.IGNORECASE))


def _without_common_start(measure: Known, others: Sequence[Known]) -> str:
    """`Jenis Ternak Kambing` is Kambing where all columns start so."""
    split = [other.words.casefold().split() for other in others]
    start = split[0][:2] if split else []
    is_common = len(split) > 1 and all(entry[:2] == start and len(entry) > 2 for entry in split)
    is_kind = is_common and start[0] in ("jenis", "kategori", "golongan")
    return " ".join(measure.words.split()[2:]) if is_kind else measure.words


def places_told(values: Iterable[Decimal | None], decimals: int) -> int:
    """Places after the point that a chart keeps: two, of small numbers as many as the largest needs for three figures.

    Args:
        decimals: that the table has; never more than these
    """
    most = max((abs(value) for value in values if value), default=Decimal(1))
    return min(decimals, max(MOST_DECIMALS, FIGURES_TOLD - 1 - most.adjusted()))


def rounded(value: Decimal, decimals: int) -> str:
    """A number as it is stored, with at most so many places."""
    places = Decimal(1).scaleb(-decimals)
    return cells.plain(value.quantize(places, ROUND_HALF_UP)) if value == value else "0"


def _measure(cube: Cube, place: int, about: About) -> dict[str, Any]:
    measure = cube.measures[place]
    unit = measure.unit.text if measure.unit else next((u for u in cube.units if u), "")
    return {"id": measure.column.id, "label": name_of(measure, about, cube.measures), "unit": unit}


def _line(cube: Cube, place: int, series: Series, about: About) -> dict[str, Any]:
    decimals = places_told(series.values, cube.measures[place].decimals)
    points = [[point.key, None if point.value is None else rounded(point.value, decimals)] for point in series.points]
    dimension = cube.dimensions[0].words if len(cube.dimensions) == 1 else ""
    return {
        "kind": LINE, "measure": _measure(cube, place, about), "points": points, "method": series.method,
        "dimension": dimension, "parts": series.parts if dimension else 0, "only": cube.only,
        "finding": finding(points, series.has_gaps),
    }


def finding(points: Sequence[Sequence[Any]], has_gaps: bool) -> dict[str, Any]:
    """What the last point of a line is beside the others.

    Returns:
        code: highest, lowest (of a line without gaps, since its first period), up, down (by percent), up_from, down_from,
        same, or stands; with period, value, since, before, was and percent as far as the code needs them
    """
    period, value = points[-1][0], Decimal(points[-1][1])
    earlier = [Decimal(point[1]) for point in points[:-1] if point[1] is not None]
    said: dict[str, Any] = {"period": period, "value": points[-1][1]}
    if not has_gaps and len(earlier) > 2 and value > max(earlier):
        return said | {"code": "highest", "since": points[0][0]}
    if not has_gaps and len(earlier) > 2 and value < min(earlier):
        return said | {"code": "lowest", "since": points[0][0]}
    before = _before(points)
    if before is None:
        return said | {"code": "stands"}
    said |= {"before": before[0], "was": before[1]}
    was = Decimal(before[1])
    if value == was:
        return said | {"code": "same"}
    way = "up" if value > was else "down"
    percent = abs(value - was) * 100 / was if was > 0 else Decimal()
    if not 0 < percent <= MOST_PERCENT or max(value, was) < FEW:
        return said | {"code": f"{way}_from"}
    told = rounded(percent, 1 if percent < 10 else 0)
    return said | {"code": way, "percent": told if Decimal(told) else "0.1"}


MOST_PERCENT, FEW = 200, 50       # beyond, or of small counts, a percentage says less than the two numbers


def _before(points: Sequence[Sequence[Any]]) -> Sequence[Any] | None:
    """The point that the last one is held against: the year before; of months and quarters the same one a year ago."""
    key = points[-1][0]
    if periods.kind(key) in (periods.MONTH, periods.QUARTER, periods.SEMESTER):
        wanted = f"{int(key[:4]) - 1}{key[4:]}"
        return next((point for point in points if point[0] == wanted and point[1] is not None), None)
    return points[-2] if points[-2][1] is not None else None


def _bars(cube: Cube, place: int, bars: Bars, about: About) -> dict[str, Any]:
    decimals = places_told((point.value for point in bars.points), cube.measures[place].decimals)
    points = [[point.key, rounded(point.value or Decimal(), decimals)] for point in bars.points]
    first, second = bars.points[0], bars.points[1]
    alone = first.value != second.value
    said = {"code": "largest" if alone else "compared", "period": bars.period, "value": points[0][1], "category": points[0][0]}
    return {
        "kind": BARS, "measure": _measure(cube, place, about), "points": points, "method": "value", "period": bars.period,
        "dimension": bars.dimension, "parts": len(points), "missing": bars.missing, "finding": said,
    }
