"""The first rows of a table as people read them: columns in groups with their units, the latest period, a sum where one is
right. Cells stay as the database has them; numbers are written when the page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from . import cells, periods, words
from .cube import Cube
from .shape import CODE, DIMENSION, MEASURE, TIME, Known, Shape

MOST_ROWS, MOST_CHOICES, LONGEST_CELL = 20, 60, 500


def columns_of(shape: Shape) -> list[dict[str, Any]]:
    """What a page has to know of each column."""
    return [{
        "id": known.column.id, "label": known.words, "unit": known.unit.text if known.unit else "", "kind": known.kind,
        "is_number": known.column.is_numeric and known.kind == MEASURE, "adds_up": known.adds_up,
        "choices": _choices(known),
    } for known in shape.columns]


def _choices(known: Known) -> list[str]:
    """Values to choose from in a filter; newest period first, categories as the table has them."""
    if known.kind not in (DIMENSION, TIME) or known.values is None or not 1 < len(known.values) <= MOST_CHOICES:
        return []
    values = list(known.values)
    if known.kind == TIME and not known.part:
        values.sort(key=lambda value: periods.read(value) or "", reverse=True)
    return values


def latest(shape: Shape) -> str | None:
    """The value of the time column of the newest rows, as the table writes it."""
    if shape.time is None or not shape.time.values:
        return None
    return max(shape.time.values, key=lambda value: (periods.read(value) or "", value))      # of one day the last moment


def preview(shape: Shape, rows: Iterable[Sequence[Any]], cube: Cube | None) -> dict[str, Any]:
    """The first rows of the newest period, or of the table where it has none.

    Returns:
        columns, period (column and value, or None), rows (texts; None: no value), of (rows of that period), total
        (rows of all), sums (one for each column, or None)
    """
    newest = latest(shape)
    place = shape.time.place if shape.time is not None and newest is not None else None
    shown: list[list[str | None]] = []
    of = 0
    for row in rows:
        if place is not None and cells.text(row[place]) != newest:
            continue
        of += 1
        if len(shown) < MOST_ROWS:
            shown.append(row_of(row))
    return {
        "columns": columns_of(shape), "rows": shown, "of": of, "total": shape.rows,
        "period": None if shape.time is None or newest is None else {"column": shape.time.column.id, "value": newest},
        "sums": _sums(shape, cube, newest),
    }


def row_of(row: Sequence[Any]) -> list[str | None]:
    """Cells as text; a dash is None, because it is no value."""
    return [None if cells.is_missing(value) else (cells.text(value) or "")[:LONGEST_CELL] for value in row]


def _sums(shape: Shape, cube: Cube | None, newest: str | None) -> list[str | None] | None:
    """Under the newest rows: what adds up, of rows that are no sums themselves; None if the table has such a row."""
    if cube is None or not cube.dimensions or any(cube.totals) or any(cube.left_out) or shape.time_part is not None:
        return None
    is_of_indicators = any(words.INDICATORS.search(dimension.words) for dimension in cube.dimensions)
    if is_of_indicators or len(cube.units) > 1 or cube.mixes_levels():
        return None
    key = periods.read(newest) if newest is not None else ""
    found = cube.figures.get(key or "")
    if not found or len(found) < 2:
        return None
    sums: list[str | None] = [None] * len(shape.columns)
    for index, measure in enumerate(cube.measures):
        numbers = [row[index] for row in found.values() if row[index] is not None]
        if measure.adds_up and numbers:
            sums[measure.place] = cells.plain(sum((n for n in numbers if n is not None), Decimal()))
    return sums if any(sums) else None


# heads


def heads(columns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns beside each other whose names share words stand under one head.

    Returns:
        in order: group (empty for a column of its own) and its columns, each with `head` and the rest
    """
    split = [str(column["label"]).split() for column in columns]
    free = [column["kind"] in (DIMENSION, TIME, CODE) for column in columns]
    out: list[dict[str, Any]] = []
    runs = _best(split, free)
    # two columns of twelve that share a word are no reason for a second line of heads
    if sum(end - start for start, end, shared, _ in runs if shared) * 2 < free.count(False):
        runs = [(place, place + 1, 0, False) for place in range(len(columns))]
    for start, end, shared, at_end in runs:
        group = split[start][-shared:] if at_end else split[start][:shared]
        members = [
            column | {"head": _rest(split[start + place], shared, at_end)} for place, column in enumerate(columns[start:end])
        ]
        out.append({"group": words.sentence_case(" ".join(group)) if shared else "", "columns": members})
    return out


def _rest(names: Sequence[str], shared: int, at_end: bool) -> str:
    rest = names[: len(names) - shared] if at_end else names[shared:]
    return words.sentence_case(" ".join(rest))


Run = tuple[int, int, int, bool]


def _best(split: Sequence[Sequence[str]], free: Sequence[bool]) -> list[Run]:
    """The way to cut the columns into groups that saves most words."""
    best: list[tuple[int, list[Run]]] = [(0, [])]
    for end in range(1, len(split) + 1):
        options: list[tuple[int, list[Run]]] = []
        for start in range(max(0, end - 12), end):
            saved, run = _run(split, free, start, end)
            if run is not None:
                options.append((best[start][0] + saved, [*best[start][1], run]))
        best.append(max(options, key=lambda option: (option[0], -len(option[1]))))
    return best[-1][1]


def _run(split: Sequence[Sequence[str]], free: Sequence[bool], start: int, end: int) -> tuple[int, Run | None]:
    if end - start == 1:
        return 0, (start, end, 0, False)
    if any(free[start:end]):
        return 0, None
    names = split[start:end]
    front, back = _shared(names, at_end=False), _shared(names, at_end=True)
    shared, at_end = (front, False) if front >= back else (back, True)
    return shared * (end - start - 1), (start, end, shared, at_end) if shared else None


def _shared(names: Sequence[Sequence[str]], at_end: bool) -> int:
    """How many words all have in common, at the front or at the end, with a word left to each."""
    count = 0
    shortest = min(map(len, names))
    while count < shortest - 1:
        place = -1 - count if at_end else count
        if len({name[place].casefold() for name in names}) > 1:
            break
        count += 1
    return count
