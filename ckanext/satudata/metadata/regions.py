"""Regions of Indonesia: Kemendagri codes from the province down to the village, and the BPS code where it is known.

The two systems share digits and differ in meaning: 18.08 is Way Kanan, 1808 is Tulang Bawang. A code is therefore
stored with its dots, and one without dots is never guessed. Villages are read when the first one is asked for.
"""

from __future__ import annotations

import csv
import gzip
import logging
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from . import config, vocabularies
from .region_names import Names, folded

log = logging.getLogger(__name__)
UNREADABLE = (OSError, EOFError, ValueError, csv.Error, zlib.error)     # what a broken file of codes raises
_DOTTED = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_BEGINNING = re.compile(r"\d{1,2}|\d{2}\.(\d{0,2}|\d{2}\.(\d{0,2}|\d{2}\.\d{0,4}))")
PROVINCE, REGENCY, KECAMATAN, VILLAGE = "provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan"
WIDTHS = {PROVINCE: 2, REGENCY: 4, KECAMATAN: 6, VILLAGE: 10}      # digits of a Kemendagri code
USUAL, MOST = 20, 50            # of one search
_AROUND = 10                    # regions that the words behind a comma may mean
# What people write before a name, and which level it then is; a name of a regency begins with its kind anyway.
_KINDS = {"provinsi": PROVINCE, "prov": PROVINCE, "kabupaten": REGENCY, "kab": REGENCY, "kecamatan": KECAMATAN,
          "kec": KECAMATAN, "distrik": KECAMATAN, "desa": VILLAGE, "kelurahan": VILLAGE, "kel": VILLAGE}
_KIND = re.compile(rf"({'|'.join(_KINDS)})\b\.? ?(?=\S)")


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is Kemendagri's with dots; `parent` is the code of the region around it, empty for a province."""

    code: str
    name: str
    level: str
    parent: str


class Meanings(NamedTuple):
    """What digits without dots can mean. Of a BPS code below the regency only the regency around it is known."""

    kemendagri: Region | None
    bps: Region | None
    bps_around: Region | None


def every() -> Collection[Region]:
    """All regions down to the kecamatan, in the order of their codes."""
    return _upper(config.vocabularies()).values()


def number_of_villages() -> int:
    """How many villages we know."""
    return len(_names(VILLAGE, config.vocabularies()))


def find(code: str) -> Region | None:
    """The region of a Kemendagri code with dots (`33.04`, `33.04.01`, `33.04.01.2001`)."""
    code = code.strip()
    if not _DOTTED.fullmatch(code):
        return None
    if len(code) < len("33.04.01.2001"):
        return _upper(config.vocabularies()).get(code)
    name = _names(VILLAGE, config.vocabularies()).name(code.replace(".", ""))
    return Region(code, name, VILLAGE, code[:8]) if name else None


def bps_code(code: str) -> str | None:
    """BPS's code of a region given by its Kemendagri code; None where we do not know it (see wilayah_bps.yaml)."""
    return _bps(config.vocabularies()).get(code)


def of_bps(code: str) -> Region | None:
    """The region of a BPS code, where we know it."""
    return _from_bps(config.vocabularies()).get(code)


def candidates(digits: str) -> Meanings:
    """What a code without dots can mean, to Kemendagri and to BPS.

    Both have 2, 4 and 10 digits; a kecamatan has six with Kemendagri and seven with BPS.
    """
    bps = of_bps(digits)
    around = of_bps(digits[:4]) if bps is None and len(digits) in (7, 10) else None
    return Meanings(find(_dotted(digits)) if len(digits) in WIDTHS.values() else None, bps, around)


def full_name(region: Region) -> str:
    """With what it lies in: `Susukan, Kabupaten Banjarnegara, Jawa Tengah`."""
    around = _upper(config.vocabularies()).get(region.parent)
    return region.name if around is None else f"{region.name}, {full_name(around)}"


def named(text: str) -> Region | None:
    """The one region that is called so: a province or regency by its name, others by their full name.

    Not a kecamatan by its name alone: Banjarnegara is one too, and who writes so means the regency.
    """
    wanted = folded(text)
    if "," in wanted:
        found = [region for region in search(text, MOST) if folded(full_name(region)) == wanted]
    else:
        found = [region for region in search(text, MOST)
                 if region.level in (PROVINCE, REGENCY) and folded(region.name) == wanted]
    return found[0] if len(found) == 1 else None


def search(text: str, limit: int = USUAL, within: str | None = None) -> list[Region]:
    """Regions whose code begins with the text, or whose name contains it.

    Larger regions come first, then those of the portal's own region, then the closest names. What is around may be said
    after a comma: `susukan, banjarnegara`. Digits without dots give what they mean to Kemendagri and to BPS.

    Args:
        limit: at most so many
        within: code of the region in which they lie
    """
    wanted = folded(text).strip(", ")
    if not wanted or limit < 1:
        return []
    digits = (within or "").replace(".", "")
    name, _, around = (part.strip() for part in wanted.partition(","))
    if around:
        spans = [region.code.replace(".", "") for region in search(around, _AROUND, within) if region.level != VILLAGE]
        found = iter(sorted(chain.from_iterable(_first(_called(name, span), limit) for span in spans), key=_size))
    else:
        found = chain(_coded(name, digits), _called(name, digits))        # some names begin with a number: 19 Nopember
    return _first(found, limit)


def _first(found: Iterable[Region], limit: int) -> list[Region]:
    """The first of them, each once."""
    kept: dict[str, Region] = {}
    for region in found:
        kept.setdefault(region.code, region)
        if len(kept) == limit:
            break
    return list(kept.values())


def _size(region: Region) -> int:
    return len(region.code)


def _called(text: str, within: str) -> Iterator[Region]:
    kind = _KIND.match(text)
    level = _KINDS[kind.group(1)] if kind else None
    name = text if kind is None else text[kind.end():] if level != REGENCY else f"kabupaten {text[kind.end():]}"
    own = config.region().replace(".", "")
    for known in WIDTHS:
        if level in (None, known) and WIDTHS[known] > len(within):
            names = _names(known, config.vocabularies())
            if own.startswith(within):
                yield from _regions(known, names.called(name, own))
            yield from _regions(known, names.called(name, within))


def _coded(text: str, within: str) -> Iterator[Region]:
    """By the beginning of a code."""
    if text.isdigit() and len(text) > 2:
        meanings = candidates(text)
        yield from (region for region in meanings if region and region.code.replace(".", "").startswith(within))
    elif _BEGINNING.fullmatch(text):
        digits = text.replace(".", "")
        if digits.startswith(within) or within.startswith(digits):
            for level, width in WIDTHS.items():
                if width > len(within):
                    yield from _regions(level, _names(level, config.vocabularies()).below(max(digits, within, key=len)))


def _regions(level: str, found: Iterable[tuple[str, str]]) -> Iterator[Region]:
    for digits, name in found:
        code = _dotted(digits)
        yield Region(code, name, level, code.rpartition(".")[0])


def _dotted(digits: str) -> str:
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


@cache
def _upper(own: str) -> dict[str, Region]:
    """All down to the kecamatan. `own`: the portal's folder of lists, which may add regions or replace the file."""
    found = [Region(row[0], row[1], row[2], row[3]) for row in _lines("file")]
    found += _regions_added()
    return {region.code: region for region in sorted(found, key=lambda region: region.code) if region.level != VILLAGE}


@cache
def _names(level: str, own: str) -> Names:
    if level != VILLAGE:
        named = ((region.code, region.name) for region in _upper(own).values() if region.level == level)
    else:
        named = ((row[0], row[1]) for row in _lines("villages"))
        if added := {region.code: region.name for region in _regions_added() if region.level == VILLAGE}:
            named = iter(sorted((dict(named) | added).items()))
    return Names(WIDTHS[level], ((code.replace(".", ""), name) for code, name in named))


def _regions_added() -> list[Region]:
    """Entries of the list itself: a portal adds regions that the file does not have yet, or renames them."""
    levels = {width: level for level, width in WIDTHS.items()}
    return [Region(entry.value, entry.labels["id"], levels[len(entry.value.replace(".", ""))], entry.value.rpartition(".")[0])
            for entry in vocabularies.load("wilayah").entries if _DOTTED.fullmatch(entry.value)]


def _lines(which: str) -> list[list[str]]:
    try:
        return list(rows(which, vocabularies.raw("wilayah")))
    except UNREADABLE as error:         # a file of the portal: ours are tested
        log.error("the file of regions of this portal cannot be read (%s); the plugin's own is used", error)
        return list(rows(which, vocabularies.shipped("wilayah")))


def rows(which: str, content: Mapping[str, Any]) -> Iterator[list[str]]:
    """Lines of a file that the list `wilayah` names: code, name, level (of villages: kind), code of the region around.

    Args:
        which: `file` or `villages`
        content: the list as `vocabularies.raw` gives it
    """
    if which not in content:
        return
    path: Path = content["folder"] / content[which]
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        next(lines, None)
        yield from (line for line in lines if len(line) >= 4)


@cache
def _bps(own: str) -> dict[str, str]:
    """Kemendagri code → BPS code, of provinces and regencies where we know it."""
    known = vocabularies.raw("wilayah_bps")
    same = {*known["same"]}
    codes = {code: code for code in (*known["same"], *known["same_province"])}
    codes |= {region.code: region.code.replace(".", "") for region in _upper(own).values()
              if region.level == REGENCY and region.parent in same}
    return codes | {entry["value"]: entry["bps"] for entry in known["entries"]}


@cache
def _from_bps(own: str) -> dict[str, Region]:
    upper = _upper(own)
    return {bps: upper[code] for code, bps in _bps(own).items() if code in upper}
