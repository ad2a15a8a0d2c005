"""Surfaces that CKAN guards with `private` alone, or not at all: what they show is narrowed to public records here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from . import config, records
from .model import Record

CLAUSES = 500       # of one Solr query; Solr itself allows 1024


PUBLIC_TABLES = "ckan.datastore.public_table_search"


def close_list_of_tables(settings: Any) -> None:
    """CKAN's default lets everybody list the tables of all files, those of drafts too."""
    settings[PUBLIC_TABLES] = [name for name in tk.aslist(settings.get(PUBLIC_TABLES)) if name != "_table_metadata"]


def sees_all(context: Any) -> bool:
    """Administrators and the portal's own calls see what CKAN shows them; so does everybody while the room has no tables."""
    user = context.get("auth_user_obj")
    return bool(context.get("ignore_auth")) or bool(getattr(user, "sysadmin", False)) or not records.tables_exist()


def _package() -> sa.Table:
    return model.package_table


def not_public() -> sa.ColumnElement[bool]:
    """SQL: a package of a governed type that the public may not see."""
    package = _package()
    visible = sa.exists().where(Record.package_id == package.c.id, Record.visibility == records.PUBLISHED)
    return sa.and_(package.c.type.in_(sorted(config.governed_types())),
                   sa.or_(package.c.private, package.c.state != "active", sa.not_(visible)))


def public_without_ground(column: str = "name") -> set[str]:
    """Names (or ids) of packages that CKAN calls public and that have no row that says so: hidden until `adopt`."""
    package = _package()
    query = sa.select(package.c[column]).where(package.c.private.is_(False), package.c.state == "active", not_public())
    return set(model.Session.scalars(query))


# Ids of strays, and the snapshot of the database in which they were found.
_strays: tuple[str, frozenset[str]] = ("", frozenset())


def strays() -> frozenset[str]:
    """Ids of `public_without_ground`: asked at each search, so they are looked for again only after somebody has written.

    PostgreSQL's snapshot names all that is committed: as long as it is the same, so is the answer. A transaction that has
    written sees more than its snapshot says, and always looks.
    """
    global _strays
    snapshot: str = model.Session.scalar(
        sa.text("SELECT CASE WHEN txid_current_if_assigned() IS NULL THEN txid_current_snapshot()::text ELSE '' END")
    )
    known = _strays
    if not snapshot or snapshot != known[0]:
        known = _strays = (snapshot, frozenset(public_without_ground("id")))
    return known[1]


def as_filters(package_ids: Collection[str]) -> list[str]:
    """Solr filters that leave packages out, each short enough for Solr."""
    ids = sorted(package_ids)
    pieces = [ids[start : start + CLAUSES] for start in range(0, len(ids), CLAUSES)]
    return ["-id:({})".format(" OR ".join(f'"{id_}"' for id_ in piece)) for piece in pieces]


def among(package_ids: Collection[str]) -> set[str]:
    """Which of these packages the public may not see."""
    if not package_ids:
        return set()
    package = _package()
    return set(model.Session.scalars(sa.select(package.c.id).where(package.c.id.in_(list(package_ids)), not_public())))


def secret_to(context: Any, package_ids: Collection[str]) -> set[str]:
    """Which of these packages the public may not see, and neither may the caller."""
    return {id_ for id_ in among(package_ids) if not _may_read(context, id_)}


def _may_read(context: Any, package_id: str) -> bool:
    try:
        tk.check_access("package_show", tk.fresh_context(context), {"id": package_id})
    except tk.NotAuthorized:
        return False
    return True


def public_tags(names: Collection[str]) -> set[str]:
    """Which of these free tags stand on a package that anybody may see; a tag of drafts alone would tell of them."""
    if not names:
        return set()
    package = _package()
    query = (
        sa.select(model.Tag.name).join(model.PackageTag, model.PackageTag.tag_id == model.Tag.id)
        .join(package, package.c.id == model.PackageTag.package_id)
        .where(model.Tag.name.in_(list(names)), model.PackageTag.state == "active", package.c.state == "active",
               package.c.private.is_(False), sa.not_(not_public()))
    )
    return set(model.Session.scalars(query.distinct()))


def public_formats(formats: Collection[str]) -> set[str]:
    """Which of these formats (lower case) a resource of a public package has."""
    package = _package()
    found = sa.func.lower(model.Resource.format)
    query = (
        sa.select(found).join(package, package.c.id == model.Resource.package_id)
        .where(found.in_(list(formats)), model.Resource.state == "active", package.c.state == "active",
               package.c.private.is_(False), sa.not_(not_public()))
    )
    return set(model.Session.scalars(query.distinct()))
