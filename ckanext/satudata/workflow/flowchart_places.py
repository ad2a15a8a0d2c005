"""Where pieces of line, words and marks lie in their cells, as CSS. Pure.

A cell is positioned, so 50% is its middle at any size; `--w` is half the width of a shape and `--b` half its height, which
the stylesheet sets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .flowchart import Label, Mark, Piece

Gutter = Literal["ki", "ka"]
OVER = "10px"                                           # how far a line from above reaches into the row below
HEAD = "9px"                                            # where it then turns
DOWN: dict[str, Callable[[Piece], str]] = {
    "keluar": lambda piece: f"top:50%;bottom:-{OVER}",
    "keluar henti": lambda piece: f"top:50%;height:{piece.y - 6}px",
    "lewat": lambda piece: f"top:{HEAD};bottom:-{OVER}",
    "masuk": lambda piece: f"top:{HEAD};bottom:calc(50% + var(--b))",
}
LANE: dict[str, Callable[[Piece], str]] = {
    "turun": lambda piece: f"top:{_middle(piece.y)};bottom:-1px",
    "naik": lambda piece: f"top:-1px;bottom:{_middle(-piece.y)}",
    "lurus": lambda piece: "top:-1px;bottom:-1px",
    "antara": lambda piece: f"top:{_middle(piece.y)};height:{piece.size}px",
}
ARROWS = {"masuk": "at", "r mki": "al", "r mka": "ar"}  # heads: down, to the right, to the left
LABEL_WIDTH = 80


def css_of(piece: Piece, breaks: bool = False) -> str:
    """Classes of a piece: upright or level, its head, how it is drawn.

    Args:
        breaks: the paper breaks after its row
    """
    kind, more = split(piece)
    if breaks and kind in ("keluar", "lewat"):
        more = (*more, "akhir")
    upright = kind in DOWN or kind in LANE
    head = ARROWS.get(kind, "") if "satu" not in more else ""
    return " ".join(word for word in ("v" if upright else "h", head, *more) if word)


def place_of(piece: Piece, gutter: Gutter | None = None) -> str:
    """Place of a piece.

    Args:
        gutter: which one the cell is, if it is one
    """
    kind, _ = split(piece)
    if kind in DOWN:
        return f"left:50%;{DOWN[kind](piece)}"
    inner = "right" if gutter == "ki" else "left"
    if kind in LANE:
        return f"{inner}:{piece.d}px;{LANE[kind](piece)}"
    if kind == "g":
        return f"{inner}:-1px;width:{piece.d + 1}px;top:{_middle(piece.y)}"
    if kind == "tali":
        return "left:50%;width:100%;top:50%"
    top = HEAD if kind.startswith("h") else _middle(piece.y)
    return f"{_across(kind, piece)};top:{top}"


def _across(kind: str, piece: Piece) -> str:
    """How far a level piece reaches: through the cell, half of it, or up to its shape."""
    edge = "calc(50% + var(--w))" if piece.f == 1 else f"calc(50% + var(--w) * {piece.f})"
    return {
        "ki": "left:-1px;right:50%", "ka": "left:50%;right:-1px",
        "mki": f"left:-1px;right:{edge}", "mka": f"left:{edge};right:-1px",
        "dari-ki": "left:-1px;right:calc(50% + 12px)", "dari-ka": "left:calc(50% + 12px);right:-1px",
    }.get(kind.split()[-1], "left:-1px;right:-1px")


def split(piece: Piece) -> tuple[str, tuple[str, ...]]:
    """What a piece is, and how it is drawn."""
    words = piece.css.split()
    drawn = tuple(word for word in words if word in ("balik", "satu", "tali"))
    return " ".join(word for word in words if word not in ("balik", "satu")), drawn


def place_of_label(label: Label, gutter: Gutter | None = None) -> str:
    """Place of words at a line: beside the foot of a shape, or under a run in the cell beside it."""
    kind, *side = label.css.split()
    to_left = side == ["ki"]
    top = f"top:{_middle(label.y)}"
    if kind == "kaki":
        across = "right:calc(50% + 6px)" if to_left else "left:calc(50% + 6px)"
        return f"{across};max-width:115%;{top}"
    if gutter:
        return f"{'right' if gutter == 'ki' else 'left'}:3px;width:{LABEL_WIDTH}px;{top}"
    return f"{'right' if to_left else 'left'}:3px;max-width:calc(100% - 6px);{top}"


def place_of_mark(mark: Mark, gutter: Gutter | None = None) -> str:
    """Place of the letter at the foot or the head of a row."""
    up_or_down = "bottom" if mark.css == "ke" else "top"
    if mark.d is None:
        return f"left:calc(50% - 5px);{up_or_down}:-1px"
    return f"{'right' if gutter == 'ki' else 'left'}:{mark.d - 5}px;{up_or_down}:-1px"


def _middle(y: int) -> str:
    return f"calc(50% {'-' if y < 0 else '+'} {abs(y)}px)" if y else "50%"
