"""The way of each line through the cells of a form.

A line to the next row leaves at the foot of a shape, runs along the top of the next row and enters from above. Every other
one leaves at a side, runs to a lane of its own in the gutter beside the columns, up or down, and back into its target:
what takes a case back on the left, what skips forward on the right. Lines at one side of a row have heights of their own.

Points that pieces share: ("s", row, cell) a shape, ("v", border, row, y) on an upright border, ("h", cell, border, d) on a
level border, ("i", row, cell, d, y) a corner inside a cell, ("e", row, cell, link) an end symbol; borders are counted from
the left and from above, `d` is the lane (0 in the middle of a column).
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .flowchart import Chart, Label, Link, Piece, Point, Row
from .flowchart_widths import label_chars

Side: TypeAlias = Literal["ki", "ka"]                   # left, right
BOX, DIAMOND = 20, 29                                   # half heights
LINE, TRACK, LANE = 13, 10, 11                          # a line of a label; least distance of runs; of lanes
TOP, FOOT = 20, 18                                      # room for the line that comes from above; that goes down
EDGE, LABEL = 7, 84                                     # first lane from the border; room for words in a gutter
END_SYMBOL = 12
TOP_RUN = "top"


@dataclass(slots=True)
class Run:
    """One end of a sideways link: where it leaves or enters a row."""

    link: Link
    row: int
    side: Side
    leaves: bool
    way: Literal["up", "down", "stop"]
    lane: int = 0
    lines: int = 0                                      # of its label
    y: int = 0


@dataclass(slots=True)
class Plan:
    """Everything that is settled before pieces are cut."""

    sides: dict[int, Side] = field(default_factory=dict)
    lanes: dict[int, int] = field(default_factory=dict)         # d by link
    runs: dict[tuple[int, Side], list[Run]] = field(default_factory=lambda: defaultdict(list))


def route(chart: Chart) -> None:
    """Put the pieces of every link into the cells, and settle heights and gutters."""
    plan = _planned(chart)
    for number, row in enumerate(chart.rows):
        _settle_heights(chart, plan, number, row)
        _tie(number, row)
    for link in chart.links:
        if link.route == "down" and link.target is not None:
            _draw_down(chart, link, link.target)
        elif link.route == "stop":
            _draw_stop(chart, link)
    for runs in plan.runs.values():
        for run in runs:
            _draw_run(chart, plan, run)
    for link in chart.links:
        if link.route == "side" and link.target is not None:
            _draw_lane(chart, plan, link, link.target)


def _planned(chart: Chart) -> Plan:
    plan = Plan()
    for link in chart.links:
        if link.route in ("side", "aside"):
            plan.sides[link.number] = _side_of(chart, link)
    chart.gutters = (_lay_lanes(chart, plan, "ki"), _lay_lanes(chart, plan, "ka"))
    chars = label_chars(chart)
    for link in chart.links:
        if link.number not in plan.sides:
            continue
        side, lines = plan.sides[link.number], len(textwrap.wrap(link.label, chars))
        if link.target is None:
            plan.runs[link.source, side].append(Run(link, link.source, side, True, "stop", lines=lines))
        else:
            back = link.target <= link.source
            plan.runs[link.source, side].append(Run(link, link.source, side, True, "up" if back else "down", lines=lines))
            plan.runs[link.target, side].append(Run(link, link.target, side, False, "down" if back else "up"))
    for runs in plan.runs.values():
        _set_tracks(plan, runs)
    return plan


def _side_of(chart: Chart, link: Link) -> Side:
    row = chart.rows[link.source]
    if link.target is not None:
        return "ki" if link.target <= link.source else "ka"
    has_room = row.high < len(chart.columns) - 1
    return "ka" if has_room or row.low == 0 else "ki"


def _lay_lanes(chart: Chart, plan: Plan, side: Side) -> int:
    """Give each link of a side a lane that no other uses in the same rows, short ones inside; gives the gutter's width."""
    mine = [link for link in chart.links if plan.sides.get(link.number) == side]
    words = any(_meets_gutter(chart, link, side) for link in mine)
    first = EDGE + (LABEL if words else 0)
    taken: list[list[tuple[int, int]]] = []
    for link in sorted(mine, key=_length):
        if link.target is None:
            continue
        low, high = sorted((link.source, link.target))
        lane = next((n for n, spans in enumerate(taken) if all(high < a or b < low for a, b in spans)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        plan.lanes[link.number] = first + lane * LANE
    if not mine:
        return 0
    return first + len(taken) * LANE if taken else first


def _length(link: Link) -> tuple[int, int]:
    return abs(link.source - (link.source if link.target is None else link.target)), link.number


def _meets_gutter(chart: Chart, link: Link, side: Side) -> bool:
    """Whether the cell beside the shape, which has the words or the end symbol, is the gutter."""
    row = chart.rows[link.source]
    at_edge = row.low == 0 if side == "ki" else row.high == len(chart.columns) - 1
    return at_edge and (bool(link.label) or link.target is None)


def _set_tracks(plan: Plan, runs: list[Run]) -> None:
    """Heights of the runs at one side of a row, so that as few as possible cross: see the order of `_track`."""
    for run in runs:
        run.lane = plan.lanes.get(run.link.number, 0)
    runs.sort(key=_track)
    at = 0
    for above, run in zip([None, *runs], runs, strict=False):
        if above is not None:
            at += max(TRACK, _below(above) + 4)
        run.y = at
    middle = at // 2
    for run in runs:
        run.y -= middle


def _track(run: Run) -> tuple[int, int, int]:
    """Those that go up come first, the inner lane on top; those that go down last, the inner lane lowest."""
    order = {"up": 0, "stop": 1, "down": 2}[run.way]
    return order, run.lane if run.way == "up" else -run.lane, run.link.number


def _below(run: Run) -> int:
    """Room that a run needs under it: its label, or half an end symbol."""
    return _words_at(run) + run.lines * LINE if run.lines else END_SYMBOL // 2 if run.way == "stop" else 0


def _words_at(run: Run) -> int:
    """How far under a run its words begin: below an end symbol, if it has one."""
    return END_SYMBOL // 2 + 2 if run.way == "stop" else 3


def _settle_heights(chart: Chart, plan: Plan, number: int, row: Row) -> None:
    """Half heights of the shapes and of the row, from all that has to find room there."""
    sides: list[list[Run]] = [plan.runs.get((number, "ki"), []), plan.runs.get((number, "ka"), [])]
    reach = max((abs(run.y) for runs in sides for run in runs), default=0)
    shapes = [cell.shape for cell in row.cells if cell.shape]
    is_diamond = shapes[0].kind == "putus"
    half = max(DIAMOND, round(reach / 0.6)) if is_diamond else max(BOX, reach + 8)
    for shape in shapes:
        shape.half = half
    foot = half + FOOT
    for runs in sides:
        foot = max(foot, *(run.y + _below(run) + 6 for run in runs)) if runs else foot
    foot = max(foot, _foot_label(chart, row, sides, half))
    if any(link.route == "stop" for link in row.links):
        foot += END_SYMBOL + 4
    row.half = max(TOP + half, foot)


def _foot_label(chart: Chart, row: Row, sides: list[list[Run]], half: int) -> int:
    """Place the words of the line that goes down; gives how far down they reach."""
    last = len(chart.columns) - 1
    for link in row.links:
        if link.route not in ("down", "stop", "oval") or not link.label:
            continue
        to_left = row.primary == last and last > 0
        beside = sides[0] if to_left else sides[1]
        y = max([half + 2, *(run.y + _below(run) + 3 for run in beside)])
        css = "kaki ki" if to_left else "kaki"
        row.cells[row.primary + 1].labels.append(Label(link.number, link.label, css, y))
        return y + len(textwrap.wrap(link.label, label_chars(chart))) * LINE + 6
    return 0


def _tie(number: int, row: Row) -> None:
    """A line from shape to shape where a row has several."""
    for cell in range(row.low + 1, row.high + 1):
        start: Point = ("s", number, cell) if row.cells[cell].shape else ("v", cell, number, "tie")
        end: Point = ("s", number, cell + 1) if row.cells[cell + 1].shape else ("v", cell + 1, number, "tie")
        row.cells[cell].pieces.append(Piece(None, "tali", start, end))


def _draw_down(chart: Chart, link: Link, target: int) -> None:
    """Down from the foot of a shape, past rows that nothing enters, along the top of the row to the shape below."""
    cell, into = chart.rows[link.source].primary + 1, chart.rows[target].primary + 1
    _put(chart, link, link.source, cell, "keluar", ("s", link.source, cell), ("h", cell, link.source + 1, 0))
    for row in range(link.source + 1, target):
        _put(chart, link, row, cell, "lewat", ("h", cell, row, 0), ("h", cell, row + 1, 0))
    if cell == into:
        _put(chart, link, target, cell, "masuk", ("h", cell, target, 0), ("s", target, cell))
        return
    step = 1 if into > cell else -1
    for at in range(cell, into + step, step):
        near, far = (at, at + 1) if step > 0 else (at + 1, at)
        start: Point = ("h", cell, target, 0) if at == cell else ("v", near, target, TOP_RUN)
        end: Point = ("i", target, into, 0, TOP_RUN) if at == into else ("v", far, target, TOP_RUN)
        half = "" if at not in (cell, into) else (" ka" if (at == cell) == (step > 0) else " ki")
        _put(chart, link, target, at, f"h{half}", start, end)
    _put(chart, link, target, into, "masuk", ("i", target, into, 0, TOP_RUN), ("s", target, into))


def _draw_stop(chart: Chart, link: Link) -> None:
    """Down to an end symbol in the same cell."""
    row = chart.rows[link.source]
    cell = row.primary + 1
    y = row.half - END_SYMBOL // 2 - 3
    _put(chart, link, link.source, cell, "keluar henti", ("s", link.source, cell), ("e", link.source, cell, link.number), y)
    row.cells[cell].ends.append(y)


def _draw_run(chart: Chart, plan: Plan, run: Run) -> None:
    """Between the shape and the lane in the gutter (or the end symbol beside the shape), level, in one row."""
    row, link, left = chart.rows[run.row], run.link, run.side == "ki"
    edge = (row.low if left else row.high) + 1
    gutter = 0 if left else len(chart.columns) + 1
    step = -1 if left else 1
    first = edge + step
    border = edge if left else edge + 1
    css = f"r {run.side}" if run.leaves else f"r m{run.side}"
    _put(chart, link, run.row, edge, css, ("s", run.row, edge), ("v", border, run.row, run.y), run.y, f=_slope(row, run.y))
    if run.leaves and link.label:
        row.cells[first].labels.append(Label(link.number, link.label, f"sisi {run.side}", run.y + _words_at(run)))
    if run.way == "stop":
        row.cells[first].ends.append(run.y)
        css = "r henti " + ("dari-ka" if left else "dari-ki")
        _put(chart, link, run.row, first, css, ("v", border, run.row, run.y), ("e", run.row, first, link.number), run.y)
        return
    for cell in range(first, gutter, step):
        borders = (cell + 1, cell) if left else (cell, cell + 1)
        _put(chart, link, run.row, cell, "r", ("v", borders[0], run.row, run.y), ("v", borders[1], run.row, run.y), run.y)
    inner = 1 if left else gutter
    corner: Point = ("i", run.row, gutter, run.lane, run.y)
    _put(chart, link, run.row, gutter, "g", ("v", inner, run.row, run.y), corner, run.y, run.lane)


def _draw_lane(chart: Chart, plan: Plan, link: Link, target: int) -> None:
    """Up or down in the gutter, from the height at which the link leaves to the one at which it enters."""
    side = plan.sides[link.number]
    gutter, lane = (0 if side == "ki" else len(chart.columns) + 1), plan.lanes[link.number]
    out = next(run for run in plan.runs[link.source, side] if run.link is link and run.leaves)
    into = next(run for run in plan.runs[target, side] if run.link is link and not run.leaves)
    if link.source == target:
        high, low = sorted((out.y, into.y))
        _put(chart, link, target, gutter, "antara", ("i", target, gutter, lane, out.y), ("i", target, gutter, lane, into.y),
             high, lane, size=low - high)
        return
    upper, lower = (into, out) if target < link.source else (out, into)
    _put(chart, link, upper.row, gutter, "turun", ("i", upper.row, gutter, lane, upper.y),
         ("h", gutter, upper.row + 1, lane), upper.y, lane)
    for row in range(upper.row + 1, lower.row):
        _put(chart, link, row, gutter, "lurus", ("h", gutter, row, lane), ("h", gutter, row + 1, lane), 0, lane)
    _put(chart, link, lower.row, gutter, "naik", ("h", gutter, lower.row, lane),
         ("i", lower.row, gutter, lane, lower.y), lower.y, lane)


def _slope(row: Row, y: int) -> float:
    """Where a level line meets the edge of a shape, as part of half its width: a diamond and a pill are narrower outside."""
    shape = next(cell.shape for cell in row.cells if cell.shape)
    off = abs(y) / shape.half
    return round({"putus": 1 - off, "ujung": 1 - off * off * 0.5}.get(shape.kind, 1.0), 2)


def _put(
    chart: Chart, link: Link, row: int, cell: int, css: str, start: Point, end: Point, y: int = 0, d: int = 0, f: float = 1.0,
    size: int = 0,
) -> None:
    kinds = [css] + (["balik"] if link.is_back else []) + (["satu"] if link.is_sitting else [])
    chart.rows[row].cells[cell].pieces.append(Piece(link.number, " ".join(kinds), start, end, y, d, f, size))
