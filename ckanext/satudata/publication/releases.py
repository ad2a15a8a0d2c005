"""The newest publications, for pages that everybody reads: only what is public by a case, as the index calls it public."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from . import config, records
from .model import Record, Revision

LISTED = "dataset"      # other types stay out of lists that did not ask for them (design §6)


@dataclass(frozen=True, slots=True)
class Release:
    """A public version; `is_first` where there was none of the dataset before it; `published_at` UTC."""

    name: str
    title: str
    office: str
    first_period: str
    last_period: str
    is_first: bool
    published_at: datetime


def newest(limit: int) -> list[Release]:
    """The public versions that were published last, the newest first. One query."""
    if not records.tables_exist():
        return []
    package, office, before = model.package_table, model.group_table, aliased(Revision)
    fields = Revision.content["package"]
    is_first = sa.not_(sa.exists().where(before.package_id == Revision.package_id, before.id != Revision.id,
                                         before.published_at.is_not(None)))
    query = (
        sa.select(package.c.name, package.c.title, office.c.title.label("office"), is_first.label("is_first"),
                  Revision.published_at, fields["periode_awal"].astext.label("first_period"),
                  fields["periode_akhir"].astext.label("last_period"))
        .select_from(Revision)
        .join(Record, Record.live == Revision.id)
        .join(package, package.c.id == Record.package_id)
        .outerjoin(office, office.c.id == package.c.owner_org)
        .where(*_public(), package.c.type == LISTED, Revision.published_at.is_not(None))
        .order_by(Revision.published_at.desc(), package.c.name).limit(limit)
    )
    return [
        Release(row.name, row.title or row.name, row.office or "", row.first_period or "", row.last_period or "", row.is_first,
                row.published_at)
        for row in model.Session.execute(query)
    ]


def published_at(package_ids: Collection[str]) -> dict[str, datetime]:
    """When the public version of each of these records was published; without those that no case published. One query."""
    if not package_ids or not records.tables_exist():
        return {}
    package = model.package_table
    query = (
        sa.select(Record.package_id, Revision.published_at)
        .join(Revision, Record.live == Revision.id).join(package, package.c.id == Record.package_id)
        .where(*_public(), Record.package_id.in_(list(package_ids)), Revision.published_at.is_not(None))
    )
    return {package_id: when for package_id, when in model.Session.execute(query)}


def newest_of_offices(office_ids: Collection[str]) -> dict[str, datetime]:
    """When each of these offices published last. One query."""
    if not office_ids or not records.tables_exist():
        return {}
    package = model.package_table
    query = (
        sa.select(package.c.owner_org, sa.func.max(Revision.published_at)).select_from(Revision)
        .join(Record, Record.live == Revision.id).join(package, package.c.id == Record.package_id)
        .where(*_public(), package.c.type == LISTED, package.c.owner_org.in_(list(office_ids)),
               Revision.published_at.is_not(None))
        .group_by(package.c.owner_org)
    )
    return {office: when for office, when in model.Session.execute(query)}


def for_index(document: dict[str, Any]) -> dict[str, Any]:
    """Say in the Solr document of a public record when its version was published, so that lists can be sorted by it."""
    if document.get("capacity") == "public" and config.is_governed(document.get("type")) and records.tables_exist():
        record = records.get(document["id"])
        live = model.Session.get(Revision, record.live) if record and records.is_public(record) and record.live else None
        if live is not None and live.published_at is not None:
            document["published_date"] = f"{live.published_at:%Y-%m-%dT%H:%M:%SZ}"
    return document


def _public() -> tuple[sa.ColumnElement[bool], ...]:
    package = model.package_table
    return (Record.visibility == records.PUBLISHED, package.c.state == "active", package.c.private.is_(False))
