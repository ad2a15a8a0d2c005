"""Records that were there before the room: what was public stays public, what was private stays private (design §2.5).

Works on any connection: the room's first migration calls it, and `ckan satudata-publication adopt` does later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search.common import make_connection

from ckanext.satudata.workflow.shared import INTERNAL, now, record

from . import config, labels, records, sources
from .events import RECORDS_ADOPTED
from .model import Record


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many records were adopted: public ones, and private ones."""

    public: int
    private: int


def adopt_all(connection: Any, *, dry_run: bool = False, approve_sources: bool = False) -> Adopted:
    """Write an `adopted` record for each package of a governed type that has none.

    A package that a harvest source brought has the basis `source`. Existing rows are left alone: running it again
    changes nothing.

    Args:
        connection: of the main database; the caller commits
        dry_run: only count
        approve_sources: let the present harvest sources go on publishing: once, when the room is enabled
    """
    has_harvest = sa.inspect(connection).has_table("harvest_object")
    types = sorted(config.governed_types())
    counts = dict.fromkeys((True, False), 0)
    for is_public, count in connection.execute(
        sa.text(f"SELECT is_public, count(*) FROM ({_missing()}) m GROUP BY 1"), {"types": types}
    ):
        counts[is_public] = count
    if not dry_run:
        _write_rows(connection, types, has_harvest)
        if has_harvest and approve_sources:
            _approve_sources(connection)
    return Adopted(counts[True], counts[False])


_SOURCE = """(SELECT h.harvest_source_id FROM harvest_object h WHERE h.package_id = m.id
                       ORDER BY h.current DESC, h.gathered DESC LIMIT 1)"""


def _write_rows(connection: Any, types: list[str], has_harvest: bool) -> None:
    """What was public is published, the rest (deleted packages too) unpublished; a deleted one can so be restored."""
    source = _SOURCE if has_harvest else "NULL"
    connection.execute(
        sa.text(f"""
            INSERT INTO satudata_publication_record
                (package_id, visibility, basis, source_id, frozen, lock_version, created_at)
            SELECT f.id, CASE WHEN f.is_public THEN 'published' ELSE 'unpublished' END,
                   CASE WHEN f.source IS NULL THEN 'adopted' ELSE 'source' END, f.source, false, 1, :now
            FROM (SELECT m.id, m.is_public, {source} AS source FROM ({_missing()}) m) f ON CONFLICT DO NOTHING"""),
        {"types": types, "now": now()},
    )


def _approve_sources(connection: Any) -> None:
    for source in connection.execute(sa.text("SELECT id, url, type, config FROM harvest_source")).all():
        connection.execute(
            sa.text("""
                INSERT INTO satudata_publication_source (source_id, fingerprint, approved_at)
                VALUES (:id, :fingerprint, :now) ON CONFLICT DO NOTHING"""),
            {"id": source.id, "fingerprint": sources.fingerprint(source.url, source.type, source.config), "now": now()},
        )


def _missing() -> str:
    return """SELECT p.id, p.state = 'active' AND NOT p.private AS is_public FROM package p
              LEFT JOIN satudata_publication_record r ON r.package_id = p.id
              WHERE p.type = ANY(:types) AND r.package_id IS NULL"""


def write_event() -> int:
    """Put adoptions that the event log does not tell of yet into it: one event, with the count and the digest of the ids.

    The migration cannot do that: the event log belongs to another room, whose tables may not exist at that moment.

    Returns:
        the number of records that the event tells of; 0 if there was nothing to tell
    """
    session = model.Session
    waiting = sa.select(Record.package_id).where(Record.adoption.is_(None), Record.basis.in_(("adopted", "source")))
    ids = sorted(session.scalars(waiting.with_for_update()))
    if not ids:
        return 0
    event = record("government", RECORDS_ADOPTED, None, audience=INTERNAL, data={"count": len(ids), "sha256": digest_of(ids)})
    session.execute(
        sa.update(Record).where(Record.package_id.in_(ids)).values(adoption=event.id),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    return len(ids)


def digest_of(ids: Collection[str]) -> str:
    """SHA-256 of the sorted ids, one a line."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def hidden_in_index() -> list[str]:
    """Ids of packages whose index was written while nothing said that they may be public, and that are public now."""
    found = make_connection().search(
        "*:*", fq=[f'+site_id:"{tk.config["ckan.site_id"]}"', f'+permission_labels:"{labels.HIDDEN}"'], fl="id", rows=1_000_000
    )
    ids = [document["id"] for document in found.docs]
    public = sa.select(Record.package_id).where(Record.package_id.in_(ids), Record.visibility == records.PUBLISHED)
    return list(model.Session.scalars(public)) if ids else []
