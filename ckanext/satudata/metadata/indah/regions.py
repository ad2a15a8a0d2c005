"""Regions in BPS's numbering, as rows of `sebagian_cakupan_wilayah_pengumpulan_data`; ours are Kemendagri codes.

The same four digits mean different places in the two systems (1808 is Tulang Bawang to BPS, Way Kanan to Kemendagri), so the
name beside the code is compared; a row whose code nobody knows is found by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ckanext.satudata.metadata import regions
from ckanext.satudata.metadata.regions import Region

from . import problems
from .mapping import Question
from .problems import Imported, Path, Row
from .values import is_nothing, items_of

FIELD = "kode_wilayah"
KEYS = ("kode_provinsi", "nama_provinsi", "kode_kabupaten_kota", "nama_kabupaten_kota")
_NOTHING = ("", "-", "0", "00", "0000", "None")
_KINDS_OF_PLACE = re.compile(r"^(provinsi|prov|kabupaten|kab|kota administrasi|kota adm|kota)\.?\s+")


def read_rows(question: Question, value: Any, path: Path, found: Imported) -> list[dict[str, str]] | None:
    """Each region once, in our rows."""
    if is_nothing(value):
        return None
    codes: list[str] = []
    for index, row in enumerate(items_of(value)):
        code = None if is_nothing(row) else read(row, (*path, Row(index)), found)
        if code and code not in codes:
            rest = {key: more for key, more in row.items() if key not in KEYS} if isinstance(row, dict) else {}
            for key, more in rest.items():
                found.keep((*path, Row(len(codes), _written_name(code)), key), more)
            codes.append(code)
    return [{FIELD: code} for code in codes] or None


def read(row: Any, path: Path, found: Imported) -> str | None:
    """The Kemendagri code that a row means; None if it cannot be said, which is then reported."""
    if isinstance(row, str | int) and not isinstance(row, bool):
        row = {"kode_kabupaten_kota" if len(str(row).replace(".", "")) > 2 else "kode_provinsi": row}
    if not isinstance(row, dict):
        return found.report(path, problems.WRONG_TYPE, found=type(row).__name__, expected="object")
    province, province_name, regency, regency_name = (_text(row.get(key)) for key in KEYS)
    if not (regency or regency_name):
        return _region(province, province_name, regions.PROVINCE, None, (*path, KEYS[0]), found)
    if len(regency) == 2 and len(province) == 2:
        regency = province + regency
    around = _by_code(province) or _named(province_name, regions.PROVINCE, None)
    return _region(regency, regency_name, regions.REGENCY, around, (*path, KEYS[2]), found)


def write(question: Question, answer: Any) -> list[dict[str, str | None]]:
    """Rows for the chosen regions; without a code where we do not know BPS's."""
    return [_row(region) for chosen in answer if (region := regions.find(str(chosen.get(FIELD) or "")))]


def _written_name(code: str) -> str:
    region = regions.find(code)
    return (_code_and_name(region)[1] or "") if region else ""


def _row(region: Region) -> dict[str, str | None]:
    province = regions.find(region.code[:2])
    regency = regions.find(region.code[:5]) if region.level != regions.PROVINCE else None
    return dict(zip(KEYS, (*_code_and_name(province), *_code_and_name(regency)), strict=True))


def _code_and_name(region: Region | None) -> tuple[str | None, str | None]:
    """As BPS writes it: in capitals, a regency without its kind."""
    if region is None:
        return None, None
    return regions.bps_code(region.code), region.name.removeprefix("Kabupaten ").upper()


def _text(value: Any) -> str:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return "" if text in _NOTHING else text


def _region(code: str, name: str, level: str, around: Region | None, path: Path, found: Imported) -> str | None:
    region = _by_code(code)
    if region is not None and region.level == level:
        return _compared(region, code, name, path, found)
    by_name = _named(name, level, around)
    if by_name is not None:
        if code:
            found.report(path, problems.REGION_BY_NAME, value=code, region=regions.full_name(by_name))
        return by_name.code
    digits = code.replace(".", "")
    dagri = regions.candidates(digits)[0] if digits.isdigit() else None
    if dagri is not None:
        right = regions.bps_code(dagri.code)
        return found.report(path, problems.REGION_BY_KEMENDAGRI, value=code, region=regions.full_name(dagri), right=right)
    return found.report(path, problems.REGION_UNKNOWN, value=code or name)


def _compared(region: Region, code: str, name: str, path: Path, found: Imported) -> str | None:
    if not name or _plain(region.name) == _plain(name):
        return region.code
    dagri = regions.candidates(code)[0]
    if dagri is not None and _plain(dagri.name) == _plain(name):
        right = regions.bps_code(dagri.code)
        return found.report(path, problems.REGION_BY_KEMENDAGRI, value=code, region=regions.full_name(dagri), right=right)
    found.report(path, problems.REGION_OTHER_NAME, value=code, region=regions.full_name(region), name=name[:80])
    return region.code


def _by_code(code: str) -> Region | None:
    """Digits are BPS's; with dots a code can only be Kemendagri's."""
    if "." in code:
        return regions.find(code)
    return regions.candidates(code)[1] if code.isascii() and code.isdigit() else None


def _named(name: str, level: str, around: Region | None) -> Region | None:
    """The one region with this name; a regency and a city of one name are told apart by the word before it."""
    if not name:
        return None
    for by_name, key in ((_names(level), _spoken(name)), (_plain_names(level), _plain(name))):
        hits = [region for region in by_name.get(key, ()) if around is None or region.parent == around.code]
        if len(hits) == 1:
            return hits[0]
    return None


@cache
def _names(level: str) -> Mapping[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in regions.every():
        if region.level == level:
            found.setdefault(_spoken(region.name), []).append(region)
    return found


@cache
def _plain_names(level: str) -> Mapping[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in regions.every():
        if region.level == level:
            found.setdefault(_plain(region.name), []).append(region)
    return found


def _spoken(name: str) -> str:
    """As `Kabupaten X` is mostly written: without the first word, which a city keeps."""
    text = " ".join(name.split()).casefold()
    return re.sub(r"^(provinsi|prov|kabupaten|kab)\.?\s+", "", re.sub(r"^kota adm(inistrasi|\.)?\s+", "kota ", text))


def _plain(name: str) -> str:
    """A name without the kind of place, and without the blanks that it is spelled with or not (`Pematang Siantar`)."""
    return re.sub(r"[^a-z]", "", _KINDS_OF_PLACE.sub("", " ".join(name.split()).casefold()))
