"""A government's two colours, and whether people can read what stands on them. Free of CKAN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

INK, ACCENT = "#1e2a5a", "#9a4a10"
_WHITE, _BLACK, _PAPER = "#ffffff", "#000000", "#faf8f4"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class NoColour(ValueError):
    """The text is no colour of the form #rrggbb."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens that stand on each other, with their contrast and the least that WCAG 2.2 asks for (1.4.3, 1.4.11)."""

    above: str
    below: str
    ratio: float
    least: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= self.least


def palette(ink: str, accent: str) -> dict[str, str]:
    """All tokens that follow from the two colours: CSS custom property → #rrggbb.

    Raises:
        NoColour: one of the two is none
    """
    return {
        "--sd-nila": _checked(ink),
        "--sd-nila-terang": _mixed(ink, _WHITE, 0.14),
        "--sd-nila-muda": _mixed(ink, _WHITE, 0.92),
        "--sd-nila-tua": _mixed(ink, _BLACK, 0.3),
        "--sd-soga": _checked(accent),
        "--sd-soga-terang": _mixed(accent, _WHITE, 0.45),
        "--sd-soga-muda": _mixed(accent, _WHITE, 0.91),
    }


def pairs(tokens: dict[str, str]) -> Iterator[Pair]:
    """The pairs of colours that the stylesheets use and that a government can change."""
    grounds = {"--sd-putih": _WHITE, "--sd-kertas": _PAPER}
    for name in ("--sd-nila", "--sd-nila-terang", "--sd-soga"):
        for ground, colour in grounds.items():
            yield Pair(name, ground, contrast(tokens[name], colour), 4.5)
    yield Pair("--sd-nila", "--sd-nila-muda", contrast(tokens["--sd-nila"], tokens["--sd-nila-muda"]), 4.5)
    yield Pair("--sd-putih", "--sd-nila-tua", contrast(_WHITE, tokens["--sd-nila-tua"]), 4.5)
    yield Pair("--sd-tinta", "--sd-soga-terang", contrast("#1b2030", tokens["--sd-soga-terang"]), 4.5)
    yield Pair("--sd-tinta", "--sd-soga-muda", contrast("#1b2030", tokens["--sd-soga-muda"]), 4.5)
    yield Pair("--sd-soga-terang", "--sd-nila", contrast(tokens["--sd-soga-terang"], tokens["--sd-nila"]), 3.0)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _checked(colour: str) -> str:
    if not _HEX.fullmatch(colour):
        raise NoColour(colour)
    return colour.lower()


def _channels(colour: str) -> tuple[int, int, int]:
    colour = _checked(colour)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, other: str, share: float) -> str:
    """`share` of the other colour in this one."""
    return "#" + "".join(
        f"{round(a * (1 - share) + b * share):02x}" for a, b in zip(_channels(colour), _channels(other), strict=True)
    )


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
