"""Everything of a table at once: three readings of its rows, none of which is kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from . import svg
from .chart import choose
from .cube import Cube, Repeated, TooLarge, cube
from .preview import preview
from .shape import Column, shape
from .words import About

Rows = Callable[[], Iterable[Sequence[Any]]]


def make(columns: Sequence[Column], rows: Rows, about: About) -> dict[str, Any]:
    """Preview, chart and pictures of a table.

    Args:
        rows: gives the rows from the first on, each time it is called; values in the order of the columns
    Returns:
        `preview` (see preview.py) and `chart` (see chart.py; kind None where no chart is honest), with `svg`
    """
    found = shape(columns, rows(), about)
    figures: Cube | None = None
    try:
        figures = cube(found, rows())
        chart = choose(figures, about)
    except TooLarge:
        chart = {"kind": None, "reason": "too_large"}
    except Repeated:
        chart = {"kind": None, "reason": "repeated_rows"}
    if chart["kind"]:
        chart["svg"] = svg.draw(chart)
    return {"preview": preview(found, rows(), figures), "chart": chart}
