"""What the name of a column says about its values: a time, a place, a unit, a running number. Whole words only, and none
beside them: `Tahun` is a period, `Tahun Berdiri` is not, nor is `Jumlah Desa` a place.
"""

from __future__ import annotations

import re
from functools import lru_cache

YEAR, SCHOOL_YEAR, MONTH, QUARTER, SEMESTER, DAY, PERIOD = "year", "school", "month", "quarter", "semester", "day", "period"
VILLAGE, DISTRICT, REGENCY, PROVINCE = "desa_kelurahan", "kecamatan", "kabupaten_kota", "provinsi"

_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = {"data", "nama", "periode", "period", "per"}
_SCHOOL = {"ajaran", "pelajaran", "akademik"}
_TIMES: tuple[tuple[str, set[str]], ...] = (
    (MONTH, {"bulan", "bln", "month"}),
    (QUARTER, {"triwulan", "tw", "kuartal", "quarter"}),
    (SEMESTER, {"semester", "smt"}),
    (DAY, {"tanggal", "tgl", "date"}),
    (YEAR, {"tahun", "thn", "th", "year", "anggaran"}),
    (PERIOD, {"periode", "period", "waktu"}),
)
_PLACES: tuple[tuple[str, set[str]], ...] = (
    (VILLAGE, {"desa", "kelurahan", "kel", "village", "pekon", "kampung", "nagari", "gampong", "tiyuh"}),
    (DISTRICT, {"kecamatan", "kec", "subdistrick", "subdistrict", "distrik", "district"}),
    (REGENCY, {"kabupaten", "kab", "kota", "regency", "city"}),
    (PROVINCE, {"provinsi", "province", "propinsi"}),
)
_BESIDE_PLACES = {"nama", "name", "wilayah", "atau", "or", "dan", "lokasi"}
_RUNNING = {"no", "nomor", "nomer", "number", "id", "urut", "fid", "objectid", "index"}
_REMARKS = {"keterangan", "ket", "catatan", "sumber", "remarks", "note", "notes", "source", "satuan", "kode", "code"}


@lru_cache(maxsize=4096)
def words(label: str) -> tuple[str, ...]:
    """The words of a label in small letters."""
    return tuple(word.casefold() for word in _WORD.findall(label))


def time_of(label: str) -> str | None:
    """Which kind of time the column holds, by its name."""
    found = set(words(label))
    if found & _SCHOOL and found <= _SCHOOL | _BESIDE | {"tahun", "thn", "semester"}:
        return SCHOOL_YEAR
    if found == {"ta"} or found == {"tapel"}:
        return SCHOOL_YEAR
    return next((kind for kind, names in _TIMES if found & names and found <= names | _BESIDE), None)


def place_of(label: str) -> str | None:
    """Which kind of region the column names, by its name."""
    found = set(words(label))
    kinds = [kind for kind, names in _PLACES if found & names]
    known = set().union(*(names for kind, names in _PLACES if kind in kinds))
    return kinds[0] if kinds and found <= known | _BESIDE_PLACES else None


def is_region_code(label: str) -> bool:
    """`kode_wilayah`, `kode kecamatan`, `kode_kabupaten_kota` and the like."""
    found = set(words(label))
    places = set().union(*(names for _, names in _PLACES)) | {"wilayah", "kemendagri", "dagri"}
    return bool(found & {"kode", "code"} and found & places)


def is_unit(label: str) -> bool:
    """The column that names the unit of each row."""
    return words(label) in (("satuan",), ("unit", "satuan"), ("satuan", "unit"))


def is_running_number(label: str) -> bool:
    """`No.`, `ID`: says nothing about the data."""
    found = words(label)
    return label.strip() == "#" or bool(found) and set(found) <= _RUNNING


def is_remark(label: str) -> bool:
    """A column about the rows, not of the table's content."""
    return bool(set(words(label)) & _REMARKS)
