"""Regions of Indonesia: Kemendagri codes down to the kecamatan, and the BPS code where it is known.

The two systems share digits and differ in meaning: 18.08 is Way Kanan, 1808 is Tulang Bawang. A code is therefore
stored with its dots, and one without dots is never guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from . import vocabularies

_DOTTED = re.compile(r"\d{2}(\.\d{2}){0,2}")
PROVINCE, REGENCY, KECAMATAN = "provinsi", "kabupaten_kota", "kecamatan"


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is Kemendagri's with dots; `parent` is the code of the region around it, empty for a province."""

    code: str
    name: str
    level: str
    parent: str


@cache
def _all() -> dict[str, Region]:
    path = vocabularies.folder() / vocabularies.raw("wilayah")["file"]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [Region(row["kode_dagri"], row["nama"], row["level"], row["kode_induk"]) for row in csv.DictReader(stream)]
    return {region.code: region for region in rows}


@cache
def _bps() -> dict[str, str]:
    """Kemendagri code → BPS code, of provinces and regencies where we know it."""
    known = vocabularies.raw("wilayah_bps")
    same = {*known["same"]}
    codes = {code: code for code in (*known["same"], *known["same_province"])}
    codes |= {region.code: region.code.replace(".", "") for region in _all().values()
              if region.level == REGENCY and region.parent in same}
    return codes | {entry["value"]: entry["bps"] for entry in known["entries"]}


@cache
def _from_bps() -> dict[str, Region]:
    return {bps: _all()[code] for code, bps in _bps().items() if code in _all()}


def every() -> Collection[Region]:
    """All regions that we know, in the order of their codes."""
    return _all().values()


def find(code: str) -> Region | None:
    """The region of a Kemendagri code with dots (`33.04`, `33.04.01`)."""
    return _all().get(code.strip()) if _DOTTED.fullmatch(code.strip()) else None


def bps_code(code: str) -> str | None:
    """BPS's code of a region given by its Kemendagri code; None where we do not know it (see wilayah_bps.yaml)."""
    return _bps().get(code)


def candidates(digits: str) -> tuple[Region | None, Region | None]:
    """What a code without dots can mean: to Kemendagri, and to BPS."""
    pairs = [digits[i:i + 2] for i in range(0, len(digits), 2)]
    return find(".".join(pairs)), _from_bps().get(digits)


def full_name(region: Region) -> str:
    """With what it lies in: `Susukan, Kabupaten Banjarnegara, Jawa Tengah`."""
    around = _all().get(region.parent)
    return region.name if around is None else f"{region.name}, {full_name(around)}"


def search(text: str, limit: int = 20) -> list[Region]:
    """Regions whose code begins with the text or whose name contains it; larger regions first."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    hits = [region for region in _all().values()
            if region.code.startswith(wanted) or wanted in region.name.casefold()]
    hits.sort(key=lambda region: (len(region.code), not region.name.casefold().endswith(wanted), region.code))
    return hits[:limit]
