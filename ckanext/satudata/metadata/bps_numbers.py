"""Which record of this portal is meant by a key of another system, and by what number BPS knows a record of ours.

BPS's number of a record stands in a field of it, or in the document of BPS that it was taken from (`indah_rest`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import indah_rest
from .model import Indah

KEGIATAN, INDIKATOR = "kegiatan", "indikator"
FIELDS = {KEGIATAN: "id_kegiatan_mms", INDIKATOR: "id_msind"}       # where people write the number down
_BPS = "bps.go.id"
_OWN = ("id", "base_id")        # of a document; its parts name their activity by `ms_keg_id`


def ids_of(keys: Iterable[str], record_type: str, owner_org: str | None) -> dict[str, str]:
    """Ids of the records that keys mean, by key: our ids, names and addresses, BPS's numbers and addresses.

    Only records that are public, or of the office itself: whoever sends a key learns of no other. A number that several
    records bear means none of them.
    """
    asked = {key: inner for key in keys if (inner := _inner(key, record_type))}
    office = model.Group.get(owner_org) if owner_org else None
    org_id = office.id if office is not None else None
    found = _by_name(set(asked.values()), record_type, org_id)
    if org_id and (numbers := set(asked.values()) - found.keys()):
        found |= _by_number(numbers, record_type, org_id)
    return {key: found[inner] for key, inner in asked.items() if inner in found}


def _inner(key: str, record_type: str) -> str:
    """The name or number in a key: the end of an address of this portal or of BPS; nothing in any other address."""
    if "://" not in key:
        return key
    try:
        address, own = urlsplit(key), urlsplit(tk.config["ckan.site_url"])
    except ValueError:
        return ""
    parts = [part for part in address.path.split("/") if part]
    host = address.hostname or ""
    if len(parts) < 2 or parts[-2] != record_type:
        return ""
    is_known = address.netloc == own.netloc or host == _BPS or host.endswith(f".{_BPS}")
    return parts[-1] if is_known else ""


def _by_name(keys: Collection[str], record_type: str, org_id: str | None) -> dict[str, str]:
    package = model.package_table
    is_public = sa.and_(package.c.private.is_(False), package.c.state == "active")
    seen = is_public if org_id is None else sa.or_(is_public, package.c.owner_org == org_id)
    rows = model.Session.execute(sa.select(package.c.id, package.c.name).where(
        sa.or_(package.c.id.in_(keys), package.c.name.in_(keys)), package.c.type == record_type,
        package.c.state != "deleted", seen))
    return {key: row.id for row in rows for key in (row.name, row.id) if key in keys}


def _by_number(numbers: Collection[str], record_type: str, org_id: str) -> dict[str, str]:
    of_office = sa.select(model.Package.id).where(
        model.Package.type == record_type, model.Package.owner_org == org_id, model.Package.state != "deleted")
    meant: dict[str, set[str]] = {}
    for id_, number in _borne(of_office, record_type):
        if number in numbers:
            meant.setdefault(number, set()).add(id_)
    return {number: ids.pop() for number, ids in meant.items() if len(ids) == 1}


def of_records(ids: Collection[str], record_type: str) -> dict[str, str]:
    """BPS's number of each record that has one, by id. A number names no person: it is not only for the record's parties."""
    numbers: dict[str, str] = {}
    for id_, number in _borne(ids, record_type):
        numbers.setdefault(id_, number)
    return numbers


def statuses(ids: Collection[str]) -> dict[str, str]:
    """The status that BPS's document gave a record, by id."""
    return {id_: str(row.envelope["status"]) for id_, row in indah_rest.of(ids).items() if row.envelope.get("status")}


def _borne(ids: Any, record_type: str) -> Iterator[tuple[str, str]]:
    """Records and the numbers they bear, those that people wrote down first."""
    field = model.Package.extras[FIELDS[record_type]].astext
    written = sa.select(model.Package.id, field.label("number")).where(model.Package.id.in_(ids), field.isnot(None))
    for row in model.Session.execute(written):
        if row.number:
            yield row.id, row.number
    if not indah_rest.is_ready():
        return
    of_parts = Indah.package_id if record_type == KEGIATAN else Indah.id
    rows = model.Session.execute(sa.select(Indah.id, Indah.package_id, Indah.envelope).where(of_parts.in_(ids)))
    for row in rows:
        yield from _of_envelope(row.id, row.package_id, row.envelope or {}, record_type)


def _of_envelope(id_: str, package_id: str, envelope: Mapping[str, Any], record_type: str) -> Iterator[tuple[str, str]]:
    names = _OWN if id_ == package_id else ("ms_keg_id",) if record_type == KEGIATAN else ()
    numbers = (str(envelope[name]) for name in names if envelope.get(name) is not None)
    yield from ((package_id, number) for number in numbers if number not in (id_, package_id))
