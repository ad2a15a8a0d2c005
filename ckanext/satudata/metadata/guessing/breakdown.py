"""By what a table breaks its figures down: the words after `menurut`, the columns of texts, the time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import labels, measures
from .guess import COLUMN_NAMES, FILE_NAME, HEADING, Guess
from .reading import Column, Look

_BY = re.compile(r"\b(?:menurut|berdasarkan|per)\s+(.+)$", re.IGNORECASE)
_AND = re.compile(r"\s*,\s*(?:dan\s+)?|\s+dan\s+|\s*&\s*|\s*;\s*", re.IGNORECASE)
_WORDS_OF_ONE = 5
_TIMES = {labels.YEAR: "tahun", labels.SCHOOL_YEAR: "tahun ajaran", labels.MONTH: "bulan", labels.QUARTER: "triwulan",
          labels.SEMESTER: "semester", labels.DAY: "tanggal"}
_PLACES = {"kecamatan": "kecamatan", "kabupaten": "kabupaten_kota", "kabupaten/kota": "kabupaten_kota",
           "kota": "kabupaten_kota", "desa": "desa_kelurahan", "kelurahan": "desa_kelurahan",
           "desa/kelurahan": "desa_kelurahan", "provinsi": "provinsi"}
_WRITTEN = {"kecamatan": "kecamatan", "kabupaten_kota": "kabupaten/kota", "desa_kelurahan": "desa/kelurahan",
            "provinsi": "provinsi"}


def guessed(title: str | None, origin: str, look: Look, places: Sequence[Column], level: str | None) -> list[Guess]:
    """`dimensi` and `klasifikasi`; nothing where a wide table hides what its columns stand for, or the title contradicts.

    Args:
        origin: of the title
        places: the columns that name regions
        level: the smallest region of the table
    """
    said = by_words(title or "")
    if said and not _agrees(said, level):
        return []
    own = [_word(column, places) for column in _classes(look, places)]
    if not said and not _is_long(look):
        return []
    groups = _merged(said, own)
    if not groups:
        return []
    times = [_TIMES[kind] for column in look.columns if (kind := labels.time_of(column.label)) in _TIMES]
    origin = origin if said else COLUMN_NAMES
    found = [Guess("klasifikasi", f"Menurut {_joined(groups)}.", origin)]
    if look.columns:
        found.append(Guess("dimensi", ", ".join(dict.fromkeys([*groups, *times])), origin))
    return found if origin in (FILE_NAME, HEADING, COLUMN_NAMES) else []


def by_words(title: str) -> list[str]:
    """`… Menurut Kecamatan dan Jenis Ternak` → kecamatan, jenis ternak."""
    found = _BY.search(title)
    if not found or (found[0].casefold().startswith("per ") and "menurut" not in title.casefold()):
        return []
    words = [part.strip(" .").casefold() for part in _AND.split(found[1])]
    words = [word for word in words if word and word not in ("tahun", "bulan")]
    return words if all(len(word.split()) <= _WORDS_OF_ONE and "menurut" not in word for word in words) else []


def without_by(title: str) -> str:
    """The title up to `menurut`."""
    return _BY.sub("", title).strip(" ,")


def parts(text: str) -> list[str]:
    """What commas and `dan` divide."""
    return [part.strip(" .") for part in _AND.split(text)]


def _agrees(said: list[str], level: str | None) -> bool:
    """Whether the region that the title names is the one that the table has."""
    levels = {_PLACES[word] for word in said if word in _PLACES}
    return not levels or level in levels


def _classes(look: Look, places: Sequence[Column]) -> list[Column]:
    """Columns of texts that group the rows."""
    return [column for column in look.columns if not column.is_empty and (
        any(column is place for place in places) or (
            not column.is_figures and not labels.time_of(column.label) and not labels.is_running_number(column.label)
            and not labels.is_remark(column.label)))]


def _word(column: Column, places: Sequence[Column]) -> str:
    if any(column is place for place in places):
        kind = labels.place_of(column.label)
        return _WRITTEN.get(kind or "", "kecamatan")
    return " ".join(labels.words(column.label))


def _is_long(look: Look) -> bool:
    """One column a measure: nothing is hidden in the names of the columns."""
    names = [column.label for column in look.columns if column.is_figures and not labels.time_of(column.label)
             and not labels.is_running_number(column.label)]
    found = measures.in_labels(names)
    return bool(found) and len(set(found)) == len(found)


def _merged(said: list[str], own: list[str]) -> list[str]:
    """The title's words, and those columns that it does not name."""
    missing = [word for word in own if word and not any(word in other or other in word for other in said)]
    return [*said, *missing] if said else own


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}{',' if len(words) > 2 else ''} dan {words[-1]}"
