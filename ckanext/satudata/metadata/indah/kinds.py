"""Which kind of answer is read and written how. Repeating rows are trees of their own: `reading` and `writing` walk them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import publications, regions, values
from .mapping import CODE, CODES, COUNT, DAY, DAYS, JOINED, LINES, PUBLICATIONS, REGIONS, TEXT, YES_NO, Question
from .problems import Imported, Path
from .values import Reader


def read(question: Question, value: Any, path: Path, found: Imported) -> Any:
    """The answer as our field holds it; None if there is none or it cannot be read, which is then reported."""
    if value == question.empty:
        return None
    return _READERS[question.kind](question, value, path, found)


def write(question: Question, answer: Any) -> Any:
    """The answer as BPS's format holds it."""
    written = _WRITERS[question.kind](question, answer) if answer not in (None, "", [], {}) else None
    return question.empty if written in (None, "", []) else written


_READERS: Mapping[str, Reader] = {
    TEXT: values.read_text, COUNT: values.read_count, DAY: values.read_day,
    CODE: values.read_code, YES_NO: values.read_code, CODES: values.read_codes,
    LINES: values.each(values.read_text), DAYS: values.each(values.read_day), REGIONS: regions.read_rows,
    JOINED: publications.read_joined, PUBLICATIONS: publications.read,
}
_WRITERS: Mapping[str, Callable[[Question, Any], Any]] = {
    TEXT: values.write_text, COUNT: values.write_count, DAY: values.write_text,
    CODE: values.write_code, YES_NO: values.write_yes_no, CODES: values.write_options,
    LINES: values.write_lines, DAYS: values.write_lines, REGIONS: regions.write,
    JOINED: publications.write_joined, PUBLICATIONS: publications.write,
}
