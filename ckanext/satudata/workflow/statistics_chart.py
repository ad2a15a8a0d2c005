"""A bar for each month: cases decided in time filled, late ones on top as an outline, not told apart by colour. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDE, NARROW = 720, 358
HEIGHT, TOP, BASE, LEFT = 200, 24, 170, 8
LETTER = 7.5                            # of the labels, in pixels


@dataclass(frozen=True, slots=True)
class Bar:
    """One month."""

    label: str
    in_time: int
    late: int

    @property
    def total(self) -> int:
        """Of both."""
        return self.in_time + self.late


def bars(found: Sequence[Bar], width: int) -> Markup:
    """The chart, from zero; each bar has its number written above.

    Args:
        found: at least one month, oldest first, with at least one case among them
        width: WIDE or NARROW
    """
    step = (width - 2 * LEFT) / len(found)
    unit = (BASE - TOP) / max(bar.total for bar in found)
    every = -(-round(LETTER * max(len(bar.label) for bar in found) + 8) // max(1, round(step)))
    parts = []
    for place, bar in enumerate(found):
        x, broad = LEFT + step * place + step * 0.15, step * 0.7
        high, over = bar.in_time * unit, bar.late * unit
        if bar.in_time:
            parts.append(_bar("balok", x, BASE - high, broad, high))
        if bar.late:
            parts.append(_bar("g1", x + 1, BASE - high - over + 1, broad - 2, max(over - 1, 1)))
        if bar.total:
            parts.append(_text(x + broad / 2, BASE - high - over - 6, str(bar.total), "kuat"))
        if (len(found) - 1 - place) % every == 0:
            parts.append(_text(x + broad / 2, BASE + 20, bar.label, ""))
    axis = Markup('<line class="nol" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, width - LEFT, BASE, BASE)
    return Markup('<svg class="sd-grafik {}" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>').format(
        "sd-lebar" if width == WIDE else "sd-sempit", width, HEIGHT, Markup("").join(parts), axis)


def _bar(css: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(css, x, y, width, height)


def _text(x: float, y: float, words: str, css: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(css, x, y, words)
