"""One answer in the JSON: read into what our forms hold, and written from it.

Read with a loose hand (a number for a text, a code by its label or by its number on paper), written in one way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from ckanext.satudata.metadata import sum_codes, vocabularies
from ckanext.satudata.metadata.vocabularies import Entry

from . import problems
from .mapping import YES_NO, Question
from .problems import Imported, Path, Row

Reader = Callable[[Question, Any, Path, Imported], Any]
NOTHING = (None, "", "-", "0000-00-00")      # the last is an empty date of MySQL, as one client sends it
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_MOST_DIGITS = 15


def is_nothing(value: Any) -> bool:
    """Whether this stands for no answer."""
    return value is None or value in ([], {}) or (isinstance(value, str) and value.strip() in NOTHING)


def says_nothing(value: Any) -> bool:
    """The same of an object: all that it holds is no answer."""
    return all(says_nothing(item) for item in value.values()) if isinstance(value, dict) else is_nothing(value)


def words_of(value: Any) -> str:
    """A text without the blanks around it; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def entry_of(vocabulary: str, value: Any) -> Entry | None:
    """The code that is meant: itself, its label or another spelling (with whatever stands between the words), or its number on
    paper.
    """
    known = vocabularies.load(vocabulary)
    text = str(value).strip()
    found = known.get(text) or known.find(text)
    if found is None and _squeezed(text):
        found = next((entry for entry in known.entries if _squeezed(text) in _spellings(entry)), None)
    if found is None and re.fullmatch(r"[0-9]{1,2}", text):
        found = next((entry for entry in known.entries if str(entry.more.get("code")) == text), None)
    return found


def _spellings(entry: Entry) -> set[str]:
    return {_squeezed(text) for text in (entry.value, *entry.labels.values(), *entry.aliases)}


def _squeezed(text: str) -> str:
    """`MULTI_STAGE_PHASE` and `Multi Stage/Phase` are one; a sign that means something stays (`> Dua Tahunan`)."""
    return re.sub(r"[\s_/.,()-]+", "", text).casefold()


def option_of(entry: Entry) -> str:
    """The code as BPS's format spells it."""
    return str(entry.more.get("indah", entry.value))


def wrong_type(value: Any, expected: str, path: Path, found: Imported) -> None:
    found.report(path, problems.WRONG_TYPE, found=type(value).__name__, expected=expected)


# --- texts, counts, days

def read_text(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    if is_nothing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return wrong_type(value, "text", path, found)
    return str(value).strip().replace("\r\n", "\n")


def write_text(question: Question, answer: Any) -> Any:
    text = str(answer).strip()
    is_plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and text == str(int(text))
    return int(text) if question.is_number and is_plain else text


def read_count(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    if is_nothing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,15}", text):
        return found.report(path, problems.NOT_A_COUNT, value=_short(value))
    return str(int(text))


def write_count(question: Question, answer: Any) -> Any:
    text = str(answer).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else text


def read_day(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    if is_nothing(value):
        return None
    day = _day(value) if isinstance(value, str) else None
    return day or found.report(path, problems.NOT_A_DAY, value=_short(value))


def _day(text: str) -> str | None:
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _short(value: Any) -> str:
    return str(value)[:80]


# --- codes

def read_code(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    if is_nothing(value):
        return None
    if isinstance(value, float | list | dict) or (isinstance(value, bool) and question.kind != YES_NO):
        return wrong_type(value, "text", path, found)
    if entry := entry_of(question.vocabulary, value):
        return entry.value
    if question.is_free:
        found.keep(path, value)
        return found.report(path, problems.KEPT_AS_WRITTEN, value=_short(value), vocabulary=question.vocabulary)
    return found.report(path, problems.NOT_IN_LIST, value=_short(value), vocabulary=question.vocabulary)


def write_code(question: Question, answer: Any) -> Any:
    entry = vocabularies.load(question.vocabulary).get(str(answer))
    if entry is None:
        return str(answer)
    return entry.labels["id"] if question.is_free and "indah" not in entry.more and entry.value.islower() else option_of(entry)


def write_yes_no(question: Question, answer: Any) -> Any:
    return {"ya": True, "tidak": False}.get(str(answer))


def read_codes(question: Question, value: Any, path: Path, found: Imported) -> list[str] | None:
    """A list of codes, or the sum that stands on paper; the object of yes and no is read by `reading`, key by key."""
    if is_nothing(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return _of_sum(question, value, path, found)
    if not isinstance(value, list):
        return wrong_type(value, "object", path, found)
    codes = []
    for index, item in enumerate(value):
        entry = entry_of(question.vocabulary, item) if isinstance(item, str) else None
        if entry is None:
            found.report((*path, Row(index)), problems.NOT_IN_LIST, value=_short(item), vocabulary=question.vocabulary)
        else:
            codes.append(entry.value)
    return in_order(question, codes)


def _of_sum(question: Question, total: int, path: Path, found: Imported) -> list[str] | None:
    codes = sum_codes.codes_of(total, sum_codes.weights_of(vocabularies.load(question.vocabulary)))
    if codes is None:
        return found.report(path, problems.NOT_IN_LIST, value=_short(total), vocabulary=question.vocabulary)
    return codes or None


def in_order(question: Question, codes: Sequence[str]) -> list[str] | None:
    """Chosen codes once each, in the order of their list."""
    return [entry.value for entry in vocabularies.load(question.vocabulary).entries if entry.value in codes] or None


def write_options(question: Question, answer: Any) -> dict[str, bool]:
    """The object of yes and no for several codes."""
    return {option_of(entry): entry.value in answer for entry in vocabularies.load(question.vocabulary).entries}


# --- lists

def items_of(value: Any) -> list[Any]:
    """A list, or the one item that somebody sends without one."""
    return value if isinstance(value, list) else [value]


def each(reader: Reader) -> Reader:
    def read_items(question: Question, value: Any, path: Path, found: Imported) -> list[str] | None:
        answers = [reader(question, item, (*path, Row(index)), found) for index, item in enumerate(items_of(value))]
        return [answer for answer in answers if answer] or None
    return read_items


def write_lines(question: Question, answer: Any) -> Any:
    return [str(item) for item in items_of(answer) if not is_nothing(item)]


