"""Units as agencies write them: what each is called on a form, how it is printed, and of what kind it is. Pure.

The one list for all who read units: guesses from a file (`guessing/units.py`), charts and tables of the room `publication`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

AREA, MASS, HEADS, MONEY, OTHER = "area", "mass", "heads", "money", "other"

# name on the form | as it is printed | other ways of writing it; blanks, dots and capitals make no difference.
# What has a kind adds up: two kecamatan have the hectares, tons and heads of both
_ADDED = {
    AREA: """
        hektare | ha | hektar, hectare
        meter persegi | m² | m2, meter2
        kilometer persegi | km² | km2
        are""",
    MASS: """
        ton | | tons
        ribu ton
        kilogram | kg
        kuintal | | kw, ku, kwintal
        gram | | gr
        liter | | ltr
        ribu liter
        meter kubik | m³ | m3
        butir
        lembar | | lbr
        tangkai
        batang | | btg
        pohon | | phn
        rumpun
        buah | | bh
        ikat
        karung
        botol""",
    HEADS: """
        jiwa
        ribu jiwa
        orang | | org
        ribu orang
        ekor | | ek
        ribu ekor
        kepala keluarga | kk
        keluarga
        rumah tangga""",
    MONEY: """
        rupiah | | rp, idr
        ribu rupiah | | ribu rp, rp ribu, ribuan rupiah, ribuan rp, 000 rp, rp 000, rp 1000
        juta rupiah | | juta rp, rp juta, jutaan rupiah, jutaan rp
        miliar rupiah | | miliar rp, rp miliar, milyar rupiah, milyar rp, rp milyar, miliaran rupiah, miliaran rp
        triliun rupiah | | triliun rp, rp triliun, trilyun rupiah""",
    OTHER: """
        unit
        meter | m | mtr
        kilometer | km
        hari
        kasus
        kejadian
        kali
        paket
        dokumen
        kelompok
        titik
        bidang
        eksemplar | | eks
        judul
        kilowatt | kW
        kilowatt jam | kWh
        megawatt jam | MWh""",
    "": """
        milimeter | mm
        sentimeter | cm
        watt
        megawatt | MW
        volt ampere | VA
        jam
        ruas""",
}
# what is counted: a unit where a column or a record says so, beside a name (“Sarana Kesehatan (Puskesmas)”) rather a kind
_THINGS = """
    sekolah, kelas, ruang, rombel, desa, kelurahan, kecamatan, lokasi, rumah, bibit, benih, kunjungan, usaha, perusahaan,
    koperasi, lembaga, puskesmas, posyandu, dokter, bidan, perawat, guru, siswa, murid, peserta, pasien, pegawai, tenaga kerja,
    pencari kerja, kendaraan, pelanggan, sambungan, izin, laporan, berkas, surat, tempat tidur, anggota, pengunjung, wisatawan,
    unit usaha, persil, akta, pasang, bayi, balita, anak, industri, kios, pasar, toko"""
_RATIOS = """
    persen | % | percent, pct
    promil | ‰
    kuintal per hektare | kw/ha | ku/ha, kuintal/ha, kuintal/hektar, kwintal/ha, kuintal per hektar
    ton per hektare | ton/ha | ton/hektar
    kilogram per hektare | kg/ha
    kilogram per kapita per tahun | kg/kapita/tahun
    jiwa per kilometer persegi | jiwa/km² | jiwa/km2, org/km2
    per 1.000 kelahiran hidup
    per 100.000 penduduk
    derajat celsius | °C | ºC"""

BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]]\s*")
# agencies write KW for the kuintal of a harvest and for the kilowatt of a power line
_POWER = re.compile(r"\b(?:daya|listrik|beban|pembangkit)\b", re.IGNORECASE)
# a letter in brackets is mostly a column's abbreviation: “Murid (M)”
_LENGTH = re.compile(r"\b(?:panjang|lebar|tinggi|ketinggian|elevasi|dalam|kedalaman|jarak|tebal|diameter|length|height)\b",
                     re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` as the form wants it, `printed` as a table shows it; `kind` is empty for what nobody should add up."""

    name: str
    printed: str
    kind: str
    is_ratio: bool = False
    is_thing: bool = False


def find(written: str) -> Unit | None:
    """The unit that is meant; None if this is none that we know."""
    return _known().get("kilowatt" if written.strip() == "kW" else _key(written))


def in_brackets(words: str, label: str) -> Unit | None:
    """The unit that these words in brackets are, in a label that they stand in."""
    if len(words.strip()) == 1 and words.strip().isalpha() and not _LENGTH.search(label):
        return None
    return find("kW" if words.strip().casefold() == "kw" and _POWER.search(label) else words)


def _key(written: str) -> str:
    return "".join(written.split()).casefold().strip(",:;").replace(".", "")


@cache
def _known() -> dict[str, Unit]:
    listed = [(Unit(name, printed, kind), more) for kind, table in _ADDED.items() for name, printed, more in _rows(table)]
    listed += [(Unit(name, printed, "", is_ratio=True), more) for name, printed, more in _rows(_RATIOS)]
    listed += [(Unit(name, name, OTHER, is_thing=True), []) for name in " ".join(_THINGS.split()).split(", ")]
    ways = [(_key(way), unit) for unit, more in listed for way in (unit.name, unit.printed, *more)]
    return dict(reversed(ways))         # of two that are written alike the first: KW is the kuintal


def _rows(table: str) -> list[tuple[str, str, list[str]]]:
    found = []
    for line in table.strip().splitlines():
        name, printed, more = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
        found.append((name, printed or name, [way.strip() for way in more.split(",") if way.strip()]))
    return found
