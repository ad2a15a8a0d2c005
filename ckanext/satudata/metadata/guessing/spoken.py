"""Periods in running text: the name of a file, the title above a table."""

from __future__ import annotations

import re

from . import labels
from .times import MONTHS, Span, part_of, span

_Y = r"(?<!\d)((?:19|20)\d{2})(?!\d)"
_MONTH = r"\b(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b"
_TO = r"\s*(?:s\.?\s?/?\s?d\.?|sampai(?: dengan)?|hingga|[-–])?\s*"
_STAMPS = re.compile(r"(?<!\d)(?:20\d{2}[-_ .]?[01]\d[-_ .]?[0-3]\d(?:[-_ T]?\d{4,6})?"
                     r"|[0-3]?\d[-_ .][01]?\d[-_ .]20\d{2})(?!\d)")
_LAWS = re.compile(r"\b(?:nomor|no)\.?\s*\d+\s*(?:tahun|th)\.?\s*\d{4}", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:tahun\s+)?(?:ajaran|pelajaran|akademik|ta|tapel)\.?\s*" + _Y + r"\s*[/\-– ]\s*" + _Y,
                     re.IGNORECASE)
_SLASHED = re.compile(_Y + r"/" + _Y)
_RANGE = re.compile(r"(?:\b(?:tahun|th|thn)\b\.?\s*)?" + _Y + _TO + _Y, re.IGNORECASE)
_QUARTER = re.compile(r"\b(?:triwulan|tw|kuartal|q(?=\d))\s*(iv|iii|ii|i|[1-4])\b\s*(?:tahun)?\s*" + _Y, re.IGNORECASE)
_HALF = re.compile(r"\b(?:semester|smt)\s*(ii|i|[12])\b\s*(?:tahun)?\s*" + _Y, re.IGNORECASE)
_MONTHS = re.compile(r"(?:\bbulan\s+)?" + _MONTH + _TO + _MONTH + r"\s*(?:tahun)?\s*" + _Y, re.IGNORECASE)
_ONE_MONTH = re.compile(r"(?:\bbulan\s+)?" + _MONTH + r"\s*(?:tahun)?\s*" + _Y, re.IGNORECASE)
_ONE_YEAR = re.compile(r"(?:\b(?:pada\s+)?(?:tahun|th|thn)\b\.?\s*)?" + _Y, re.IGNORECASE)
_ABOUT_SCHOOLS = re.compile(r"sekolah|siswa|murid|guru|peserta didik|paud", re.IGNORECASE)
# `Triwulan I-III 2024`, `2024 Januari`: less than the year that stands beside it, in words that are not read here
_PART_OF_YEAR = re.compile(_MONTH + r"|\b(?:(?:triwulan|tw|kuartal|caturwulan|cawu|semester|smt)\s*(?:ke\s?-?\s?)?"
                           r"(?:iv|iii|ii|i|[1-4])|q[1-4])\b", re.IGNORECASE)
# `s.d. Maret 2024`: where it begins is not said; SD without points is a school
_OPEN = re.compile(r"\b(?:s\s?[./ ]\s?d\.?|sampai(?:\s+dengan)?|hingga|sejak)\s*(?:(?:akhir|awal|bulan|tahun|th|thn)\s*)*$",
                   re.IGNORECASE)
_EVERY = (_SCHOOL, _SLASHED, _QUARTER, _HALF, _MONTHS, _ONE_MONTH, _RANGE, _ONE_YEAR)


def clean(text: str) -> str:
    """Without the days on which a file was saved, and without the years of regulations."""
    return _LAWS.sub(" ", _STAMPS.sub(" ", text))


def without_periods(text: str) -> str:
    """The same text with what says a period cut out."""
    text = _STAMPS.sub(" ", text)
    for pattern in _EVERY:
        text = pattern.sub(" ", text)
    return text


def years_in(text: str) -> set[int]:
    """All years that the text names."""
    return {int(year) for year in re.findall(_Y, clean(text))}


def period_in(text: str) -> Span | None:
    """The one period that the text names; none where it names two, or one that can be read in two ways."""
    text = clean(text)
    for pattern, read in ((_SCHOOL, _school), (_SLASHED, _school), (_QUARTER, _quarter), (_HALF, _half), (_MONTHS, _months)):
        if found := pattern.search(text):
            rest = f"{text[:found.start()]} {text[found.end():]}"
            return read(found) if not years_in(rest) and not _is_open(text, found) else None
    months = list(_ONE_MONTH.finditer(text))
    years = years_in(text)
    if months:
        is_clear = len(months) == 1 and len(years) == 1 and not _is_open(text, months[0])
        return span(labels.MONTH, [_month(months[0])]) if is_clear else None
    if len(years) == 1:
        is_clear = not _PART_OF_YEAR.search(text) and not any(_is_open(text, found) for found in _ONE_YEAR.finditer(text))
        return span(labels.YEAR, years) if is_clear else None
    if (found := _RANGE.search(text)) and len(years) == 2:
        first, last = int(found[1]), int(found[2])
        is_school_year = last == first + 1 and _ABOUT_SCHOOLS.search(text)
        return Span(labels.YEAR, (first, last)) if first < last and not is_school_year else None
    return None


def _is_open(text: str, found: re.Match[str]) -> bool:
    """Whether the text says only the end, or only the beginning, of a longer period."""
    return bool(_OPEN.search(text[:found.start()]))


def _school(found: re.Match[str]) -> Span | None:
    first, last = int(found[1]), int(found[2])
    return Span(labels.SCHOOL_YEAR, (first,)) if last == first + 1 else None


def _quarter(found: re.Match[str]) -> Span | None:
    return _part(found, labels.QUARTER, 4)


def _half(found: re.Match[str]) -> Span | None:
    return _part(found, labels.SEMESTER, 2)


def _part(found: re.Match[str], kind: str, a_year: int) -> Span | None:
    number = part_of(found[1], kind)
    return Span(kind, (int(found[2]) * a_year + number - 1,)) if number else None


def _month(found: re.Match[str]) -> int:
    return int(found[2]) * 12 + MONTHS[found[1].casefold()] - 1


def _months(found: re.Match[str]) -> Span | None:
    first, last = MONTHS[found[1].casefold()], MONTHS[found[2].casefold()]
    year = int(found[3]) * 12 - 1
    return Span(labels.MONTH, (year + first, year + last)) if first < last else None
