"""One measure through time, and one measure by category: numbers that may be drawn, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from . import periods
from .cube import Cube, Key
from .words import INDICATORS

SUM, ROW, VALUE = "sum", "row", "value"     # of all categories; of the table's own total; of the one row of a period
FEWEST_POINTS, MOST_POINTS, MOST_BARS, FEWEST_BARS = 3, 180, 25, 3
# What a period lacks may not weigh more than this, or its sum would tell of a fall that nobody has seen.
MAY_LACK = Decimal("0.01")
# beyond, a slip of a sensor or a spreadsheet: no regency has a quintillion of anything, and nothing is read in millionths
LARGEST, SMALLEST = Decimal(10) ** 18, Decimal("0.000001")
JUMP = 10               # from one year to the next: more often a unit that changed than a harvest


@dataclass(frozen=True, slots=True)
class Point:
    """A period (or category) and its number; None is a gap."""

    key: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order of time, without a hole: a period that the table leaves out is a gap."""

    points: tuple[Point, ...]
    method: str
    parts: int = 0

    @property
    def values(self) -> list[Decimal]:
        return [point.value for point in self.points if point.value is not None]

    @property
    def has_gaps(self) -> bool:
        return len(self.values) < len(self.points)

    @property
    def is_flat(self) -> bool:
        low, high = min(self.values), max(self.values)
        return high - low <= high / 100


class NoFigure(Exception):
    """Why there is none; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def through_time(cube: Cube, place: int) -> Series:
    """One measure in every period.

    Args:
        place: of the measure among the cube's
    Raises:
        NoFigure: no_time, few_periods, not_additive, mixed_units, gap_at_end, jump, negative, too_large_numbers,
            total_disagrees
    """
    kinds = {periods.kind(key) for key in cube.periods if key}
    if not kinds:
        raise NoFigure("no_time")
    if len(kinds) > 1:
        raise NoFigure("mixed_periods")
    keys = cube.periods
    if len(keys) < FEWEST_POINTS:
        raise NoFigure("few_periods")
    method, values = _values(cube, place)
    points = _without_holes(keys, values)
    if not FEWEST_POINTS <= sum(point.value is not None for point in points) or len(points) > MOST_POINTS:
        raise NoFigure("few_periods" if len(points) <= MOST_POINTS else "many_periods")
    if points[-1].value is None:
        raise NoFigure("gap_at_end")
    if sum(point.value is None for point in points) * 3 > len(points):
        raise NoFigure("many_gaps")
    if method == SUM and any(_one_has_jumped(cube, place, period) for period in keys):
        raise NoFigure("jump")
    series = Series(points, method, _counted(cube, place) if method == SUM else 0)
    _believable(series)
    return series


def _counted(cube: Cube, place: int) -> int:
    """How many categories the last sum is of."""
    return sum(row[place] is not None for row in cube.parts(cube.periods[-1]).values())


def _values(cube: Cube, place: int) -> tuple[str, dict[str, Decimal | None]]:
    if not cube.dimensions:
        return VALUE, {period: next(iter(cube.figures[period].values()))[place] for period in cube.periods}
    measure = cube.measures[place]
    wholes = {period: row[place] for period in cube.periods if (row := cube.whole(period)) is not None}
    if wholes:
        if measure.adds_up and any(_disagrees(cube, period, place, whole) for period, whole in wholes.items()):
            raise NoFigure("total_disagrees")
        return ROW, {period: wholes.get(period) for period in cube.periods}
    if len([unit for unit in cube.units if unit]) > 1:
        raise NoFigure("mixed_units")
    if not measure.adds_up or _tells_of_indicators(cube) or cube.mixes_levels():
        raise NoFigure("not_additive")
    return SUM, _sums(cube, place)


def _tells_of_indicators(cube: Cube) -> bool:
    return any(INDICATORS.search(dimension.words) for dimension in cube.dimensions)


def _disagrees(cube: Cube, period: str, place: int, whole: Decimal | None) -> bool:
    """Whether the printed total of a period is not the sum of its complete parts (within one per cent)."""
    if len(cube.dimensions) > 1 or whole is None:
        return False
    parts = [row[place] for row in cube.parts(period).values()]
    found = sum((n for n in parts if n is not None), Decimal())
    return len(parts) > 1 and None not in parts and abs(found - whole) > max(abs(whole) / 100, Decimal(1))


def _sums(cube: Cube, place: int) -> dict[str, Decimal | None]:
    by_period = {period: {key: row[place] for key, row in cube.parts(period).items() if row[place] is not None}
                 for period in cube.periods}
    usual = _usual(by_period)
    return {period: _sum(found, usual) for period, found in by_period.items()}


def _usual(by_period: dict[str, dict[Key, Decimal | None]]) -> dict[Key, Decimal]:
    """What each category has, as a rule, where it has a number."""
    seen: dict[Key, list[Decimal]] = {}
    for found in by_period.values():
        for key, value in found.items():
            if value is not None:
                seen.setdefault(key, []).append(value)
    return {key: median(values) for key, values in seen.items()}


def _sum(found: dict[Key, Decimal | None], usual: dict[Key, Decimal]) -> Decimal | None:
    """The sum of a period; None where what is missing in it would weigh: a gap, never a zero."""
    total = sum((value for value in found.values() if value is not None), Decimal())
    lacking = sum((abs(value) for key, value in usual.items() if key not in found), Decimal())
    return total if found and lacking <= abs(total) * MAY_LACK else None


def _without_holes(keys: list[str], values: dict[str, Decimal | None]) -> tuple[Point, ...]:
    by_place = {periods.place(key): key for key in keys}
    places = sorted(by_place)
    if periods.kind(keys[0]) == periods.DAY:        # days of measuring follow no rule
        return tuple(Point(by_place[place], values[by_place[place]]) for place in places)
    step = min((b - a for a, b in zip(places, places[1:], strict=False)), default=1)
    every = range(places[0], places[-1] + 1, step)
    if len(every) > MOST_POINTS or any((place - places[0]) % step for place in places):
        every = places
    named = {place: by_place.get(place) or _key(place, keys[0]) for place in every}
    return tuple(Point(key, values.get(key)) for key in named.values())


def _key(place: int, like: str) -> str:
    """The key of a period that the table leaves out."""
    which = periods.kind(like)
    if which == periods.MONTH:
        return f"{place // 12:04d}-{place % 12 + 1:02d}"
    if which in (periods.QUARTER, periods.SEMESTER):
        size, letter = (4, "Q") if which == periods.QUARTER else (2, "S")
        return f"{place // size:04d}-{letter}{place % size + 1}"
    return f"{place}/{place + 1}" if which == periods.SCHOOL else str(place)


def _believable(series: Series) -> None:
    """Raises: NoFigure, where the numbers say more of their file than of the matter"""
    if min(series.values) < 0 and series.method != VALUE:
        raise NoFigure("negative")
    _of_readable_size(series.values)
    if periods.kind(series.points[0].key) in (periods.YEAR, periods.SCHOOL):
        for before, after in zip(series.values, series.values[1:], strict=False):
            low, high = sorted((abs(before), abs(after)))
            if high >= 100 and high >= low * JUMP:
                raise NoFigure("jump")


def _of_readable_size(values: list[Decimal]) -> None:
    """Raises: NoFigure, where nothing would be drawn, or numbers longer than the picture"""
    most = max(map(abs, values))
    if most < SMALLEST:
        raise NoFigure("all_zero")
    if most >= LARGEST:
        raise NoFigure("too_large_numbers")


def _one_has_jumped(cube: Cube, place: int, period: str) -> bool:
    """Whether a category that would rule the picture is many times what it was in all other periods."""
    rows = cube.parts(period)
    whole = sum((row[place] or Decimal() for row in rows.values()), Decimal())
    for key, row in rows.items():
        value = row[place]
        if value is None or value < 100 or value * 10 < whole:
            continue
        before = [n for other, found in cube.figures.items() if other != period and key in found
                  and (n := found[key][place]) is not None]
        if before and value >= max(before) * JUMP:
            return True
        if not before and value * 3 >= whole and len(cube.figures) > FEWEST_POINTS:
            return True         # from nothing in all years to more than a third of all
    return False


@dataclass(frozen=True, slots=True)
class Bars:
    """One measure of one period by category, largest first; `missing` categories have no number, and are no zeros."""

    points: tuple[Point, ...]
    period: str
    dimension: str
    missing: int


def by_category(cube: Cube, place: int) -> Bars:
    """The latest period, or the whole of a table that knows none.

    Raises:
        NoFigure: no_category, many_categories, few_categories, negative, mixed_units, mixed_levels
    """
    if not cube.periods or len(cube.dimensions) != 1:
        raise NoFigure("no_category")
    if len([unit for unit in cube.units if unit]) > 1:
        raise NoFigure("mixed_units")
    if cube.measures[place].adds_up and cube.mixes_levels():        # that a country has most people is no finding
        raise NoFigure("mixed_levels")
    period = cube.periods[-1]
    rows = cube.parts(period)
    names = cube.spelled[0]
    points = [Point(names[key[0]] or "–", row[place]) for key, row in rows.items() if row[place] is not None]
    numbers = [point.value for point in points if point.value is not None]
    if len(points) > MOST_BARS:
        raise NoFigure("many_categories")
    if len(points) < FEWEST_BARS:
        raise NoFigure("few_categories")
    if min(numbers) < 0:
        raise NoFigure("negative")
    _of_readable_size(numbers)
    if min(numbers) == max(numbers):
        raise NoFigure("all_equal")
    if _one_has_jumped(cube, place, period):
        raise NoFigure("jump")
    points.sort(key=lambda point: -(point.value or 0))
    missing = len(rows) - len(points) + cube.blank.get(period, 0)
    return Bars(tuple(points), period, cube.dimensions[0].words, missing)
