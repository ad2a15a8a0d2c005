"""Code lists of the metadata: `schemas/vocabularies/<name>.yaml`, read once a process and only when asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ckanext.satudata import schemas  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)

_NAME = re.compile(r"[a-z0-9_]+")
_WORDS = ("vocabulary", "title", "source", "date", "licence")


class VocabularyError(Exception):
    """A list that cannot be used: it is missing, is not YAML, or lacks its source."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. `labels` has the keys `id` and `en`; `more` is what else the list says of it (the EU name, a group)."""

    value: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """In this language, else in Indonesian."""
        return self.labels.get(language) or self.labels["id"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list with its origin. `index` finds an entry by code, label or alias in any case of letters."""

    name: str
    title: Mapping[str, str]
    source: str
    date: str
    licence: str
    entries: tuple[Entry, ...]
    index: Mapping[str, Entry] = field(repr=False)

    def get(self, value: str) -> Entry | None:
        """The entry with exactly this code."""
        entry = self.index.get(_key(value))
        return entry if entry and entry.value == value else None

    def find(self, text: str) -> Entry | None:
        """The entry that a person or another portal means by this text."""
        return self.index.get(_key(text))


def folder() -> Path:
    """Where the lists lie in this installation."""
    return Path(schemas.__file__).parent / "vocabularies"


def names() -> list[str]:
    """All lists, sorted."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


@cache
def load(name: str) -> Vocabulary:
    """The list of this name; entries may be none where the codes stand in a file of their own (`wilayah`).

    Raises:
        VocabularyError: there is no such list, or its file is broken
    """
    content = raw(name)
    entries = tuple(_entry(name, item) for item in content.get("entries") or ())
    return Vocabulary(
        name, content["title"], content["source"], content["date"], content["licence"], entries, _index(name, entries)
    )


@cache
def raw(name: str) -> dict[str, Any]:
    """The file of a list as it is written, its words checked.

    Raises:
        VocabularyError: there is no such list, or its file is broken
    """
    path = folder() / f"{name}.yaml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise VocabularyError(f"there is no list {name}")
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise VocabularyError(f"{name}: {error}") from error
    missing = [word for word in _WORDS if not content.get(word)]
    if missing or content["vocabulary"] != name:
        raise VocabularyError(f"{name}: says no {', '.join(missing)}" if missing else f"{name}: calls itself otherwise")
    return content


def _entry(name: str, item: dict[str, Any]) -> Entry:
    more = dict(item)
    try:
        value, labels = more.pop("value"), {"id": more.pop("id")}
    except KeyError as error:
        raise VocabularyError(f"{name}: an entry has no {error}") from error
    labels["en"] = more.pop("en", labels["id"])
    if not all(isinstance(text, str) for text in (value, *labels.values())):
        raise VocabularyError(f"{name}: write {value!r} and its labels in quotation marks")
    return Entry(value, labels, tuple(more.pop("aliases", ())), more)


def _index(name: str, entries: tuple[Entry, ...]) -> dict[str, Entry]:
    index: dict[str, Entry] = {}
    for entry in entries:
        if index.setdefault(_key(entry.value), entry) is not entry:
            raise VocabularyError(f"{name}: {entry.value} stands there twice")
    for entry in entries:
        for text in (*entry.labels.values(), *entry.aliases):
            index.setdefault(_key(text), entry)
    return index


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
