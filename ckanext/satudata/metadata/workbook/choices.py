"""The answers that a code question offers: as the drop-down list shows them, and as people type them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import sum_codes, vocabularies
from . import fields

_NUMBERED = re.compile(r"0*(\d+)\s*[.):=–-]\s*(.+)", re.DOTALL)
_WHOLE = re.compile(r"0*(\d+)(?:\.0+)?")
_SEPARATORS = re.compile(r"[;\n]")
_SEPARATES = (";", "\n")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. `number` is its code on the paper form, None where the form has none or the sources disagree."""

    value: str
    labels: tuple[str, ...]
    number: int | None = None


class Choices:
    """The options of one list, in its order. `sums`: their paper numbers are 1, 2, 4 … and an answer is their sum."""

    def __init__(self, name: str, title: str, options: Iterable[Option], aliases: Mapping[str, str],
                 sums: bool = False) -> None:
        self.name, self.title, self.options, self.sums = name, title, tuple(options), sums
        self._numbers = {option.number: option for option in self.options if option.number is not None}
        self._by_text: dict[str, Option] = {_key(option.value): option for option in self.options}
        by_value = {option.value: option for option in self.options}
        for option in self.options:
            for text in option.labels:
                self._by_text.setdefault(_key(text), option)
        for alias, value in aliases.items():
            self._by_text.setdefault(_key(alias), by_value[value])

    def find(self, text: str) -> Option | None:
        """What somebody means who wrote the code, its label or other name, its paper number (`1`, `01`), or both."""
        if found := self._by_text.get(_key(text)):
            return found
        if whole := _WHOLE.fullmatch(text.strip()):
            return self._numbers.get(int(whole[1])) or self._same_number(int(whole[1]))
        if numbered := _NUMBERED.fullmatch(text.strip()):
            found = self._by_text.get(_key(numbered[2]))
            return found if found and found.number in (None, int(numbered[1])) else None
        return None

    def _same_number(self, wanted: int) -> Option | None:
        """A spreadsheet made 1 of the code 01."""
        same = [option for option in self.options if option.value.isdigit() and int(option.value) == wanted]
        return same[0] if len(same) == 1 else None

    def find_all(self, text: str) -> tuple[list[str], str | None]:
        """The codes of several answers in one cell, in the list's order, and the first part that is none."""
        total = _WHOLE.fullmatch(text.strip())
        if total and self.sums:
            values = self.of_sum(int(total[1]))
            return (values, None) if values is not None else ([], text.strip())
        found: set[str] = set()
        for part in self._parts(text):
            option = self.find(part)
            if option is None:
                return [], part
            found.add(option.value)
        return [option.value for option in self.options if option.value in found], None

    def _parts(self, text: str) -> list[str]:
        parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        for sign in (",", "+"):
            pieces = [piece.strip() for piece in text.split(sign) if piece.strip()]
            if len(parts) == 1 and self.find(parts[0]) is None and all(self.find(piece) for piece in pieces):
                return pieces
        return parts

    def of_sum(self, total: int) -> list[str] | None:
        """The options whose paper codes make this sum; None if none do."""
        weights = {option.value: option.number for option in self.options if option.number is not None}
        return sum_codes.codes_of(total, weights) or None

    def like(self, text: str) -> str:
        """The offered text that is nearest to a wrong one; empty if none is near."""
        numbered = _NUMBERED.fullmatch(text.strip())
        near = difflib.get_close_matches(_key(numbered[2] if numbered else text), self._by_text, n=1, cutoff=0.6)
        return self.shown(self._by_text[near[0]].value) if near else ""

    def shown(self, value: str) -> str:
        """An option as the drop-down list shows it: `1. Hanya sekali`. A code that is not in the list stays as it is."""
        return self._shown.get(value, value)

    @cached_property
    def _shown(self) -> dict[str, str]:
        return {option.value: self._text_of(option) for option in self.options}

    def _text_of(self, option: Option) -> str:
        """The first text that is read as this option and no other, and that stays one answer beside others."""
        label = " ".join(option.labels[0].split())
        for text in (f"{option.number}. {label}" if option.number is not None else label, label):
            if self.find(text) is option and not any(sign in text for sign in _SEPARATES):
                return text
        return option.value

    @property
    def texts(self) -> list[str]:
        """What the drop-down list offers."""
        return list(self._shown.values())


def of_field(field: Mapping[str, Any]) -> Choices | None:
    """The list of a code question; None for another kind of field.

    Raises:
        VocabularyError: the schema names a list that is not there
    """
    if fields.kind_of(field) not in (fields.CODE, fields.CODES):
        return None
    name = field.get("satudata_vocabulary")
    return _of_vocabulary(name) if name else _of_schema(field)


def _of_vocabulary(name: str) -> Choices:
    vocabulary = vocabularies.load(name)
    aliases = {alias: entry.value for entry in reversed(vocabulary.entries) for alias in entry.aliases}
    options = [Option(entry.value, (entry.label("id"), entry.label("en")), _number(entry.more.get("code")))
               for entry in vocabulary.entries]
    sums = vocabularies.raw(name).get("sum_codes") is True
    return Choices(name, fields.in_indonesian(vocabulary.title), options, aliases, sums)


def _of_schema(field: Mapping[str, Any]) -> Choices:
    """Choices that a portal wrote into its own schema."""
    options = []
    for choice in field["choices"]:
        label = choice.get("label", choice["value"])
        spoken = [str(text) for text in label.values()] if isinstance(label, Mapping) else [str(label)]
        options.append(Option(str(choice["value"]), (fields.in_indonesian(label), *spoken)))
    return Choices(str(field["field_name"]), fields.label(field), options, {})


def _number(code: Any) -> int | None:
    return int(code) if isinstance(code, int) or (isinstance(code, str) and code.isdecimal()) else None


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
