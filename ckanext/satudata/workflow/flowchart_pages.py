"""Where the paper breaks, and the marks by which a line is found again on the next page. Pure.

A browser breaks a table where it likes and tells nobody, so the rows of a page (A4 across) are counted here from the length
of their words, rather too high than too low; each break is then forced after its row.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from .flowchart import Chart, Mark, Row
from .flowchart_widths import PAPER, Widths, widths

PAGE_HEIGHT = 630                                       # inside the margins, less the heads; CSS pixels
LINE, PADDING, CHAR = 15, 12, 6.0                       # of printed words at 8.5 points
MARGIN = 1.06


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a row, as it is shown."""

    activity: str = ""
    phase: str = ""
    inputs: tuple[str, ...] = ()
    time: str = ""
    outputs: tuple[str, ...] = ()
    note: str = ""


def paginate(chart: Chart, words: list[Words]) -> None:
    """Set where the paper breaks, and mark each line that crosses a break.

    Args:
        words: of each row of the form, in order
    """
    letters = 0
    for number in _breaks(chart, heights_of(chart, words)):
        chart.rows[number].breaks = True
        letters = _mark(chart, number, letters)


def heights_of(chart: Chart, words: list[Words]) -> list[float]:
    """How high each row is on paper at most, in CSS pixels.

    Args:
        words: of each row of the form, in order
    """
    shares = widths(chart)
    return [
        max(2.0 * row.half, _lines(words[number], shares) * LINE + PADDING) * MARGIN for number, row in enumerate(chart.rows)
    ]


def _breaks(chart: Chart, heights: list[float]) -> list[int]:
    """Rows after which the paper breaks: as few pages as can be, then as few cut lines, then full pages first."""
    best: list[tuple[int, int, list[int]]] = [(0, 0, [])]           # up to each row: pages, cut lines, breaks (negative)
    for end in range(1, len(heights) + 1):
        ways = []
        for start in range(end - 1, -1, -1):
            if start < end - 1 and sum(heights[start:end]) > PAGE_HEIGHT:
                break
            pages_before, cut, breaks = best[start]
            if start:
                cut, breaks = cut + len(_crossing(chart, start - 1)), [*breaks, 1 - start]
            ways.append((pages_before + 1, cut, breaks))
        best.append(min(ways))
    return [-number for number in best[-1][2]]


def _lines(words: Words, shares: Widths) -> int:
    """Lines of the longest cell of a row."""
    return max(
        _wrapped((words.phase,), shares.phase), _wrapped((words.activity,), shares.activity),
        _wrapped(words.inputs, shares.inputs), _wrapped((words.time,), shares.time),
        _wrapped(words.outputs, shares.outputs), _wrapped((words.note,), shares.note),
    )


def _wrapped(texts: tuple[str, ...], share: int) -> int:
    width = max(6, int((PAPER * share / 100 - PADDING) / CHAR))
    return sum(len(textwrap.wrap(text, width)) for text in texts)


def _mark(chart: Chart, number: int, letters: int) -> int:
    """Mark every line that leaves the foot of a row; gives how many letters are in use."""
    for at, lane in _crossing(chart, number):
        letter = _letter(letters)
        letters += 1
        chart.rows[number].cells[at].marks.append(Mark(letter, "ke", lane))
        chart.rows[number + 1].cells[at].marks.append(Mark(letter, "dari", lane))
    return letters


def _crossing(chart: Chart, number: int) -> list[tuple[int, int | None]]:
    """Cell and lane of each line that goes on below a row."""
    return [
        (at, piece.d or None)
        for at, cell in enumerate(chart.rows[number].cells) for piece in cell.pieces
        if any(point[:3] == ("h", at, number + 1) for point in (piece.start, piece.end))
    ]


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def pages(chart: Chart) -> list[list[Row]]:
    """The rows by page."""
    found: list[list[Row]] = [[]]
    for row in chart.rows:
        found[-1].append(row)
        if row.breaks:
            found.append([])
    return [page for page in found if page]
