"""Which variable a column of a table holds: by its heading, as offices write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from .units import without_bracketed

ALIKE = 0.9                     # of two headings that differ by a letter or two: "Luas Panen" and "Luas panenan"
SHORTEST = 5                    # letters: shorter ones differ by a letter and mean something else
MOST = 300                      # columns, and variables with each of which a column is compared
_WORD = re.compile(r"[^\W_]+")


def matches(columns: Sequence[tuple[str, str]], variables: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """For the columns whose heading is the name or alias of exactly one variable: that variable. Each is given once.

    Args:
        columns: name and label of each column
        variables: `id`, `nama` and, if it has one, `alias`
    Returns:
        name of the column → id of the variable
    """
    named: dict[str, set[str]] = {}
    for variable in variables:
        for text in (variable["nama"], variable.get("alias") or ""):
            if key := _key(text):
                named.setdefault(key, set()).add(variable["id"])
    found: dict[str, str] = {}
    for is_close in (False, True):
        for name, label in columns[:MOST]:
            keys = {key for text in (label, name) if (key := _key(text))}
            if name not in found and len(ids := _ids(keys, named, is_close) - set(found.values())) == 1:
                found[name] = ids.pop()
    return found


def _ids(keys: Iterable[str], named: Mapping[str, set[str]], is_close: bool) -> set[str]:
    if not is_close:
        return {id_ for key in keys for id_ in named.get(key, ())}
    return {id_ for key in keys for other, ids in list(named.items())[:MOST] if _is_alike(key, other) for id_ in ids}


def _is_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST or _digits(one) != _digits(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _key(text: str) -> str:
    """Letters and digits of a heading, without its unit: `Luas_Panen (Ha)` is `luas panen`."""
    return " ".join(_WORD.findall(without_bracketed(text).casefold()))
