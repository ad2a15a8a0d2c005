"""Units, as tables shorten them and as the form wants them: `(Ha)` is hektare."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .. import units
from ..units import Unit

_AT_END = {"ha", "kg", "km", "m2", "m3", "km2", "ton", "rp", "persen", "kw/ha", "ku/ha"}
_AFTER_NAMES = {"tangkai", "ton", "kg", "ha", "m2", "ekor", "kwintal", "kuintal"}
MOST = 5
_LONGEST = 40


def known(text: str) -> str | None:
    """The unit that is meant, as the form calls it; None if this is none that we know, or rather what was counted."""
    return _called(units.find(text))


def _called(unit: Unit | None) -> str | None:
    return unit.name if unit and not unit.is_thing else None


def _bracketed(text: str) -> set[str]:
    """The units that a text has in brackets."""
    return {unit for found in units.BRACKETED.findall(text) if (unit := _called(units.in_brackets(found, text)))}


def in_label(label: str) -> str | None:
    """The unit in the name of a column, in brackets or as its last word."""
    found = _bracketed(label)
    if len(found) == 1:
        return found.pop()
    words = re.split(r"[\s_]+", label.strip())
    return known(words[-1]) if not found and len(words) > 1 and words[-1].casefold() in _AT_END else None


def of_labels(names: Iterable[str]) -> str | None:
    """The units of all columns of figures, if each names one: half of them would look like all."""
    found = [in_label(name) for name in names]
    return listed(unit or "" for unit in found) if found and all(found) else None


def of_column(values: Iterable[str]) -> str | None:
    """The units that a column `satuan` lists."""
    found = [known(value) or value for value in values]
    if any(len(value) > _LONGEST or not any(map(str.isalpha, value)) for value in found):
        return None
    return listed(found)


def in_text(text: str) -> str | None:
    """The one unit that a title has in brackets."""
    found = _bracketed(text)
    return found.pop() if len(found) == 1 else None


def without_bracketed(text: str) -> str:
    """The text without units in brackets; other brackets stay."""
    return units.BRACKETED.sub(lambda found: " " if _called(units.in_brackets(found[1], text)) else found[0], text).strip()


def without_last(text: str) -> str:
    """The name of a file without the unit at its end: it may be true, and may be left over from another table."""
    text = without_bracketed(text)
    words = text.split()
    return " ".join(words[:-1]) if len(words) > 3 and words[-1].casefold() in _AFTER_NAMES else text


def listed(found: Iterable[str]) -> str | None:
    """Each once, with commas; None for none or too many."""
    each = list(dict.fromkeys(unit for unit in found if unit))
    return ", ".join(each) if 0 < len(each) <= MOST else None
