"""Advice on names of records, indicators and variables: never a reason to refuse one. Pure; `advice_messages.py` words it.

Source: Panduan SDS of INDAH: Title Case, no abbreviations, not beginning with the measure, no period, no region; which of
them hold for which kind of record is our reading (see `_BY_TYPE`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from . import regions

CAPITALS, ABBREVIATION, MEASURE_FIRST, YEAR, PERIOD, REGION = "capitals", "abbreviation", "measure", "year", "period", "region"

# PUEBI: particles, prepositions and conjunctions may stay small inside a title
_SMALL = frozenset("""di ke dari dan yang untuk pada dalam dengan atau per oleh terhadap menurut bagi sebagai antara tentang
    serta hingga sampai atas tanpa akan the of by in and for to on at or from with""".split())
_SHORTENED = frozenset("kab kec kel prov ds jl no thn th tgl jml dgn yg utk org pddk rmh pemkab pemkot kk".split())
_ROMAN = re.compile(r"[IVX]+")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*\.?")
_MEASURE = re.compile(r"(jumlah|banyaknya|total|persentase|presentase|prosentase|persen|proporsi|rata-rata|rerata|number of|"
                      r"percentage of|total number of|average)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_PARTS = r"(?:triwulan|semester|caturwulan|kuartal|tw|smt)\s+(?:ke-?\s?)?(?:[1-4]|i{1,3}|iv)"
_PERIOD = re.compile(rf"\b(?:{_PARTS}|{_MONTHS})\b", re.IGNORECASE)
# names of regions that are words as well ("batang" a stem, "malang" unlucky): only with their kind before them
_WORDS_TOO = frozenset((
    "banjar", "batang", "batu", "batu bara", "buru", "kudus", "kuningan", "kupang", "landak", "lebak", "malang", "medan",
    "metro", "padang", "palu", "pati", "puncak", "serang", "tanah datar", "tanah laut"))
_KINDS = ("kabupaten administrasi", "kota administrasi", "kabupaten", "kota", "provinsi", "daerah istimewa",
          "daerah khusus ibukota")


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that could be better. `value`: the words it is about; `better`: the whole name as it could be, if known."""

    code: str
    value: str
    better: str = ""


def of_name(name: str, package_type: str) -> tuple[Advice, ...]:
    """What could be better in a name, in a fixed order; nothing for an empty one."""
    name = " ".join(name.split())
    checks = _BY_TYPE.get(package_type, _BY_TYPE["dataset"])
    return tuple(advice for check in checks for advice in check(name)) if name else ()


def _capitals(name: str) -> Iterator[Advice]:
    better = _WORD.sub(lambda found: _capital(found[0], is_first=found.start() == 0, shouted=name.isupper()), name)
    if better != name:
        yield Advice(CAPITALS, name, better)


def _capital(word: str, is_first: bool, shouted: bool) -> str:
    if shouted:
        word = word.lower()
    return word if word in _SMALL and not is_first else word[0].upper() + word[1:]


def _abbreviations(name: str) -> Iterator[Advice]:
    if name.isupper():                  # shouted as a whole: which of its words are abbreviations cannot be seen
        return
    found = [word.rstrip(".") for word in _WORD.findall(name)
             if (_ACRONYM.fullmatch(word.rstrip(".")) and not _ROMAN.fullmatch(word.rstrip(".")))
             or word.rstrip(".").casefold() in _SHORTENED]
    if found:
        yield Advice(ABBREVIATION, ", ".join(dict.fromkeys(found)))


def _measure(name: str) -> Iterator[Advice]:
    found = _MEASURE.match(name)
    if found and (rest := name[found.end():].strip()):
        yield Advice(MEASURE_FIRST, found[0], rest[0].upper() + rest[1:])


def _year(name: str) -> Iterator[Advice]:
    if found := _YEAR.findall(name):
        yield Advice(YEAR, ", ".join(dict.fromkeys(found)))


def _period(name: str) -> Iterator[Advice]:
    if found := _PERIOD.search(name):
        yield Advice(PERIOD, found[0])


def _region(name: str) -> Iterator[Advice]:
    if found := _regions().search(name):
        yield Advice(REGION, found[0])


@cache
def _regions() -> re.Pattern[str]:
    """Provinces, regencies and cities, with and without their kind; the longest name is found first."""
    names: set[str] = set()
    for region in regions.every():
        if region.level in (regions.PROVINCE, regions.REGENCY):
            full = region.name.strip().casefold()
            kind = next((kind for kind in _KINDS if full.startswith(f"{kind} ")), "")
            bare = full.removeprefix(kind).strip()
            names |= {full, f"provinsi {bare}" if region.level == regions.PROVINCE else full}
            if bare not in _WORDS_TOO:
                names.add(bare)
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)


Check = Callable[[str], Iterator[Advice]]
_ALL: tuple[Check, ...] = (_capitals, _abbreviations, _measure, _year, _period, _region)
_BY_TYPE: Mapping[str, tuple[Check, ...]] = {
    "indikator": _ALL, "variabel": _ALL,
    # a table is called by its measure everywhere in Indonesia (Jumlah Penduduk Menurut Kecamatan); ukuran has a field besides
    "dataset": (_capitals, _abbreviations, _year, _period, _region),
    # a survey may be about one regency; its year and its dates have fields of their own
    "kegiatan": (_capitals, _abbreviations, _year, _period),
    # a book is called as it is printed: "Kabupaten Banjarnegara dalam Angka 2025"
    "publikasi": (_capitals,),
}
