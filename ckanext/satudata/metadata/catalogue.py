"""A dataset as the national catalogue's schema takes it: flat, under its names, with its activity and its indicator. Pure.

Names: SDI 3.3 (Bappenas, apteksdi/ckanext-scheming); where they differ from ours, `satudata_export` of a schema says so. All
of them are texts there: a list is written as JSON, which our own import and CKAN's multiple choices read. Fields of ours that
its schema lacks are extras, which every CKAN keeps; `logic/naming.py` takes them back in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .aliases import KEEPER, LINK
from .blanks import is_blank
from .indah import status, status_of
from .interfaces import Standing

# at the top of a record there; `tag_string`, `owner_org` and what a link is called are written apart
LIST = ("title", "name", "notes", "accrualPeriodicity", "accessRights", "id_dds", "id_indikator_mms", "id_sds", "konsep",
        "satuan", "ukuran", "klasifikasi", "jenis", "theme", "prioritas_tahun", "kriteria_prioritas", "indikator_prioritas",
        "publisher_type", "maintainer", "maintainer_email", "license_id")
INDICATOR = ("interpretasi", "metode_perhitungan", "rumus", "kodereferensi", "level_estimasi")
APART = frozenset({"tag_string", "owner_org"})
RESOURCE = ("url", "name", "format", "description")
PUBLISHING = {status.APPROVED: "approved", status.REJECTED: "rejected", status.SUBMITTED: "in_review",
              status.REVISED: "in_review", status.UNDER_REVIEW: "in_review"}        # every other word: draft

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a document is written from: what its reader may see, and nothing else."""

    schemas: Mapping[str, Record]               # of dataset, kegiatan and indikator
    dataset: Record
    publishing_status: str
    publisher_type: str = ""                    # of the portal, where the dataset names none
    producer: Mapping[str, str] = field(default_factory=dict)       # produsen_data_…
    kegiatan: Record | None = None
    officer: Record | None = None
    indicators: Sequence[Record] = ()
    keys: Mapping[str, str] = field(default_factory=dict)           # BPS's number or the address of a linked record, by id
    numbers: Mapping[str, str] = field(default_factory=dict)        # BPS's number of a linked record, by id
    reviews: Mapping[str, str] = field(default_factory=dict)        # BPS's word about a linked record, by id
    totals: Mapping[str, int] = field(default_factory=dict)         # total_msvar, total_msind


def document(found: Sources) -> dict[str, Any]:
    """The dataset as `package_create` of the national catalogue, or of another portal of ours, takes it."""
    said = {**_activity(found), **_indicator(found), **_list(found)}
    return {
        **{name: text for name, value in said.items() if (text := as_text(value))},
        "extras": list(_extras(found)),
        "resources": [{name: resource[name] for name in RESOURCE if resource.get(name)}
                      for resource in found.dataset.get("resources", ())],
    }


def publishing_status(standing: Standing, is_party: bool) -> str:
    """The word of the national schema for where a dataset stands: draft, in_review, approved or rejected.

    Args:
        is_party: whether the reader may change it; others see what is published, whatever is being checked meanwhile
    """
    if standing.is_public and not is_party:
        return PUBLISHING[status.APPROVED]
    word = status_of(standing.is_public, standing.is_open, standing.round, standing.outcome, waiting_for=standing.waiting_for,
                     is_taken=standing.is_taken)
    return PUBLISHING.get(word, "draft")


def as_text(value: Any) -> str:
    """A value as the one text that it is there; empty where nothing is said."""
    if value is None or value == [] or value == {}:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fields(found: Sources, kind: str) -> Iterator[Record]:
    """The fields of a type in which people write."""
    yield from (one for one in found.schemas.get(kind, {}).get("dataset_fields", ()) if not one.get("satudata_derived"))


def _said(fields: Iterator[Record], record: Record) -> Iterator[tuple[Record, Any]]:
    yield from ((one, record[one["field_name"]]) for one in fields if not is_blank(one, record.get(one["field_name"])))


def _list(found: Sources) -> dict[str, Any]:
    """The section Daftar Data, and the links."""
    package, fields = found.dataset, list(_fields(found, "dataset"))
    office = package.get("organization") or {}
    said = {one["field_name"]: value for one, value in _said(iter(fields), package) if one["field_name"] in LIST}
    said |= {one["satudata_export"]: _key(found, one) for one in fields if one.get(LINK) and one.get("satudata_export")}
    return {
        **said, "tag_string": ",".join(tag["name"] for tag in package.get("tags", ())),
        "owner_org": office.get("name") or package.get("owner_org"), "author": office.get("title"),
        "publisher_type": said.get("publisher_type") or found.publisher_type,
        "publishing_status": found.publishing_status,
    }


def _key(found: Sources, link: Record) -> str:
    """What the catalogue knows the linked records by; else what is kept of records that are on no portal of ours."""
    records = found.indicators if link[LINK] == "indikator" else [found.kegiatan] if found.kegiatan else []
    keys = [key for record in records if (key := found.keys.get(record["id"]))]
    return ", ".join(keys) or str(found.dataset.get(link.get(KEEPER, ""), "") or "")


def _extras(found: Sources) -> Iterator[dict[str, str]]:
    for one, value in _said(_fields(found, "dataset"), found.dataset):
        name = one["field_name"]
        is_key = any(name == other.get(KEEPER) for other in _fields(found, "dataset"))
        if name not in LIST and name not in APART and not one.get(LINK) and not is_key:
            yield {"key": name, "value": as_text(value)}


def _indicator(found: Sources) -> dict[str, Any]:
    """The section of the indicator: there is room for one, the first. Not what a dataset has a field of its own for
    (`klasifikasi`, `id_indikator_mms`): it would come back as the dataset's.
    """
    if not found.indicators:
        return {}
    record = found.indicators[0]
    fields = {one["field_name"]: one for one in _fields(found, "indikator")}
    said = {name: record.get(name) for name in INDICATOR if name in fields and not is_blank(fields[name], record.get(name))}
    review = found.reviews.get(record["id"])
    return {
        **said, "indikator_komposit": record.get("apakah_indikator_komposit"),
        "status_review_pembina": ("approved" if review == status.APPROVED else "onprogress") if review else None,
    }


def _activity(found: Sources) -> dict[str, Any]:
    """The section of the activity; answers that are rows have no place in a flat record, `total_msvar` counts them."""
    record = found.kegiatan
    if record is None:
        return {}
    said = {one.get("satudata_export") or one["field_name"]: value for one, value in _said(_fields(found, "kegiatan"), record)
            if one["field_name"] not in ("name", "owner_org") and "repeating_subfields" not in one}
    return {
        **said, **(found.officer or {}), **found.producer, **found.totals,
        "id_kegiatan_mms": said.get("id_kegiatan_mms") or found.numbers.get(record["id"]),
        "submission_period": said.get("submission_period") or record.get("tahun_kegiatan"),
    }
