"""What counts as no answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

_BLANK = (None, "", "[]")


def is_blank(field: Mapping[str, Any], value: Any) -> bool:
    """Whether this is no answer: nothing, blanks, rows in which nothing stands, or one of the field's `satudata_blank`."""
    return holds_nothing(value) or (value.strip() if isinstance(value, str) else value) in field.get("satudata_blank", ())


def holds_nothing(value: Any, marks: Collection[str] = ()) -> bool:
    """Whether nothing was said: empty, blanks, or lists and rows of which every part is so. `marks`: texts that say so too."""
    if isinstance(value, str):
        return value.strip() in _BLANK or value.strip() in marks
    if isinstance(value, Mapping):
        return all(holds_nothing(part, marks) for part in value.values())
    if isinstance(value, (list, tuple)):
        return all(holds_nothing(part, marks) for part in value)
    return value is None
