"""What the portal holds where a file will be taken over: as its sender may see it, with a stamp that names all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.database import has_table

from .. import schemas, variabel
from ..model import Indah
from .parcel import Entry, Parcel

KEGIATAN, INDIKATOR = "kegiatan", "indikator"
NEW = "new"                     # stamp of what is not there yet
DIGITS = 16

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A kegiatan with its variabel and indikator; without a kegiatan only those indikator that the file names."""

    package: Record | None = None
    contacts: Record | None = None          # None: not for this reader
    variabel: tuple[Record, ...] = ()
    indikator: tuple[Record, ...] = ()
    stamp: str = field(default=NEW)


def of_parcel(context: Any, parcel: Parcel, chosen: str | None, owner_org: str) -> Stored:
    """What is stored of the kegiatan of a parcel.

    Args:
        chosen: id of the kegiatan that its sender chose
    Raises:
        NotAuthorized: it is there, and not for this person
    """
    id_ = kegiatan_of(parcel, chosen, owner_org)
    package = _shown(context, id_) if id_ else None
    rows = tuple(variabel.as_dict(row) for row in variabel.of(package["id"])) if package else ()
    indicators = tuple(_indicators(context, parcel, package["id"] if package else None, owner_org))
    officer = _contacts(context, package)
    return Stored(package, officer, rows, indicators, _stamp(package, officer, rows, indicators))


def kegiatan_of(parcel: Parcel, chosen: str | None, owner_org: str) -> str | None:
    """Id of the kegiatan that was chosen, or that a document in BPS's format says it is about; None for a new one."""
    if chosen or not parcel.id:
        return chosen
    package = model.Package.get(parcel.id)
    if package is not None and package.type == KEGIATAN and package.state != "deleted" and package.id == parcel.id:
        return package.id
    if not has_table(Indah.__tablename__):
        return None
    here = sa.select(Indah.id).join(model.Package, model.Package.id == Indah.id).where(
        model.Package.owner_org == owner_org, model.Package.type == KEGIATAN, model.Package.state != "deleted",
        sa.or_(Indah.envelope["id"].astext == parcel.id, Indah.envelope["base_id"].astext == parcel.id))
    return model.Session.scalar(here.limit(1))


def _shown(context: Any, id_: str) -> dict[str, Any]:
    return tk.get_action("package_show")(tk.fresh_context(context, use_cache=False), {"id": id_})


def _contacts(context: Any, package: Record | None) -> Record | None:
    if package is None:
        return None
    try:
        return tk.get_action("satudata_metadata_contact_show")(tk.fresh_context(context), {"id": package["id"]})
    except tk.NotAuthorized:
        return None


def _indicators(context: Any, parcel: Parcel, kegiatan_id: str | None, owner_org: str) -> Iterator[dict[str, Any]]:
    """Those of the kegiatan, and those of the office that the file names by their id."""
    named = [str(entry.answers["id"]) for entry in parcel.indikator or () if entry.answers.get("id")]
    query = sa.select(model.Package.id).where(
        model.Package.type == INDIKATOR, model.Package.state != "deleted", sa.or_(
            model.Package.extras[KEGIATAN].astext == kegiatan_id if kegiatan_id else sa.false(),
            sa.and_(model.Package.id.in_(named), model.Package.owner_org == owner_org)))
    for id_ in model.Session.scalars(query.order_by(model.Package.metadata_created, model.Package.id)).all():
        try:
            yield _shown(context, id_)
        except (tk.NotAuthorized, tk.ObjectNotFound):
            continue


def _stamp(package: Record | None, officer: Any, rows: tuple[Record, ...], indicators: tuple[Record, ...]) -> str:
    """Names what a person has seen before it is changed: whoever saves in between makes another one."""
    if package is None and not indicators:
        return NEW
    said = [_content(package) if package else None, officer, rows, [_content(indicator) for indicator in indicators]]
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _content(package: Record) -> dict[str, Any]:
    return {name: package.get(name) for name in ("id", "state", *schemas.content_fields(package["type"]))}


def key_of(text: Any) -> str:
    """Names are compared without case and blanks."""
    return " ".join(str(text or "").split()).casefold()


class Counterparts:
    """The stored records that entries are about: by their id, else by their name; of two with one name the first."""

    def __init__(self, stored: Iterable[Record], name: str) -> None:
        self._name = name
        self._by_id: dict[Any, Record] = {}
        self._by_name: dict[str, Record] = {}
        for record in stored:
            self._by_id.setdefault(record["id"], record)
            self._by_name.setdefault(key_of(record.get(name)), record)

    def of(self, entry: Entry) -> Record | None:
        id_, wanted = entry.answers.get("id"), key_of(entry.answers.get(self._name))
        found = self._by_id.get(id_) if isinstance(id_, str) and id_ else None
        return found or (self._by_name.get(wanted) if wanted else None)
