"""Code lists of the metadata: `schemas/vocabularies/<name>.yaml`, read once a process and only when asked for.

A portal may keep a folder of its own (`ckanext.satudata.metadata.vocabularies`): its file replaces ours of the same name, or
adds to it where it says `extends: true`. A file of the portal that is broken never stops a page: ours stays in its place, the
log says so once, and `ckan satudata doctor` names the file.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ckanext.satudata import schemas  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)

from . import config

log = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9_]+")
_WORDS = ("vocabulary", "title", "source", "date", "licence")
_WORDS_OF_MORE = ("vocabulary", "source", "date")      # of a file that adds to ours
_FILES = ("file", "villages")                          # names of files beside the list


class VocabularyError(Exception):
    """A list that cannot be used: it is missing, is not YAML, or lacks its source. The text is for operators."""


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
    """Where the lists lie that come with the plugin."""
    return Path(schemas.__file__).parent / "vocabularies"


def own_folder() -> Path | None:
    """Where the portal keeps lists of its own."""
    return Path(config.vocabularies()) if config.vocabularies() else None


def names() -> list[str]:
    """All lists, sorted: ours, and those that only the portal has."""
    return sorted({path.stem for path in folder().glob("*.yaml")} | set(filter(_NAME.fullmatch, own_names())))


def own_names() -> list[str]:
    """Files that the portal has, also those whose name no list can have."""
    own = own_folder()
    return sorted(path.stem for path in own.glob("*.yaml")) if own else []


def load(name: str) -> Vocabulary:
    """The list of this name; entries may be none where the codes stand in a file of their own (`wilayah`).

    Raises:
        VocabularyError: there is no such list, or the file that comes with the plugin is broken
    """
    return _read(name, config.vocabularies())[1]


def raw(name: str) -> Mapping[str, Any]:
    """The same as it is written, the portal's additions in it; `folder` is where the files lie that it names.

    Raises:
        VocabularyError: as `load`
    """
    return _read(name, config.vocabularies())[0]


def shipped(name: str) -> Mapping[str, Any]:
    """The list that comes with the plugin, as it is written, whatever the portal says."""
    return _read(name, "")[0]


def fault_of_own(name: str) -> str | None:
    """Why the portal's own file of this list cannot be used, naming the file; None if it can, or there is none."""
    path = _own_path(name, config.vocabularies()) if _NAME.fullmatch(name) else None
    if path is None:
        return None if _NAME.fullmatch(name) else f"{own_folder()}/{name}.yaml: name the file with small letters, digits and _"
    try:
        _of_portal(name, path)
    except VocabularyError as error:
        return str(error)
    return None


def forget() -> None:
    """Read the lists again when they are asked for the next time: for tests, a portal is restarted."""
    _read.cache_clear()


@cache
def _read(name: str, own: str) -> tuple[Mapping[str, Any], Vocabulary]:
    path = _own_path(name, own)
    if path is None:
        content = _content(folder() / f"{name}.yaml", _WORDS)
        return content, _built(name, content)
    try:
        return _of_portal(name, path)
    except VocabularyError as error:
        log.error("%s; it is left out until that is corrected and the portal restarted", error)
    if _is_shipped(name):
        return _read(name, "")
    content = {"vocabulary": name, "title": {"id": name}, "source": "", "date": "", "licence": "", "folder": path.parent}
    return content, _built(name, content)


def _is_shipped(name: str) -> bool:
    return (folder() / f"{name}.yaml").is_file()


def _own_path(name: str, own: str) -> Path | None:
    if not _NAME.fullmatch(name):
        raise VocabularyError(f"there is no list {name}")
    path = Path(own) / f"{name}.yaml" if own else None
    return path if path and path.is_file() else None


def _of_portal(name: str, path: Path) -> tuple[Mapping[str, Any], Vocabulary]:
    """The portal's file, with ours below it if it says `extends: true`."""
    try:
        content = _content(path, ())
        if content.get("extends") is not True:
            content = _content(path, _WORDS)
        elif _is_shipped(name):
            content = _extended(_content(folder() / f"{name}.yaml", _WORDS), _content(path, _WORDS_OF_MORE))
        else:
            raise VocabularyError(f"{name}: extends a list that there is not; leave extends out")
        return content, _built(name, content)
    except VocabularyError as error:
        raise VocabularyError(f"{path}: {error}") from error


def _extended(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Theirs where both say something, and both lists of entries: an entry of the same code is relabelled in its place."""
    entries = {entry["value"]: entry for entry in ours.get("entries") or ()}
    for entry in theirs.get("entries") or ():
        value = entry.get("value")
        if not isinstance(value, str):
            raise VocabularyError(f"write the code {value!r} in quotation marks")
        entries[value] = {**entries.get(value, {}), **entry}
    where = theirs["folder"] if any(key in theirs for key in _FILES) else ours["folder"]
    return {**ours, **theirs, "entries": list(entries.values()), "source": f"{ours['source']}; {theirs['source']}",
            "folder": where}


def _content(path: Path, words: tuple[str, ...]) -> dict[str, Any]:
    """What a file says, its form and these words of it checked.

    Raises:
        VocabularyError: the sentence begins with the list's name, which is the file's
    """
    name = path.stem
    if not _NAME.fullmatch(name) or not path.is_file():
        raise VocabularyError(f"there is no list {name}")
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError) as error:
        raise VocabularyError(f"{name}: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("title", {}), dict):
        raise VocabularyError(f"{name}: is not a list with vocabulary, title, source, date, licence and entries")
    missing = [word for word in words if not content.get(word)]
    if missing or (words and content["vocabulary"] != name):
        raise VocabularyError(f"{name}: says no {', '.join(missing)}" if missing else f"{name}: calls itself otherwise")
    entries = content.get("entries") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise VocabularyError(f"{name}: entries is not a list of codes with their labels")
    return {**content, "folder": path.parent}


def _built(name: str, content: Mapping[str, Any]) -> Vocabulary:
    if lost := [content[key] for key in _FILES if key in content and not (content["folder"] / str(content[key])).is_file()]:
        raise VocabularyError(f"{name}: there is no file {lost[0]}")
    entries = tuple(_entry(name, item) for item in content.get("entries") or ())
    return Vocabulary(name, content["title"], str(content["source"]), str(content["date"]), str(content["licence"]), entries,
                      _index(name, entries))


def _entry(name: str, item: dict[str, Any]) -> Entry:
    more = dict(item)
    try:
        value, labels = more.pop("value"), {"id": more.pop("id")}
    except KeyError as error:
        raise VocabularyError(f"{name}: an entry has no {error}") from error
    labels["en"] = more.pop("en", labels["id"])
    aliases = more.pop("aliases", ())
    if not isinstance(aliases, (list, tuple)):
        raise VocabularyError(f"{name}: write the aliases of {value} as a list")
    if not all(isinstance(text, str) for text in (value, *labels.values(), *aliases)):
        raise VocabularyError(f"{name}: write {value!r}, its labels and its aliases in quotation marks")
    return Entry(value, labels, tuple(aliases), more)


def _index(name: str, entries: tuple[Entry, ...]) -> dict[str, Entry]:
    index: dict[str, Entry] = {}
    for entry in entries:
        if index.setdefault(_key(entry.value), entry) is not entry:
            raise VocabularyError(f"{name}: {entry.value} stands there twice")
    for entry in entries:
        for text in (*entry.labels.values(), *entry.aliases):
            index.setdefault(_key(text), entry)
    return index


def ambiguous(vocabulary: Vocabulary) -> list[str]:
    """Texts that could mean two entries of the list: `find` would give the first one."""
    meant: dict[str, set[str]] = {}
    for entry in vocabulary.entries:
        for text in (entry.value, *entry.labels.values(), *entry.aliases):
            meant.setdefault(_key(text), set()).add(entry.value)
    return [text for text, values in meant.items() if len(values) > 1]


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
