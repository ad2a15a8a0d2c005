"""ISSN and ISBN of publications, with their check digits. Pure.

Source: ISO 3297 (ISSN) and ISO 2108 (ISBN).
"""

from __future__ import annotations

import re

_ISSN = re.compile(r"[0-9]{7}[0-9X]")
_ISBN10 = re.compile(r"[0-9]{9}[0-9X]")
_ISBN13 = re.compile(r"97[89][0-9]{10}")
_JOINTS = re.compile(r"[\s‐‑–-]+")


def issn(text: str) -> str | None:
    """Four and four digits with a hyphen; None where the text is none, or its last digit does not fit."""
    digits = _JOINTS.sub("", text.upper().removeprefix("ISSN").lstrip(": "))
    return f"{digits[:4]}-{digits[4:]}" if _ISSN.fullmatch(digits) and _weighted(digits) % 11 == 0 else None


def isbn(text: str) -> str | None:
    """The number with the hyphens that it was printed with; None where the text is none, or its last digit does not fit."""
    printed = _JOINTS.sub("-", text.upper().removeprefix("ISBN").strip(": "))
    digits = printed.replace("-", "")
    if _ISBN10.fullmatch(digits):
        fits = _weighted(digits) % 11 == 0
    else:
        fits = bool(_ISBN13.fullmatch(digits)) and sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10 == 0
    return printed.strip("-") if fits else None


def _weighted(digits: str) -> int:
    """Sum with weights that end at 1; an X at the end is ten."""
    return sum((10 if digit == "X" else int(digit)) * (len(digits) - at) for at, digit in enumerate(digits))
