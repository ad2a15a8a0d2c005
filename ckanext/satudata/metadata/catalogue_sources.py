"""What a dataset is written from for the national catalogue (`catalogue.py`): each reader gets what he or she may see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import bps_numbers, catalogue, config, exporting, regions, schemas, showing, types, variabel
from .bps_numbers import INDIKATOR, KEGIATAN
from .catalogue import Sources
from .interfaces import IMetadata, Standing

_FIRST_CITY = 71                # Kemendagri numbers the cities of a province from here on

Record = Mapping[str, Any]


def document(context: Any, package: Record) -> dict[str, Any]:
    """A dataset as the national catalogue's schema takes it."""
    return catalogue.document(sources(context, package))


def sources(context: Any, package: Record) -> Sources:
    """All that its reader may see of a dataset, its activity and its indicators."""
    kegiatan = next(_linked(context, package.get(KEGIATAN), KEGIATAN), None)
    indicators = tuple(_linked(context, package.get(INDIKATOR), INDIKATOR))
    activities = (kegiatan,) if kegiatan else ()
    numbers = {**bps_numbers.of_records([one["id"] for one in activities], KEGIATAN),
               **bps_numbers.of_records([one["id"] for one in indicators], INDIKATOR)}
    return Sources(
        schemas={name: schemas.of_type(name) or {} for name in (types.DATASET, KEGIATAN, INDIKATOR)},
        dataset=package, publisher_type=publisher_type(config.region()),
        publishing_status=catalogue.publishing_status(_standing(package), _may_change(context, package)),
        producer=_producer(kegiatan) if kegiatan else {}, kegiatan=kegiatan, indicators=indicators, numbers=numbers,
        officer=exporting.contact(context, kegiatan) if kegiatan else None,
        keys={one["id"]: numbers.get(one["id"]) or _address(one) for one in (*activities, *indicators)},
        # what BPS thinks of it is said to who works on it, as on an export in BPS's format
        reviews=bps_numbers.statuses([one["id"] for one in indicators if _may_change(context, one)]),
        totals=_totals(context, kegiatan) if kegiatan else {})


def _linked(context: Any, value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The records that a link names, as far as the reader may see them."""
    for key in value if isinstance(value, list) else [value] if value else []:
        try:
            record = tk.get_action("package_show")(tk.fresh_context(context), {"id": str(key)})
        except (tk.NotAuthorized, tk.ObjectNotFound):
            continue
        if record["type"] == kind and record["state"] != "deleted":
            yield record


def _address(record: Record) -> str:
    """Of its page: what BPS has given no number is known by where it stands."""
    return tk.h.url_for(f"{record['type']}.read", id=record["name"], qualified=True, locale="default")


def _totals(context: Any, kegiatan: Record) -> dict[str, int]:
    indicators = sum(1 for _ in exporting.indicators(context, kegiatan["id"]))
    return {"total_msvar": variabel.count(kegiatan["id"]), "total_msind": indicators}


def _producer(kegiatan: Record) -> dict[str, str]:
    office, code = kegiatan.get("organization") or {}, regions.bps_code(config.region()) or ""
    return {"produsen_data_name": office.get("title") or office.get("name") or "", "produsen_data_province_code": code[:2],
            "produsen_data_city_code": code[2:4]}


def publisher_type(region: str) -> str:
    """The kind of government that a portal belongs to, by its region's code."""
    province, _dot, rest = region.partition(".")
    if not province or "." in rest:
        return ""
    if not rest:
        return "daerah-provinsi"
    return "daerah-kota" if rest.isdecimal() and int(rest) >= _FIRST_CITY else "daerah-kabupaten"


def _standing(package: Record) -> Standing:
    known = (found for plugin in p.PluginImplementations(IMetadata) if (found := plugin.standing(package["id"])))
    return next(known, Standing(is_public=not package.get("private")))


def _may_change(context: Any, package: Record) -> bool:
    try:
        tk.check_access("package_update", tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return False
    return True


def as_json(context: Any, owner_org: str | None = None) -> Iterator[str]:
    """One JSON list of all datasets that the reader may see, of one office or of all, piece by piece."""
    before = "[\n"
    for package in (one for page in showing.pages(context, types.DATASET, owner_org) for one in page):
        yield before + json.dumps(document(context, package), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
