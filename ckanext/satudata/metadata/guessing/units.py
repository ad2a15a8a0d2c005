"""Units, as tables shorten them and as the form wants them: `(Ha)` is hektare."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WRITTEN = {
    "hektare": "ha hektar hektare", "kilogram": "kg kilogram", "gram": "gr gram", "ton": "ton tons",
    "kuintal": "kw ku kuintal kwintal", "kuintal per hektare": "kw/ha ku/ha kuintal/ha kuintal/hektar kwintal/ha",
    "ton per hektare": "ton/ha ton/hektar", "kilogram per hektare": "kg/ha",
    "kilogram per kapita per tahun": "kg/kapita/tahun",
    "meter": "m mtr meter", "meter persegi": "m2 m² meter2 meterpersegi", "meter kubik": "m3 m³ meterkubik",
    "kilometer": "km kilometer", "kilometer persegi": "km2 km² kilometerpersegi", "milimeter": "mm milimeter",
    "sentimeter": "cm sentimeter", "persen": "% persen percent pct", "promil": "‰", "unit": "unit", "buah": "buah bh",
    "ekor": "ekor ek", "lembar": "lembar lbr", "liter": "liter ltr lt", "orang": "orang org", "jiwa": "jiwa",
    "jiwa per kilometer persegi": "jiwa/km2 jiwa/km² org/km2", "kepala keluarga": "kk kepalakeluarga", "butir": "butir",
    "batang": "batang btg", "tangkai": "tangkai", "pohon": "pohon phn", "rumpun": "rumpun", "rupiah": "rp rupiah idr",
    "ribu rupiah": "riburupiah ribuanrupiah ribuanrp riburp rp000 000rp rp.000 rp1000",
    "juta rupiah": "jutarupiah jutaanrupiah jutaanrp jutarp rpjuta",
    "miliar rupiah": "miliarrupiah milyarrupiah rpmiliar rpmilyar",
    "derajat celsius": "°c ºc derajatcelsius", "watt": "watt", "kilowatt": "kilowatt", "megawatt": "mw megawatt",
    "kilowatt jam": "kwh",
    "volt ampere": "va", "hari": "hari", "jam": "jam", "kasus": "kasus", "kejadian": "kejadian kali", "paket": "paket",
    "dokumen": "dokumen", "ruas": "ruas", "titik": "titik", "kelompok": "kelompok", "bidang": "bidang",
    "eksemplar": "eksemplar eks",
    "judul": "judul", "per 1.000 kelahiran hidup": "per1000kelahiranhidup per1.000kelahiranhidup",
    "per 100.000 penduduk": "per100.000penduduk per100000penduduk",
}
_KNOWN = {short: unit for unit, written in _WRITTEN.items() for short in written.split()}
_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]]")
_AT_END = {"ha", "kg", "km", "m2", "m3", "km2", "ton", "rp", "persen", "kw/ha", "ku/ha"}
_AFTER_NAMES = {"tangkai", "ton", "kg", "ha", "m2", "ekor", "kwintal", "kuintal"}
_POWER = re.compile(r"\b(?:daya|listrik|beban|pembangkit)\b", re.IGNORECASE)
MOST = 5
_LONGEST = 40


def known(text: str) -> str | None:
    """The unit that is meant; None if this is none that we know."""
    return "kilowatt" if text.strip() == "kW" else _KNOWN.get("".join(text.split()).casefold().strip(".,:"))


def in_label(label: str) -> str | None:
    """The unit in the name of a column, in brackets or as its last word."""
    found = {unit for text in _BRACKETED.findall(label) if (unit := known("kW" if _is_kilowatt(text, label) else text))}
    if len(found) == 1:
        return found.pop()
    words = re.split(r"[\s_]+", label.strip())
    return known(words[-1]) if not found and len(words) > 1 and words[-1].casefold() in _AT_END else None


def _is_kilowatt(text: str, label: str) -> bool:
    """`Daya Terpasang (KW)`: the kuintal is written so too."""
    return text.strip().casefold() == "kw" and bool(_POWER.search(label))


def of_labels(names: Iterable[str]) -> str | None:
    """The units of all columns of figures, if each names one: half of them would look like all."""
    found = [in_label(name) for name in names]
    return listed(unit or "" for unit in found) if found and all(found) else None


def of_column(values: Iterable[str]) -> str | None:
    """The units that a column `satuan` lists."""
    found = [known(value) or value for value in values]
    if any(len(value) > _LONGEST or not any(map(str.isalpha, value)) for value in found):
        return None
    return listed(found)


def in_text(text: str) -> str | None:
    """The one unit that a title has in brackets."""
    found = {unit for item in _BRACKETED.findall(text) if (unit := known(item))}
    return found.pop() if len(found) == 1 else None


def without_bracketed(text: str) -> str:
    """The text without units in brackets; other brackets stay."""
    return _BRACKETED.sub(lambda found: "" if known(found[1]) else found[0], text)


def without_last(text: str) -> str:
    """The name of a file without the unit at its end: it may be true, and may be left over from another table."""
    text = without_bracketed(text)
    words = text.split()
    return " ".join(words[:-1]) if len(words) > 3 and words[-1].casefold() in _AFTER_NAMES else text


def listed(found: Iterable[str]) -> str | None:
    """Each once, with commas; None for none or too many."""
    each = list(dict.fromkeys(unit for unit in found if unit))
    return ", ".join(each) if 0 < len(each) <= MOST else None
