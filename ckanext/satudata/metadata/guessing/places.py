"""Which region a table is about, and the smallest region that has figures of its own in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .. import regions
from ..regions import Region
from . import labels
from .guess import COLUMN, COLUMN_NAMES, PORTAL, Guess
from .reading import Column, Look

_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]?\s+|^\s*\d{1,3}[.)]\s*")
_PREFIX = re.compile(r"^(?:kecamatan|kec|kabupaten|kab|desa|kelurahan|kel|distrik)\b\.?\s*", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:jumlah|total|rata|rerata|kabupaten|kab|kota|sumber|catatan|keterangan|ket)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(kabupaten|kab|kota)\b\.?\s+([^\W\d_]+(?:\s+[^\W\d_]+){0,2})", re.IGNORECASE)
_CODE = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?")
_LEVELS = (labels.PROVINCE, labels.REGENCY, labels.DISTRICT, labels.VILLAGE)
_NEUTRAL = re.compile(r"^(?:jenis|kelompok|golongan|kategori|status|uraian|bidang|sektor|sub\s?sektor|lapangan|agama|pekerjaan"
                      r"|pendidikan|umur|usia|klasifikasi|komoditas|komoditi|tanaman|indikator|variabel|rincian|kegiatan|urusan"
                      r"|jenjang|tingkat|pangkat|eselon|partai|tipe)\b", re.IGNORECASE)
ENOUGH, SURE, FEWEST = 0.6, 0.8, 3


@dataclass(frozen=True, slots=True)
class Found:
    """Guesses for `kode_wilayah` and `level_penyajian`, and the columns that name regions."""

    guesses: tuple[Guess, ...]
    columns: tuple[Column, ...] = ()
    level: str | None = None


def guessed(look: Look, texts: Iterable[str], portal: str) -> Found:
    """What columns, column names and texts say of places.

    Args:
        texts: title and name of the file
        portal: Kemendagri code of the portal's own region; may be empty
    """
    columns = _columns_of_places(look, portal)
    level, level_guess = _level(look, columns, portal)
    code = _from_codes(look) or _from_columns(columns, portal) or _from_portal(texts, columns, portal)
    found = [guess for guess in (code, level_guess) if guess]
    return Found(tuple(found), tuple(column for _, column in columns), level)


def _columns_of_places(look: Look, portal: str) -> list[tuple[str, Column]]:
    """Columns of names with their level, larger regions first."""
    found: list[tuple[str, Column]] = []
    for column in look.columns:
        if column.is_figures or column.is_empty:
            continue
        level = labels.place_of(column.label)
        if level is None and portal and len(_names(column)) >= 5 and _share(column, _within(portal)) >= SURE:
            level = labels.DISTRICT         # `Wilayah`, `Uraian`: the values say what the name does not
        if level and level not in {known for known, _ in found}:
            found.append((level, column))
    return sorted(found, key=lambda item: _LEVELS.index(item[0]))


def _level(look: Look, columns: list[tuple[str, Column]], portal: str) -> tuple[str | None, Guess | None]:
    several = [(level, column) for level, column in columns if len(_names(column)) > 1]
    if several and look.is_whole:
        level, column = several[-1]
        return level, Guess("level_penyajian", level, COLUMN, {"column": column.label})
    if columns:
        return None, None
    figures = [column.label for column in look.columns if column.is_figures]
    here = _within(portal)
    if portal and sum(key(label) in here for label in figures) >= max(FEWEST, ENOUGH * len(here)):
        return labels.DISTRICT, Guess("level_penyajian", labels.DISTRICT, COLUMN_NAMES)
    return None, _of_the_whole(look, portal)


def _of_the_whole(look: Look, portal: str) -> Guess | None:
    """No region below: the table is about the portal's own, unless a column may name places that we do not know."""
    region = regions.find(portal)
    texts = [column for column in look.columns if not column.is_figures and not column.is_empty
             and not labels.time_of(column.label) and not labels.is_running_number(column.label)
             and not labels.is_remark(column.label)]
    if region is None or not any(column.is_figures for column in look.columns) or not look.is_whole:
        return None
    if any(not _NEUTRAL.match(column.label) for column in texts) or any(labels.is_region_code(c.label) for c in look.columns):
        return None
    return Guess("level_penyajian", region.level, COLUMN_NAMES)


def _from_codes(look: Look) -> Guess | None:
    """The region around all codes of a column of codes; digits without points are never read (see regions.py)."""
    for column in look.columns:
        if labels.is_region_code(column.label) and column.values and all(map(_CODE.fullmatch, column.values)):
            parts = [code.split(".")[:3] for code in column.values]
            shared: list[str] = []
            for level in zip(*parts, strict=False):
                if len(set(level)) > 1:
                    break
                shared.append(level[0])
            if regions.find(".".join(shared)):
                return Guess("kode_wilayah", ".".join(shared), COLUMN, {"column": column.label})
    return None


def _from_columns(columns: list[tuple[str, Column]], portal: str) -> Guess | None:
    for level, column in columns:           # the largest first: it names the region around the others
        code = None
        if level == labels.REGENCY:
            code = _only(column) or _voted(column, regions.REGENCY)
        elif level == labels.DISTRICT:
            code = portal if portal and _share(column, _within(portal)) >= ENOUGH else _voted(column, regions.KECAMATAN)
        if code:
            return Guess("kode_wilayah", code, COLUMN, {"column": column.label})
    return None


def _only(column: Column) -> str | None:
    """The regency that every row names."""
    values = list(column.values)
    if len(values) != 1:
        return None
    found = _by_full_name().get(full_key(values[0]), [])
    return found[0] if len(found) == 1 else None


def _from_portal(texts: Iterable[str], columns: list[tuple[str, Column]], portal: str) -> Guess | None:
    """The portal's own region, unless the name of the file or the values speak of another."""
    named = {code for text in texts for code in regencies_in(text)}
    if not portal:
        return None
    if named - {portal} and regions.find(portal):
        return None
    for level, column in columns:
        if level == labels.DISTRICT and len(_names(column)) >= FEWEST and not _share(column, _within(portal)):
            return None                     # not one of the names is of here
    return Guess("kode_wilayah", portal, PORTAL)


def regencies_in(text: str) -> list[str]:
    """Codes of the regencies and cities that a text names with their kind: `Kab. Way Kanan`, `Kota Metro`."""
    found: list[str] = []
    for kind, name in _NAMED.findall(text.replace("_", " ").replace("-", " ")):
        words = name.split()
        for size in range(len(words), 0, -1):
            codes = _by_full_name().get(full_key(f"{kind} {' '.join(words[:size])}"), [])
            if len(codes) == 1:
                found.append(codes[0])
                break
    return found


def _names(column: Column) -> list[str]:
    """Keys of the values, without totals and footers."""
    return list(dict.fromkeys(key(value) for value in column.values if not _TOTAL.match(_NUMBER.sub("", value))))


def _share(column: Column, known: frozenset[str]) -> float:
    names = _names(column)
    return sum(name in known for name in names) / len(names) if names else 0.0


def _voted(column: Column, level: str) -> str | None:
    """The region in which most of these names lie, if there are enough of them and no other has nearly as many."""
    names = _names(column)
    votes = Counter(parent for name in names for parent in _parents(level).get(name, ()))
    if len(names) < FEWEST or not votes:
        return None
    (best, most), *others = votes.most_common(2)
    is_clear = not others or others[0][1] < ENOUGH * most
    return best if most >= max(FEWEST, SURE * len(names)) and is_clear else None


def key(text: str) -> str:
    """Letters alone, without number and kind: `3. Kec. B a w a n g` is `bawang`."""
    bare = _PREFIX.sub("", _NUMBER.sub("", text))
    return "".join(char for char in bare.casefold() if char.isalpha())


def full_key(text: str) -> str:
    """The same with the kind: a city and the regency around it often share a name."""
    spelled = re.sub(r"^kab\b\.?", "kabupaten", _NUMBER.sub("", text).strip(), flags=re.IGNORECASE)
    return "".join(char for char in spelled.casefold() if char.isalpha())


@cache
def _within(code: str) -> frozenset[str]:
    """Keys of the kecamatan of a regency, or of all of a province."""
    return frozenset(key(region.name) for region in regions.every()
                     if code and region.level == regions.KECAMATAN and region.code.startswith(f"{code}."))


@cache
def _parents(level: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for region in regions.every():
        if region.level == level:
            found.setdefault(key(_bare(region)), set()).add(region.parent)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def _bare(region: Region) -> str:
    return region.name.removeprefix("Kota ")


@cache
def _by_full_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for region in regions.every():
        if region.level == regions.REGENCY:
            found.setdefault(full_key(region.name), []).append(region.code)
    return found
