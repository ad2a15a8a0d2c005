"""The flow of a form as pictures for paper: one SVG for each row, all its columns of actors beside each other.

A browser lays the pieces of line out by its stylesheet (`flowchart_places`); the printer of PDFs cannot, so here each has
its place in pixels, in cells whose size is settled before. Pure.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .flowchart import Cell, Chart, Label, Mark, Piece, Row, Shape, ShapeKind
from .flowchart_places import split
from .flowchart_widths import NUMBER, PAPER, label_chars, widths

OVER, HEAD = 10, 9                                      # how far a line reaches into the next row; where it then turns
ARROW, LETTER = 7, 11                                   # length of a head; width of the mark of a line that goes on
END = (24, 12)                                          # width and height of an end symbol
LINE, CHAR = 13, 4.8                                    # of a label at 7 points
PATIENCE = 3                                            # letters by which a word may stand out before it is broken
DASHES = {"balik": ' stroke-dasharray="5 3"', "tunggu": ' stroke-dasharray="5 3"', "tetap": ' stroke-dasharray="1.5 2.5"'}
STROKE = Markup('<path d="{}" stroke="{}" stroke-width="{}"{}/>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """Widths of the columns on paper, in CSS pixels; `cells` are the gutters and the columns of actors between them."""

    number: int
    phase: int
    activity: int
    cells: tuple[float, ...]
    inputs: int
    time: int
    outputs: int
    note: int

    @property
    def flow(self) -> float:
        """Width of the cells together."""
        return sum(self.cells)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell on the picture: its left border, its size, the half width of its shape."""

    x: float
    width: float
    height: float
    half: float
    gutter: str = ""                                    # ki | ka, if it is one

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def centre(self) -> float:
        return self.height / 2


def sheet(chart: Chart) -> Sheet:
    """The columns of a form on paper."""
    shares = widths(chart)
    words = [round(PAPER * share / 100) for share in
             (shares.phase, shares.activity, shares.inputs, shares.time, shares.outputs, shares.note)]
    left, right = chart.gutters
    actor = (PAPER - NUMBER - sum(words) - left - right) / max(1, len(chart.columns))
    return Sheet(NUMBER, words[0], words[1], (left, *[actor] * len(chart.columns), right), *words[2:])


def drawings(chart: Chart, heights: Sequence[int]) -> list[Markup]:
    """One picture for each row.

    Args:
        heights: of the rows, in CSS pixels
    """
    cells, chars = sheet(chart).cells, label_chars(chart)
    found = []
    for number, row in enumerate(chart.rows):
        above = chart.rows[number - 1] if number and not chart.rows[number - 1].breaks else None
        places = list(_places(row, cells, heights[number]))
        drawn = Markup("").join(
            [*_borders(places), *(part for at, cell in enumerate(row.cells) for part in _cell(
                cell, places[at], row, above.cells[at] if above else None, chars))])
        found.append(Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" fill="none" '
            'font-family="Liberation Sans, Arial, DejaVu Sans Condensed, sans-serif" font-size="9.3">{2}</svg>'
        ).format(f"{sum(cells):.1f}", heights[number], drawn))
    return found


def _places(row: Row, cells: Sequence[float], height: int) -> Iterator[Place]:
    x = 0.0
    for at, width in enumerate(cells):
        shape = row.cells[at].shape
        is_diamond = shape is not None and shape.kind == "putus"
        half = min(42, width * 0.46) if is_diamond else min(32, width * 0.36)
        yield Place(x, width, height, half, {0: "ki", len(cells) - 1: "ka"}.get(at, ""))
        x += width


def _borders(places: Sequence[Place]) -> Iterator[Markup]:
    """Between the columns, dotted: who does what is told by the shapes."""
    for place in places[1:]:
        if place.x and place.width:
            yield _line(place.x, 0, place.x, place.height, "#999", 0.7, ' stroke-dasharray="1 2"')


def _cell(cell: Cell, place: Place, row: Row, above: Cell | None, chars: int) -> Iterator[Markup]:
    for piece in above.pieces if above else ():
        if split(piece)[0] in ("keluar", "lewat"):
            yield from _drawn(place.middle, 0, place.middle, OVER, piece)
    for piece in cell.pieces:
        yield from _piece(piece, place, row, cell.shape)
    for y in cell.ends:
        yield Markup('<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="6" fill="#fff" stroke="#000" stroke-width="1.4"/>'
                     ).format(place.middle - END[0] / 2, place.centre + y - END[1] / 2, *END)
    if cell.shape:
        yield SHAPES[cell.shape.kind](place.middle, place.centre, place.half, cell.shape.half)
    for label in cell.labels:
        yield from _label(label, place, chars)
    for mark in cell.marks:
        yield _mark(mark, place)


def _piece(piece: Piece, place: Place, row: Row, shape: Shape | None) -> Iterator[Markup]:
    kind, _more = split(piece)
    half = shape.half if shape else 0
    if (span := _down(kind, piece, place, half, row.breaks)) is not None:
        yield from _drawn(place.middle, span[0], place.middle, span[1], piece, "down" if kind == "masuk" else "")
        return
    y = place.centre + piece.y
    if kind in ("turun", "naik", "lurus", "antara"):
        x = place.x + (place.width - piece.d if place.gutter == "ki" else piece.d)
        low = {"turun": place.height, "antara": y + piece.size}.get(kind, y if kind == "naik" else place.height)
        yield from _drawn(x, y if kind in ("turun", "antara") else 0, x, low, piece)
        return
    start, end = _across(kind, piece, place)
    y = HEAD if kind.startswith("h") else y
    yield from _drawn(start, y, end, y, piece, {"r mki": "right", "r mka": "left"}.get(kind, ""))


def _down(kind: str, piece: Piece, place: Place, half: int, breaks: bool) -> tuple[float, float] | None:
    """From where to where an upright piece in the middle of a cell reaches; None for another piece."""
    foot = place.height if breaks else place.height + 1
    return {
        "keluar": (place.centre, foot),
        "keluar henti": (place.centre, place.centre + piece.y - END[1] / 2),
        "lewat": (HEAD, foot),
        "masuk": (HEAD, place.centre - half),
    }.get(kind)


def _across(kind: str, piece: Piece, place: Place) -> tuple[float, float]:
    """From where to where a level piece reaches."""
    left, right = place.x, place.x + place.width
    edge = place.half * piece.f
    if kind == "g":
        return (right - piece.d, right) if place.gutter == "ki" else (left, left + piece.d)
    if kind == "tali":
        return place.middle, place.middle + place.width
    return {
        "ki": (left, place.middle), "ka": (place.middle, right),
        "mki": (left, place.middle - edge), "mka": (place.middle + edge, right),
        "dari-ki": (left, place.middle - END[0] / 2), "dari-ka": (place.middle + END[0] / 2, right),
    }.get(kind.split()[-1], (left, right))


def _drawn(x: float, y: float, to_x: float, to_y: float, piece: Piece, head: str = "") -> Iterator[Markup]:
    """A piece of line with its head: `down` and `right` at its end, `left` at its beginning."""
    words = piece.css.split()
    is_double = "satu" in words
    yield _line(x, y, to_x, to_y, "#000", 4 if is_double else 1.4, Markup(DASHES["balik"]) if "balik" in words else Markup(""))
    if is_double:
        yield _line(x, y, to_x, to_y, "#fff", 1.6)
    elif head:
        tip_x, tip_y = (x, y) if head == "left" else (to_x, to_y)
        back = {"down": (-4, -ARROW, 4, -ARROW), "right": (-ARROW, -4, -ARROW, 4), "left": (ARROW, -4, ARROW, 4)}[head]
        yield Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z" fill="#000"/>').format(
            tip_x, tip_y, tip_x + back[0], tip_y + back[1], tip_x + back[2], tip_y + back[3])


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float, more: str = "") -> Markup:
    return STROKE.format(f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}", colour, width, Markup(more))


def _box(x: float, y: float, half: float, high: float, radius: float = 0, more: str = "") -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="{:.1f}" fill="#fff" stroke="#000" '
                  'stroke-width="1.4"{}/>').format(x - half, y - high, 2 * half, 2 * high, radius, Markup(more))


def _outline(path: str) -> Callable[[float, float, float, float], Markup]:
    """A shape drawn by a path whose points are parts of the half width and the half height."""
    points = [word.split(",") for word in path.split()]

    def drawn(x: float, y: float, half: float, high: float) -> Markup:
        words = " ".join(f"{letter[0] if letter[0].isalpha() else ''}{x + float(letter.lstrip('MLC')) * half:.1f} "
                         f"{y + float(down) * high:.1f}" for letter, down in points)
        return Markup('<path d="{}Z" fill="#fff" stroke="#000" stroke-width="1.4"/>').format(words)

    return drawn


def _cases(x: float, y: float, half: float, high: float) -> Markup:
    sides = [_line(x + side * (half - 4), y - high, x + side * (half - 4), y + high, "#000", 1.2) for side in (-1, 1)]
    return _box(x, y, half, high) + Markup("").join(sides)


SHAPES: dict[ShapeKind, Callable[[float, float, float, float], Markup]] = {
    "ujung": lambda x, y, half, high: _box(x, y, half, high, min(half, high)),
    "kotak": _box,
    "putus": _outline("M0,-1 L1,0 L0,1 L-1,0"),
    "dokumen": _outline("M-1,-1 L1,-1 L1,0.7 C0.5,0.25 0,1.2 -1,0.8"),
    "kasus": _cases,
    "tunggu": lambda x, y, half, high: _box(x, y, half, high, 0, DASHES["tunggu"]),
    "portal": lambda x, y, half, high: _box(x, y, half, high) + _box(x, y, half - 3, high - 3),
    "tetap": lambda x, y, half, high: _box(x, y, half, high, 0, DASHES["tetap"]),
}


def _label(label: Label, place: Place, chars: int) -> Iterator[Markup]:
    kind, *side = label.css.split()
    to_left = side == ["ki"]
    if kind == "kaki":
        x = place.middle - 6 if to_left else place.middle + 6
    else:
        x = place.x + place.width - 3 if to_left else place.x + 3
    for number, text in enumerate(_wrapped(label.text, max(chars, int((place.width - 4) / CHAR)))):
        y, width = place.centre + label.y + number * LINE, len(text) * CHAR
        yield Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="#fff"/>').format(
            x - width if to_left else x, y, width, LINE - 1)
        yield Markup('<text x="{:.1f}" y="{:.1f}" fill="#000"{}>{}</text>').format(
            x, y + LINE - 4, Markup(' text-anchor="end"') if to_left else "", text)


def _wrapped(text: str, chars: int) -> list[str]:
    breaks = any(len(word) > chars + PATIENCE for word in text.split())
    return textwrap.wrap(text, chars, break_long_words=breaks, break_on_hyphens=breaks)


def _mark(mark: Mark, place: Place) -> Markup:
    """The letter under which a line goes on: at the foot of its page, and at the head of the next."""
    at = place.middle if mark.d is None else place.x + (place.width - mark.d if place.gutter == "ki" else mark.d)
    top = place.height - 14 if mark.css == "ke" else 1
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{}" height="13" rx="4" fill="#fff" stroke="#000"/>'
                  '<text x="{:.1f}" y="{:.1f}" fill="#000" font-weight="700" text-anchor="middle">{}</text>').format(
        at - LETTER / 2, top, LETTER, at, top + 10, mark.letter)
