"""A chart as inline SVG, drawn twice: 850 wide, and 358 for a phone. Axis from zero, values written out.

What is stored is the *inside* of the picture, once with Indonesian and once with English numbers and months: geometry is
dear, and numbers and period names are all that differs. The `<svg>` tag with its one sentence for screen readers is
written when the page is made, in the reader's language (`snippets/chart.html`). Everything that comes from a table is
escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from . import periods
from .chart import LINE

LETTER = 7.3            # width of a digit at 13 px, of the widest fonts in the stack
LANGUAGES = ("id", "en")
WIDE, NARROW = 850, 358


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines of a picture run."""

    width: int
    height: int
    left: float
    right: float
    top: float
    base: float

    def x(self, share: float) -> float:
        return self.left + (self.right - self.left) * share

    def y(self, value: Decimal, top_value: Decimal) -> float:
        return self.base - (self.base - self.top) * float(value / top_value)


def draw(chart: dict[str, Any]) -> dict[str, Any]:
    """Both pictures in both languages.

    Returns:
        language → `wide` and `narrow` → width, height, body
    """
    picture = _line if chart["kind"] == LINE else _bars
    return {language: {"wide": picture(chart, WIDE, language), "narrow": picture(chart, NARROW, language)}
            for language in LANGUAGES}


def number(value: Decimal | str, language: str) -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English; as `h.satudata_number` writes it."""
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def ticks(highest: Decimal, whole: bool = False) -> list[Decimal]:
    """Round numbers from zero to the first one that is not below the highest value, some four of them.

    Args:
        whole: no halves of what cannot be halved
    """
    rough = max(highest / 4, Decimal(1)) if whole else highest / 4
    power = Decimal(10) ** (rough.adjusted())
    factors = (1, 2, 5, 10) if whole and power < 10 else (1, 2, Decimal("2.5"), 5, 10)
    step = next(power * factor for factor in factors if power * factor >= rough)
    count = math.ceil(highest / step)
    return [step * place for place in range(count + 1)]


def _pixel(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, anchor: str = "", css: str = "") -> str:
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    classed = f' class="{css}"' if css else ""
    return f'<text{classed} x="{_pixel(x)}" y="{_pixel(y)}"{anchored}>{escape(words)}</text>'


# lines


def _line(chart: dict[str, Any], width: int, language: str) -> dict[str, Any]:
    points = [(key, None if value is None else Decimal(value)) for key, value in chart["points"]]
    numbers = [value for _key, value in points if value is not None]
    scale, lowest = _scale(numbers)
    frame = _frame(width, scale, language)
    out = [_axis(frame, scale, lowest, language)]
    places = [periods.place(key) for key, _value in points]
    span = places[-1] - places[0]
    height = scale[-1] - lowest
    spots = [(frame.x((place - places[0]) / span), None if value is None else frame.y(value - lowest, height), value)
             for place, (_key, value) in zip(places, points, strict=True)]
    out += _below(frame, [spot[0] for spot in spots], [key for key, _ in points], language)
    out += _strokes(spots)
    out += _dots(spots)
    out += _labels(frame, spots, language)
    return {"width": width, "height": frame.height, "body": "".join(out)}


def _scale(numbers: Sequence[Decimal]) -> tuple[list[Decimal], Decimal]:
    """Ticks of the axis, and where it begins: at zero, below it only where there are numbers below."""
    high, low = max(*numbers, Decimal(0)), min(*numbers, Decimal(0))
    whole = all(value == value.to_integral_value() for value in numbers)
    if low == 0:
        return ticks(high, whole), Decimal(0)
    step = ticks(max(high, -low), whole)[1]
    below = math.ceil(-low / step)
    return [step * place for place in range(-below, math.ceil(high / step) + 1)], -step * below


def _frame(width: int, scale: Sequence[Decimal], language: str) -> Frame:
    height = 270 if width == WIDE else 250
    left = max(58.0, LETTER * max(len(number(tick, language)) for tick in scale) + 14)
    return Frame(width, height, left, width - 30, 22, height - 30)


def _axis(frame: Frame, scale: Sequence[Decimal], lowest: Decimal, language: str) -> str:
    out: list[str] = []
    for tick in scale:
        y = frame.y(tick - lowest, scale[-1] - lowest)
        css = "nol" if tick == 0 else "sumbu"
        out.append(f'<line class="{css}" x1="{_pixel(frame.left)}" x2="{_pixel(frame.right + 10)}" y1="{_pixel(y)}" '
                   f'y2="{_pixel(y)}"/>' + _text(frame.left - 8, y + 4, number(tick, language), "end"))
    return "".join(out)


def _below(frame: Frame, xs: Sequence[float], keys: Sequence[str], language: str) -> list[str]:
    """Names of the periods under the axis, as many as fit; the last one always. Of months the years, at January."""
    if periods.kind(keys[0]) == periods.MONTH and len(keys) > 18:
        named = [(x, key[:4]) for x, key in zip(xs, keys, strict=True) if key.endswith("-01")]
    else:
        named = [(x, periods.mark(key, language)) for x, key in zip(xs, keys, strict=True)]
    if not named:
        return []
    room = LETTER * max(len(words) for _x, words in named) + 10
    gap = (named[-1][0] - named[0][0]) / max(len(named) - 1, 1)
    every = max(1, math.ceil(room / gap)) if gap else 1
    out: list[str] = []
    for x, words in named[::-1][::every]:
        at_edge = x + LETTER * len(words) / 2 > frame.width
        out.append(_text(frame.width if at_edge else x, frame.base + 22, words, "end" if at_edge else "middle"))
    return out


Spot = tuple[float, float | None, Decimal | None]


def _strokes(spots: Sequence[Spot]) -> list[str]:
    """The line, broken where a period has no number."""
    pieces: list[list[str]] = [[]]
    for x, y, _value in spots:
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{_pixel(x)},{_pixel(y)}")
    return [f'<polyline class="g1" points="{" ".join(piece)}"/>' for piece in pieces if len(piece) > 1]


def _dots(spots: Sequence[Spot]) -> list[str]:
    """A dot at each period; of a long line only at its end, and where a number stands alone between two gaps."""
    out: list[str] = []
    for place, (x, y, _value) in enumerate(spots):
        if y is None:
            continue
        alone = all(spots[near][1] is None for near in (place - 1, place + 1) if 0 <= near < len(spots))
        last = place == len(spots) - 1
        if len(spots) <= 40 or last or alone:
            out.append(f'<circle class="titik" cx="{_pixel(x)}" cy="{_pixel(y)}" r="{5 if last else 3.5}"/>')
    return out


def _labels(frame: Frame, spots: Sequence[Spot], language: str) -> list[str]:
    """Values at their points; where they would run into each other the first, the lowest, the highest and the last."""
    drawn = [(place, x, y, value) for place, (x, y, value) in enumerate(spots) if y is not None and value is not None]
    widest = LETTER * max(len(number(value, language)) for _p, _x, _y, value in drawn)
    gap = (frame.right - frame.left) / max(len(spots) - 1, 1)
    chosen = drawn
    if gap < widest + 10:
        ends = (drawn[0], drawn[-1])
        extremes = (min(drawn, key=lambda d: d[3]), max(drawn, key=lambda d: d[3])) if frame.width == WIDE else ()
        chosen = list(dict.fromkeys((ends[1], *extremes, ends[0])))
    out: list[str] = []
    taken: list[tuple[float, float]] = []
    for place, x, y, value in sorted(chosen, key=lambda d: d[0] != drawn[-1][0]):
        words = number(value, language)
        half = LETTER * len(words) / 2
        start, middle = (x, "start") if place == 0 else (x - half, "middle")
        if x + half > frame.width:
            start, middle = x - 2 * half, "end"
        if any(start < right + 6 and left < start + 2 * half + 6 for left, right in taken):
            continue
        taken.append((start, start + 2 * half))
        under = _is_dip(spots, place) and y + 24 < frame.base
        out.append(_text(x, y + 20 if under else y - 12, words, middle, "kuat" if place == drawn[-1][0] else ""))
    return out


def _is_dip(spots: Sequence[Spot], place: int) -> bool:
    """Whether the line goes up from here on every side that it has: there the number stands under its point."""
    here = spots[place][2]
    near = [spots[other][2] for other in (place - 1, place + 1) if 0 <= other < len(spots)]
    beside = [value for value in near if value is not None]
    return here is not None and bool(beside) and all(here < value for value in beside)


# bars


def _bars(chart: dict[str, Any], width: int, language: str) -> dict[str, Any]:
    points = [(name, Decimal(value)) for name, value in chart["points"]]
    highest = max(value for _name, value in points)
    written = [number(value, language) for _name, value in points]
    end = LETTER * max(map(len, written)) + 14
    wide = width == WIDE
    left = min(max(LETTER * max(len(name) for name, _ in points), 80), 300) + 12 if wide else 0
    row = 28 if wide else 40
    out = [] if not wide else [f'<line class="nol" x1="{_pixel(left)}" x2="{_pixel(left)}" y1="2" y2="{row * len(points)}"/>']
    for place, ((name, value), words) in enumerate(zip(points, written, strict=True)):
        top = place * row
        bar = top + (5 if wide else 20)
        length = float(value / highest) * (width - left - end)
        label = _shortened(name, int(((left - 12) if wide else width) / LETTER))
        out.append(_text(left - 10, bar + 14, label, "end") if wide else _text(0, top + 15, label))
        if length:
            out.append(f'<rect class="balok" x="{_pixel(left)}" y="{bar}" width="{_pixel(max(length, 1))}" '
                       f'height="{18 if wide else 14}"/>')
        out.append(_text(left + length + 8, bar + (14 if wide else 12), words, "", "kuat" if place == 0 else ""))
    return {"width": width, "height": row * len(points) + 4, "body": "".join(out)}


def _shortened(name: str, letters: int) -> str:
    """The table under the chart has the whole name."""
    return name if len(name) <= letters else name[: max(letters - 1, 1)].rstrip() + "…"
