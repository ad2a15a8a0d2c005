"""Previews of tables: made by a job after a seal, a publication, or another table; never in the way of either.

What is made is always made of the present table, so a job that runs twice, late, or again after it was killed does no
harm. One that was lost is found by `ckan satudata-publication previews`.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.database import has_table
from ckanext.satudata.transactions import after_commit
from ckanext.satudata.workflow.shared import now

from . import config, records, rows, tables
from .figures import RULES
from .figures.make import make
from .figures.words import About
from .model import Preview, Record
from .model.preview import FAILED, MADE, STALE

log = logging.getLogger(__name__)
QUEUE = "satudata"
JOB: Any = "ckanext.satudata.publication.previews.make_job"
TIMEOUT = 1800
KEPT, LATER = "kept", "later"
UNKNOWN = "-"       # where nobody takes checksums (without the room `metadata`) rows are what they were until written
_WAITING = {"queued", "deferred", "scheduled"}


def is_ready() -> bool:
    """Whether there can be previews: the room's table is there, and a DataStore."""
    return has_table(Preview.__tablename__) and p.plugin_loaded("datastore")


# asking for one


def ask(package_id: str) -> bool:
    """Let a worker make what is missing of a record. Never fails, and commits nothing: who publishes does not wait for it.

    Returns:
        whether a job was enqueued
    """
    job_id = f"satudata-preview-{package_id}"
    try:
        if _status(job_id) in _WAITING:
            return False
        if _status(job_id) == "started":        # what it reads may be what was there before
            job_id += "-again"
        tk.enqueue_job(JOB, [package_id], title=f"previews of record {package_id}", queue=QUEUE,
                       rq_kwargs={"job_id": job_id, "timeout": TIMEOUT})
    except Exception:
        # pages show plain rows; `satudata-publication previews` finds what is missing
        log.exception("the previews of record %s wait: the queue cannot be reached", package_id)
        return False
    return True


def _status(job_id: str) -> str | None:
    try:
        return tk.job_from_id(job_id).get_status(refresh=True)
    except KeyError:
        return None


def after_change(package_id: str) -> None:
    """A record is being saved: its title or units may stand in a chart, which then is made anew after the commit."""
    if is_ready() and model.Session.scalar(sa.select(sa.exists().where(Preview.package_id == package_id))):
        after_commit(partial(ask, package_id))


def rows_written(context: Any, resource_ids: Sequence[str | None]) -> None:
    """Somebody wrote rows, or said something of columns: what was made of them is shown no more. Commits nothing.

    The portal's own loader asks for a new preview when its table is whole; all others have just made theirs.
    """
    if not is_ready():
        return
    stale = sa.update(Preview).where(Preview.resource_id.in_([id_ for id_ in resource_ids if id_])).values(status=STALE)
    packages = set(model.Session.scalars(stale.returning(Preview.package_id)))
    if not tables.is_loading(context):
        for package_id in packages:
            after_commit(partial(ask, package_id))


def forget(package_id: str) -> None:
    """The record is purged. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Preview).where(Preview.package_id == package_id))


def make_job(package_id: str) -> None:
    """Job: make what is missing of a record."""
    make_of(package_id)


# making


def make_of(package_id: str, again: bool = False) -> dict[str, str]:
    """Make the previews of the files of a record that has been sealed or published, as far as they are missing.

    Args:
        again: those that are there, too
    Returns:
        resource id → made, kept, failed, or later (its table is being loaded)
    """
    if not is_ready():
        return {}
    package = model.Package.get(package_id)
    if package is None or not wants(package):
        return {}
    resources = [resource.id for resource in package.resources]
    _drop_others(package_id, resources)
    about = _about(package)
    done: dict[str, str] = {}
    for resource_id in resources:
        with _only_one(resource_id):
            if (result := _make(package_id, resource_id, about, again)) is not None:
                done[resource_id] = result
    return done


def wants(package: model.Package) -> bool:
    """Whether somebody but its makers reads the record: it is public, or sealed for those who check it."""
    if package.state != "active" or not config.is_governed(package.type) or not records.tables_exist():
        return False
    row = records.get(package.id)
    return row is not None and bool(row.seal or row.live or records.is_public(row))


def _about(package: model.Package) -> About:
    said = package.extras or {}
    first, last = said.get("periode_awal", ""), said.get("periode_akhir", "")
    year = int(first[:4]) if first[:4].isdigit() and first[:4] == last[:4] else None
    return About(package.title or package.name, said.get("satuan", ""), said.get("ukuran", ""), year)


def _drop_others(package_id: str, resource_ids: list[str]) -> None:
    gone = sa.delete(Preview).where(Preview.package_id == package_id, Preview.resource_id.not_in(resource_ids))
    model.Session.execute(gone)
    model.Session.commit()


@contextmanager
def _only_one(resource_id: str) -> Iterator[None]:
    """Two workers that got the same job: the second waits, and finds the work done."""
    with model.ensure_engine().connect() as connection, connection.begin():
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
                           {"key": f"satudata_publication_preview:{resource_id}"})
        yield


def _make(package_id: str, resource_id: str, about: About, again: bool) -> str | None:
    before = _content(resource_id)
    if before is None:
        return LATER
    with rows.snapshot(resource_id) as snapshot:
        if snapshot is None or not before:
            _delete(resource_id)
            return None
        digest = _digest(about, snapshot.table)
        if not again and _is_there(resource_id, before, digest):
            return KEPT
        try:
            body, status = make(snapshot.table.columns, snapshot.rows, about), MADE
        except Exception:
            log.exception("no preview of resource %s", resource_id)
            model.Session.rollback()
            body, status = {}, FAILED
    if _content(resource_id) != before or not _is_whole(resource_id, body):
        _delete(resource_id)        # replaced meanwhile: whoever did it asks for another job
        return LATER
    _write(Preview(resource_id=resource_id, package_id=package_id, content=before, about=digest, status=status, body=body))
    return status


def _content(resource_id: str) -> str | None:
    """What the rows are, as a checksum: the loader's own, or else taken now.

    Returns:
        empty if there is no table; None while the loader is at it
    """
    model.Session.rollback()        # the loader commits in another process
    if tables.state(resource_id) in ("waiting", "loading"):
        return None
    known = tables.checksum_of(resource_id) or tables.evidence(resource_id).get("checksum")
    return known or (UNKNOWN if not tables.loads_files() and tables.exists(resource_id) else "")


def _is_whole(resource_id: str, body: dict[str, Any]) -> bool:
    """Whether as many rows were read as the loader counted: it makes the table first, and fills it then."""
    counted = tables.rows_of(resource_id)
    return not body or counted is None or counted == body["preview"]["total"]


def _digest(about: About, table: rows.Table) -> str:
    said = [RULES, asdict(about), table.name, [asdict(column) for column in table.columns]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _is_there(resource_id: str, content: str, about: str) -> bool:
    found = model.Session.get(Preview, resource_id, populate_existing=True)
    return found is not None and (found.content, found.about, found.status) == (content, about, MADE)


def _write(preview: Preview) -> None:
    values = {key: getattr(preview, key) for key in ("package_id", "content", "about", "status", "body")} | {"made_at": now()}
    statement = insert(Preview).values(resource_id=preview.resource_id, **values)
    model.Session.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=values))
    model.Session.commit()


def _delete(resource_id: str) -> None:
    model.Session.execute(sa.delete(Preview).where(Preview.resource_id == resource_id))
    model.Session.commit()


# reading


def shown(resource_id: str) -> Preview | None:
    """The preview of the rows that a resource has now; None while there is none. Whether somebody may see it is not asked."""
    found = model.Session.get(Preview, resource_id) if is_ready() else None
    if found is None or found.status != MADE:
        return None
    content = tables.checksum_of(resource_id)
    return found if content is None or content == found.content else None


def due(everything: bool = False) -> list[str]:
    """Ids of records whose files may lack previews, or of all that may have some."""
    if not is_ready():
        return []
    package, resource = model.package_table, model.resource_table
    query = (
        sa.select(package.c.id).join(Record, Record.package_id == package.c.id)
        .where(package.c.state == "active", package.c.type.in_(sorted(config.governed_types())),
               sa.or_(Record.seal.is_not(None), Record.live.is_not(None), Record.visibility == records.PUBLISHED))
    )
    if not everything:
        lacking = sa.exists().where(
            resource.c.package_id == package.c.id, resource.c.state == "active",
            ~sa.exists().where(Preview.resource_id == resource.c.id, Preview.status == MADE))
        query = query.where(lacking)
    return list(model.Session.scalars(query.order_by(package.c.metadata_modified.desc())))
