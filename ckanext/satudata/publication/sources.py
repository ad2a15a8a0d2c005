"""Harvest sources: whether a record comes from one, and whether that source may publish.

What a record comes from is bound once, when its harvest makes it: a remote catalogue that names the id of another
record later gains nothing. What a harvest is writing is read in the harvester's own tables, never in what is sent.
"""

from __future__ import annotations

import hashlib
from typing import Any

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa

from .model import Record, Source

ENDED = ("COMPLETE", "ERROR")


def writing(package: model.Package) -> set[str]:
    """Ids of the sources whose harvest is saving this package just now; CKAN finds it by its name too."""
    if not p.plugin_loaded("harvest"):
        return set()
    from ckanext.harvest.model import HarvestObject

    model.Session.flush()
    query = sa.select(HarvestObject.harvest_source_id).where(
        sa.or_(HarvestObject.package_id == package.id, HarvestObject.guid.in_((package.id, package.name))),
        HarvestObject.state.not_in(ENDED),
    )
    return set(model.Session.scalars(query))


def making(package_id: str | None) -> str | None:
    """The source whose harvest makes this new package: it names the package in its object before it saves it."""
    if not package_id or not p.plugin_loaded("harvest"):
        return None
    from ckanext.harvest.model import HarvestObject

    model.Session.flush()
    query = sa.select(HarvestObject.harvest_source_id).where(
        HarvestObject.package_id == package_id, HarvestObject.state.not_in(ENDED)
    )
    return model.Session.scalar(query.order_by(HarvestObject.gathered.desc()).limit(1))


def package_of(asked: dict[str, Any]) -> str | None:
    """The package that a harvest object belongs to, asked for as `harvest_object_show` is."""
    from ckanext.harvest.model import HarvestObject

    if not asked.get("id"):
        return asked.get("dataset_id")
    found = HarvestObject.get(asked["id"], attr=asked.get("attr"))
    return found.package_id if found is not None else None


def fingerprint(url: str | None, type_: str | None, settings: str | None) -> str:
    """What an approval names of a source: address, kind and settings."""
    return hashlib.sha256("|".join((url or "", type_ or "", settings or "")).encode()).hexdigest()


def present_fingerprint(source_id: str) -> str | None:
    """Of the source as it is now; None if it is gone."""
    if not p.plugin_loaded("harvest"):
        return None
    from ckanext.harvest.model import HarvestSource

    source = model.Session.get(HarvestSource, source_id)
    return fingerprint(source.url, source.type, source.config) if source is not None else None


def is_approved(source_id: str | None) -> bool:
    """Whether a source may publish by itself: it was approved, and is still what was approved."""
    approved = model.Session.get(Source, source_id) if source_id else None
    return approved is not None and approved.fingerprint == present_fingerprint(approved.source_id)


def changed() -> list[str]:
    """Ids of approved sources that are no longer what was approved: their new records stay private."""
    known = model.Session.scalars(sa.select(Source)) if p.plugin_loaded("harvest") else []
    return [s.source_id for s in known if (now := present_fingerprint(s.source_id)) is not None and now != s.fingerprint]


def approve(source_id: str, by: str | None) -> None:
    """Let a source publish by itself, as it is now; approving it again accepts what has changed in it.

    Raises:
        LookupError: no such source
    """
    found = present_fingerprint(source_id)
    if found is None:
        raise LookupError(source_id)
    model.Session.merge(Source(source_id=source_id, fingerprint=found, approved_by=by))
    model.Session.flush()


def bind(record: Record, source_id: str) -> None:
    record.source_id = source_id
    model.Session.flush()
