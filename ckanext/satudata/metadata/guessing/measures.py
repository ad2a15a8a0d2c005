"""What is measured: the words for it in a title and in the names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = {
    "jumlah": "Jumlah", "banyaknya": "Jumlah", "luas": "Luas", "produksi": "Produksi", "persentase": "Persentase",
    "persen": "Persentase", "prosentase": "Persentase", "rata-rata": "Rata-rata", "rerata": "Rata-rata", "indeks": "Indeks",
    "nilai": "Nilai", "rasio": "Rasio", "kapasitas": "Kapasitas", "panjang": "Panjang", "laju": "Laju",
    "produktivitas": "Produktivitas", "kepadatan": "Kepadatan", "angka": "Angka", "tingkat": "Tingkat", "volume": "Volume",
    "harga": "Harga", "cakupan": "Cakupan", "realisasi": "Realisasi", "proporsi": "Proporsi",
}
_WEAK = {"Jumlah"}                      # beside another measure it only counts it: `Jumlah produksi`
_ENDS = {"menurut", "berdasarkan", "per", "dirinci", "yang", "di", "dari", "untuk"}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# `harga konstan`, `tingkat sekolah`: words that only sometimes name a measure count only where a title begins
_ONLY_FIRST = {"Nilai", "Angka", "Tingkat", "Harga", "Volume", "Cakupan", "Realisasi", "Panjang", "Laju", "Kapasitas"}
MOST = 4


def in_title(title: str) -> list[str]:
    """The measures that a title begins with or lists, in order: `Luas dan Produksi Ikan Menurut …`."""
    found: list[str] = []
    was_measure = False
    for number, word in enumerate(_heads(title)):
        measure = _WORDS.get(word)
        if measure in _ONLY_FIRST and number and not was_measure and not found:
            measure = None
        if measure and not was_measure:
            found.append(measure)
        elif measure and found and found[-1] in _WEAK:
            found[-1] = measure
        was_measure = bool(measure)
    return list(dict.fromkeys(found))


def is_measure(word: str) -> bool:
    """Whether this word, in small letters, names a measure."""
    return word in _WORDS


def _heads(title: str) -> Iterable[str]:
    text = re.sub(r"\brata rata\b", "rata-rata", title.casefold())
    for word in _WORD.findall(text):
        if word in _ENDS:
            return
        yield word


def in_labels(names: Iterable[str]) -> list[str]:
    """One measure for each column, if each column's name begins with one; else none."""
    found: list[str] = []
    for name in names:
        words = _WORD.findall(re.sub(r"\brata rata\b", "rata-rata", name.replace("_", " ").casefold()))
        measure = _WORDS.get(words[0]) if words else None
        if measure is None:
            return []
        found.append(measure)
    return found


def guessed(title: str | None, names: Iterable[str]) -> str | None:
    """The measures of a table, with semicolons; None where title and columns contradict each other."""
    columns = list(dict.fromkeys(in_labels(names)))
    said = in_title(title or "")
    strong = [measure for measure in columns if measure not in _WEAK]
    if said and strong and not set(strong) & set(said) and set(said) - _WEAK:
        return None                         # `produksi-…csv` with a column `Luas`
    found = said if not strong else list(dict.fromkeys([*said, *columns]))
    if not said and not strong:
        found = columns
    return "; ".join(found) if 0 < len(found) <= MOST else None
