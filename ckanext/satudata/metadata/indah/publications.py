"""Lists that are one field with us, an item a line: publications that have an indicator, activities that give a variable.

Two shapes of publications are seen: names alone (INDAHPY, `sumber_publikasi`), and objects with a link and a file (KUTIM,
`ketersediaan_publikasi`). Both are read; the second is written, because only it has a place for the link, which is kept.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from .mapping import Question
from .problems import Imported, Path, Row
from .values import is_nothing, items_of, read_text, says_nothing

NAME = "nama"
_REST: dict[str, Any] = {
    "link_eksternal_yang_bisa_diakses": None, "file": {"nama": None, "ekstensi": None, "url_download": None},
}


def read_joined(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    """Texts, one a line."""
    texts = [read_text(question, item, (*path, Row(index)), found) for index, item in enumerate(items_of(value))]
    return "\n".join(_line(text) for text in texts if text) or None


def write_joined(question: Question, answer: Any) -> list[str]:
    """The lines as a list."""
    return [line.strip() for line in str(answer).splitlines() if not is_nothing(line)]


def read(question: Question, value: Any, path: Path, found: Imported) -> str | None:
    """Names of publications, one a line; what else is said of each is kept beside it."""
    names: list[str] = []
    for index, item in enumerate(items_of(value)):
        rest = dict(item) if isinstance(item, dict) else {NAME: item}
        if name := _line(read_text(question, rest.pop(NAME, None), (*path, Row(index)), found) or ""):
            for key, more in rest.items():
                if key not in _REST or not says_nothing(more):
                    found.keep((*path, Row(len(names), name), key), more)
            names.append(name)
        elif rest.keys() - _REST or not says_nothing(rest):
            found.keep((*path, Row(index)), item)
    return "\n".join(names) or None


def write(question: Question, answer: Any) -> list[dict[str, Any]]:
    """Publications of which the name is known."""
    return [{NAME: name, **deepcopy(_REST)} for name in write_joined(question, answer)]


def _line(text: str) -> str:
    return " ".join(text.splitlines())
