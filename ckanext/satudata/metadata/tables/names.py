"""Column names for the DataStore: as the file writes them, mended only where PostgreSQL or CKAN cannot take them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 63        # bytes; PostgreSQL cuts identifiers off there without a word
# CKAN 2.12 hands the names to SQLAlchemy as text, where " :ha" is a parameter
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")


def column_names(header: Iterable[str]) -> list[str]:
    """One name for each label, all different; `Kolom 3` where the third label is empty."""
    names: list[str] = []
    for number, label in enumerate(header, start=1):
        names.append(_unused(_clean(label) or f"Kolom {number}", names))
    return names


def _clean(label: str) -> str:
    spaced = "".join(" " if char.isspace() else char for char in label)
    kept = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    name = " ".join(kept.replace('"', "'").split()).lstrip("_").strip()
    return _cut(_PARAMETER.sub(": ", name), LONGEST)


def _cut(name: str, size: int) -> str:
    return name.encode()[:size].decode(errors="ignore").strip()


def _unused(name: str, taken: list[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while (candidate := f"{_cut(name, LONGEST - len(str(number)) - 1)}_{number}") in taken:
        number += 1
    return candidate
