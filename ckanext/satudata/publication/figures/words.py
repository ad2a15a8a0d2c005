"""Words of tables: units, what may be added up, what is a total. Indonesian as agencies write it, and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.satudata.metadata.shared import units

AREA, MASS, HEADS, MONEY = units.AREA, units.MASS, units.HEADS, units.MONEY
_RATIO = re.compile(r"/|\bper\b|%|\bpersen|\bpermil|‰|\bindeks\b|\brasio\b|°|\bderajat\b|\bpoin\b|\bskor\b", re.IGNORECASE)
_UNKNOWN = re.compile(r"\btidak (disebut|tertulis|ada|diketahui)\b", re.IGNORECASE)
_REMARK = re.compile(r"\([^)]*\)?")
# what never adds up, whatever its unit is
_NOT_ADDED = re.compile(
    r"\b(rata[\s-]*rata|rerata|average|mean|persen\w*|percent\w*|rasio|ratio|ind(?:ek|ex)s?|index|tingkat|laju|angka harapan|"
    r"kepadatan|density|per kapita|harga|price|suhu|kelembaban|umur|usia|upah minimum|umk|ump|ipm|skor|nilai rata|median|"
    r"produktivitas|proporsi|pertumbuhan|peringkat|rangking|ranking|tinggi|ketinggian|elevasi|kedalaman|lebar|"
    r"jarak|kemiringan|(curah|hari) hujan|kecepatan|kapasitas per|target|kumulatif)\b|%",
    re.IGNORECASE)
_COUNTED = re.compile(r"^(jumlah|banyaknya|banyak|total|populasi|number of)\b", re.IGNORECASE)
_PERSONS = frozenset("guru murid siswa pelajar mahasiswa penduduk pegawai dokter bidan perawat pasien peserta orang jiwa "
                     "karyawan anggota pengunjung laki perempuan dosen santri tenaga".split())


@dataclass(frozen=True, slots=True)
class Unit:
    """`text` as it is printed; `kind` is empty for a ratio and for a unit that we do not know."""

    text: str
    kind: str
    is_ratio: bool

    @property
    def adds_up(self) -> bool:
        return bool(self.kind) and not self.is_ratio


def unit(written: str) -> Unit | None:
    """A unit as a column or a record writes it; None for an empty one."""
    words = " ".join(_REMARK.sub(" ", written).split()).strip(" .,;:()")
    if not words or _UNKNOWN.search(words):
        return None
    known = units.find(words)
    if known is not None:
        return _of(known, words)
    low = words.casefold().rstrip(".")
    return Unit(low if "/" in low else words, "", True) if _RATIO.search(words) else Unit(words, "", False)


def _of(known: units.Unit, words: str) -> Unit:
    return Unit(known.printed if known.kind or known.is_ratio else words, known.kind, known.is_ratio)


def split_unit(label: str) -> tuple[str, Unit | None]:
    """`Produksi Padi Sawah (Ton)` → its words without the unit, and the unit. Other brackets stay."""
    for found in units.BRACKETED.finditer(label):
        named = units.in_brackets(found[1], label)
        known = _of(named, found[1]) if named is not None else unit(found[1]) if len(found[1].strip()) > 1 else None
        if known is not None and (known.kind or known.is_ratio):
            rest = " ".join(f"{label[:found.start()]} {label[found.end():]}".split())
            return rest or label, known
    return " ".join(label.split()), None


@dataclass(frozen=True, slots=True)
class About:
    """What the record says of its table: `units` and `measures` are the fields satuan and ukuran."""

    title: str = ""
    units: str = ""
    measures: str = ""
    year: int | None = None


def units_of_record(written: str) -> tuple[list[Unit], bool]:
    """The units that a record names, and whether it names one for all of its columns."""
    pieces = [piece for piece in re.split(r"[,;\n]|\bdan\b", _REMARK.sub("", written)) if piece.strip()]
    found = [unit(piece) for piece in pieces]
    known = [entry for entry in found if entry is not None and (entry.kind or entry.is_ratio)]
    return known, len(pieces) == 1 and len(known) == 1


def unit_for(words: str, about: About) -> Unit | None:
    """The unit of a column that names none: the record's only one, or the only one of its units that fits the words."""
    known, is_for_all = units_of_record(about.units)
    if is_for_all:
        return None if _NOT_ADDED.search(words) and known[0].adds_up else known[0]
    names = [word.casefold() for word in re.findall(r"\w+", words)]
    if _NOT_ADDED.search(words):
        return _only(found for found in known if found.is_ratio)
    if "luas" in names:
        return _only(found for found in known if found.kind == AREA)
    if "nilai" in names:
        return _only(found for found in known if found.kind == MONEY)
    for name in names:
        if name in _PERSONS:
            return _only(found for found in known if found.kind == HEADS)
        if fitting := [found for found in known if found.text == name]:
            return fitting[0]
    if "produksi" in names or "hasil" in names:
        return _only(found for found in known if found.kind == MASS)
    return None


def _only(units: Iterable[Unit]) -> Unit | None:
    found = list(units)
    return found[0] if len(found) == 1 else None


def adds_up(words: str, found: Unit | None) -> bool:
    """Whether a measure of two regions is the sum of both. Where nobody says a unit: only what is called a count."""
    if _NOT_ADDED.search(words):
        return False
    return found.adds_up if found is not None else bool(_COUNTED.match(words))


def never_adds_up(words: str) -> bool:
    return bool(_NOT_ADDED.search(words))


# columns

TIME_YEAR = re.compile(r"\b(tahun|thn|year)\b", re.IGNORECASE)
TIME_PART = {
    "month": re.compile(r"\b(bulan|month)\b", re.IGNORECASE),
    "quarter": re.compile(r"\b(triwulan|kuartal|quarter|tw)\b", re.IGNORECASE),
    "semester": re.compile(r"\b(semester)\b", re.IGNORECASE),
}
TIME_ANY = re.compile(r"\b(periode|waktu|period|date|tanggal|tgl|time)\b", re.IGNORECASE)
CODE = re.compile(
    r"(?<![^\W_])(kode|code|id|no|no\.|nomor|number|nik|nip|npsn|nisn|npwp|lat|lon|long|lng|latitude|longitude|lintang|bujur|"
    r"koordinat|rt|rw|urut|urutan|telepon|telp|hp)(?![^\W_])", re.IGNORECASE)
UNITS_COLUMN = re.compile(r"^(satuan|unit satuan|unit of measure|satuan unit)$", re.IGNORECASE)
INDICATORS = re.compile(
    r"\b(indikator|variabel|uraian|indicator|variable|jenis data|elemen|parameter|keterangan)\b", re.IGNORECASE)
GENERIC = re.compile(
    r"^(jumlah|banyaknya|banyak|total|nilai|luas|produksi|value|data|volume|angka|besaran|hasil)$", re.IGNORECASE)

# categories

_TOTAL = re.compile(
    r"(grand |sub ?)?(jumlah|total)(( |/|-)(jumlah|total|semua|seluruh(nya)?|keseluruhan|umum))?|(ke)?seluruh(an|nya)|"
    r"semua|all|"
    r"l ?[+/&] ?p|laki([ -]*laki)?( ?[+/&] ?| dan )perempuan|(jumlah|total) .*kabupaten.*", re.IGNORECASE)
_PARTIAL = re.compile(r"^(sub ?)?(jumlah|total)\b", re.IGNORECASE)
_AVERAGE = re.compile(r"^(rata[\s-]*rata|rerata|average|mean|median)\b", re.IGNORECASE)
_WHOLE_REGION = re.compile(r"^(kabupaten|kab\.?|kota|provinsi|prov\.?|indonesia|nasional)(\s|$)", re.IGNORECASE)

_LEVELS = {
    "regency": re.compile(r"(kabupaten|kab\.?|kota)(\s|$)", re.IGNORECASE),
    "province": re.compile(r"(provinsi|propinsi|prov\.?)(\s|$)", re.IGNORECASE),
    "country": re.compile(r"(indonesia|nasional)$", re.IGNORECASE),
}


def is_total(category: str) -> bool:
    """`Jumlah`, `Total`, `L+P`: a category that stands for all others."""
    return bool(_TOTAL.fullmatch(category.strip()))


def is_partial_total(category: str) -> bool:
    """`Jumlah Lahan Sawah`: the sum of some of the others."""
    return bool(_PARTIAL.match(category)) and not is_total(category)


def is_average(category: str) -> bool:
    return bool(_AVERAGE.match(category))


def may_be_the_region(category: str) -> bool:
    """`Kabupaten Banjarnegara` among kecamatan; numbers have to prove it, there are kecamatan called Kota Agung."""
    return bool(_WHOLE_REGION.match(category))


def mixes_levels(categories: Iterable[str]) -> bool:
    """`Kabupaten Banjarnegara`, `Provinsi Jawa Tengah`, `Indonesia` beside each other: one lies within the other."""
    names = list(categories)
    found = {level for name in names for level, pattern in _LEVELS.items() if pattern.match(name)}
    return len(found) > 1 or ("country" in found and len(names) > 1)


def sentence_case(words: str) -> str:
    """`Produksi Padi Sawah` → `Produksi padi sawah`; what is written in capitals (PNS) or after a place word stays."""
    out: list[str] = []
    for place, word in enumerate(words.split()):
        named = bool(out) and bool(_PLACE.fullmatch(out[-1]))
        is_title = all(piece[:1].isupper() and (piece[1:].islower() or not piece[1:]) for piece in re.split(r"[/-]", word))
        out.append(word.lower() if place and is_title and not named else word)
    found = " ".join(out)
    return found[:1].upper() + found[1:]


_PLACE = re.compile(r"kecamatan|kabupaten|kota|provinsi|desa|jawa|kab\.?", re.IGNORECASE)


def is_count(name: str) -> bool:
    """`Jumlah …`, `Banyaknya …`: a number that needs no unit."""
    return bool(_COUNTED.match(name))
