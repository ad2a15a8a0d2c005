"""A title out of the name of a file or the lines above a table: no year, no region, no "final rev2"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from . import labels, spoken, units

LONGEST = 200
_ENDING = re.compile(r"\.(?:csv|tsv|tab|txt|xlsx?|ods|pdf|docx?|zip|json|geojson)$", re.IGNORECASE)
_SMALL = {"dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "atau", "oleh", "per", "dalam", "terhadap", "bagi",
          "antar", "atas", "serta", "sampai", "s.d."}
_SHORT = {"sd", "smp", "sma", "smk", "tk", "paud", "slb", "mi", "mts", "ma", "ra", "rph", "asn", "pns", "pppk", "pdrb", "ipm",
          "umkm", "ukm", "ikm", "kk", "ktp", "ktp-el", "bpjs", "pbb", "pad", "apbd", "apbn", "opd", "dtks", "kb", "hiv",
          "aids", "odgj", "tbc", "dbd", "rth", "tps", "tpa", "pdam", "pln", "plta", "tpt", "tpak", "bumd", "rt", "rw",
          "ispa", "aki",
          "akb", "lpg", "pju", "rtlh", "jkn", "kia", "umk", "ump", "pkh", "bpnt", "pmks", "ppks", "ppid", "skpd", "rsud",
          "rpjmd", "spbe", "tik", "lkpj", "nik", "sim", "stnk", "wni", "wna", "bps"}
_LETTER = re.compile(r"[^\W\d_]")
_PREFIX = re.compile(r"^(?:(?:tabel|table|tbl|lampiran)\b[\s.:]*)?(?:\d{1,3}(?:[\s.]+\d{1,3})*[.)\s:]+)?", re.IGNORECASE)
_VERSION = re.compile(r"[\s(\[]*\b(?:final|fix(?:ed)?|rev(?:isi)?\s?\d*|v\s?\d+|copy|salinan|update[d]?|print|edit(?:ed)?"
                      r"|ok|upload|sheet\s?\d*|\d{1,2})\b[\s)\]]*$", re.IGNORECASE)
_COPY_OF = re.compile(r"^(?:copy of|salinan(?: dari)?)\s+", re.IGNORECASE)
_TAIL = re.compile(r"[\s,.:;/\-–]*\b(?:tahun|thn|th|periode|per|bulan|keadaan|kondisi|di|ke|dari|dan|pada|tahun ajaran"
                   r"|tahun pelajaran|ta|menurut|s[. ]d\.?|sampai(?: dengan)?|hingga|sejak|wilayah)\b[\s,.:;/\-–]*$",
                   re.IGNORECASE)
_REGION = r"[\s,\-–]*\b(?:se\s?-?\s?|di\s+|wilayah\s+)*\b(?:{kind})\.?\s+{name}\b[\s,.]*$"
_GENERIC = {"data", "tabel", "table", "rekap", "rekapitulasi", "sheet", "book", "buku", "dokumen", "document", "file",
            "berkas", "untitled", "laporan", "export", "ekspor", "download", "unduhan", "hasil", "img", "image", "scan",
            "dsc", "foto",
            "new", "baru", "copy", "salinan", "contoh", "template", "format", "form", "formulir", "input", "output", "upload",
            "test", "tes", "coba", "lembar", "kerja", "worksheet", "workbook", "microsoft", "excel", "final", "csv", "xlsx",
            "dataset", "opd", "dinas", "tanpa", "judul", "whatsapp"}


def of_file_name(file_name: str, region_names: Iterable[str] = ()) -> str | None:
    """The title that the name of a file holds; None if there is none in it (`Book1.xlsx`, `data final.csv`)."""
    text = units.without_last(_plain(stem(file_name)))
    return _tidied(text, region_names)


def of_heading(lines: Iterable[str], region_names: Iterable[str] = ()) -> str | None:
    """The title that stands above the table, over up to four lines."""
    text = " ".join(line.strip() for line in list(lines)[:4])
    return _tidied(units.without_bracketed(_clean(text)), region_names)


def stem(file_name: str) -> str:
    """The name without folders and endings."""
    name = PurePosixPath(file_name.replace("\\", "/")).name[:LONGEST * 2]
    while (shorter := _ENDING.sub("", name)) != name:
        name = shorter
    return name


def fallback(file_name: str) -> str:
    """Words for a record whose file says nothing about itself; empty if not even its name has letters."""
    text = _plain(stem(file_name))
    return _cut(text) if _LETTER.search(text) else ""


def is_telling(title: str) -> bool:
    """At least two words that say something."""
    told = [word for word in labels.words(title)
            if (len(word) > 2 or word in _SHORT) and word not in _GENERIC and word not in _SMALL]
    return len(told) > 1


def _clean(text: str) -> str:
    kept = "".join(" " if char.isspace() else char for char in text if not unicodedata.category(char).startswith("C"))
    return " ".join(kept.split())


def _plain(name: str) -> str:
    """Separators of file names become blanks; a point between figures stays for the period."""
    text = re.sub(r"[_+~]|%20", " ", _clean(name))
    if " " not in text:
        text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"(?<!\d)[-.]|[-.](?!\d)", " ", text)
    return " ".join(text.split())


def _tidied(text: str, region_names: Iterable[str]) -> str | None:
    text = _COPY_OF.sub("", _clean(text))
    text = " ".join(spoken.without_periods(text).split())
    text = _without_ends(text, list(region_names))
    text = _PREFIX.sub("", text)
    text = re.sub(r"^[A-Za-z]\s+(?=\w{3})", "", text)               # t-jumlah-sekolah
    words = _cased(_hyphenated(text.replace("(", " ( ").replace(")", " ) ").split()))
    title = _cut(" ".join(words).replace("( ", "(").replace(" )", ")"))
    return title if is_telling(title) else None


def _without_ends(text: str, region_names: list[str]) -> str:
    patterns = [_VERSION, _TAIL]
    for name in region_names:
        kind, _, bare = name.partition(" ")
        short = "kab|kabupaten" if kind.casefold() == "kabupaten" else re.escape(kind)
        patterns.append(re.compile(_REGION.format(kind=short, name=re.escape(bare or kind)), re.IGNORECASE))
    before = None
    while before != text:
        before = text
        for pattern in patterns:
            text = pattern.sub("", text).strip(" ,.;:-–/")
    return text


def _hyphenated(words: list[str]) -> list[str]:
    """`rata rata`, `buah buahan`: words that are said twice, as file names write them."""
    found: list[str] = []
    for word in words:
        before = found[-1].casefold() if found else ""
        if len(before) > 2 and before.isalpha() and word.casefold() in (before, f"{before}an"):
            found[-1] = f"{found[-1]}-{word}"
        else:
            found.append(word)
    return found


def _cased(words: list[str]) -> list[str]:
    text = "".join(words)
    is_flat = text.islower() or text.isupper()
    return [_word(word, is_flat, number == 0) for number, word in enumerate(words)]


def _word(word: str, is_flat: bool, is_first: bool) -> str:
    low = word.casefold()
    if low.strip("(),.") in _SHORT and (is_flat or word.isupper()):
        return word.upper()
    if low in _SMALL and not is_first:
        return low
    if not is_flat and not is_first:
        return word if not word.islower() else word[:1].upper() + word[1:]
    if not is_flat:
        return word[:1].upper() + word[1:]
    return re.sub(r"[^\W\d_]+", lambda found: found[0][:1].upper() + found[0][1:].lower(), word)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]
