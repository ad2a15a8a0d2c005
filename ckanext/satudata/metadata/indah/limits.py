"""A file of somebody else's, as JSON that is safe to walk: its size, depth and texts have limits."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from . import problems
from .problems import Problem

MOST_BYTES = 20_000_000         # some 5,000 MS-Var
MOST_VALUES = 1_000_000
MOST_DEPTH = 24                 # an MS-Ind with the publications of its indicators has 8
MOST_ITEMS = 10_000             # of one list; the largest survey of BPS has some 1,200 variables
MOST_NUMBER = 10**100
MOST_CHARACTERS = 100_000       # of one text
# PostgreSQL takes no NUL, UTF-8 no half of a pair of surrogates
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class Refused(Exception):
    """This is not read at all: `problem` says why."""

    def __init__(self, code: str, path: str = "", **details: Any) -> None:
        super().__init__(code, path, details)
        self.problem = Problem(path, code, details)


def parse(content: bytes) -> Any:
    """The JSON of a file, within the limits.

    Raises:
        Refused: it is no JSON, or larger or deeper than anything that BPS's clients write
    """
    if len(content) > MOST_BYTES:
        raise Refused(problems.TOO_LARGE, most=MOST_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(problems.NOT_TEXT) from error
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Refused(problems.NOT_JSON, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refused(problems.TOO_DEEP, most=MOST_DEPTH) from error
    except ValueError as error:          # a number of more than 4,300 digits
        raise Refused(problems.NOT_JSON, line=1, column=1) from error
    return clean(found)


def clean(value: Any) -> Any:
    """The same without characters that no database takes.

    Raises:
        Refused: a limit is passed, or it holds what is no JSON
    """
    return _Cleaner().of(value, "", 0)


class _Cleaner:
    def __init__(self) -> None:
        self.values = 0

    def of(self, value: Any, path: str, depth: int) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            raise Refused(problems.TOO_LARGE, path, most=MOST_VALUES)
        if depth > MOST_DEPTH:
            raise Refused(problems.TOO_DEEP, path, most=MOST_DEPTH)
        if isinstance(value, str):
            return _text(value, path)
        if isinstance(value, dict):
            self._count(value, path)
            return {_text(str(key), path): self.of(item, f"{path}.{key}" if path else str(key), depth + 1)
                    for key, item in value.items()}
        if isinstance(value, list):
            self._count(value, path)
            return [self.of(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
        if value is None or isinstance(value, bool) or _is_number(value):
            return value
        raise Refused(problems.WRONG_TYPE, path, found=type(value).__name__, expected="json")

    def _count(self, value: Any, path: str) -> None:
        if len(value) > MOST_ITEMS:
            raise Refused(problems.TOO_MANY_ITEMS, path, found=len(value), most=MOST_ITEMS)


def _is_number(value: Any) -> bool:
    """One that can be written down: Python itself refuses to write whole numbers of thousands of digits."""
    return (isinstance(value, int) and abs(value) < MOST_NUMBER) or (isinstance(value, float) and math.isfinite(value))


def _text(value: str, path: str) -> str:
    if len(value) > MOST_CHARACTERS:
        raise Refused(problems.TOO_LONG_TEXT, path, found=len(value), most=MOST_CHARACTERS)
    return _UNWRITABLE.sub("", value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON readers take the last of two equal keys and say nothing; here one of the answers would be lost."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _value in pairs]
        raise Refused(problems.SAME_KEY_TWICE, key=next(key for key in names if names.count(key) > 1)[:200])
    return found


def _no_constant(text: str) -> Any:
    raise json.JSONDecodeError(f"{text} is no JSON", text, 0)
