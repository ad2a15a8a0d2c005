"""The one write path of table states: who asks for a table, who takes the work, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa
from ckan.plugins import toolkit as tk

from ckanext.satudata import transactions
from ckanext.satudata.database import has_table

from . import config
from .interfaces import IMetadata
from .loader import Loaded
from .model import Table
from .model.table import FAILED, LOADED, LOADING, REFUSED, WAITING, now
from .tables import refusals

log = logging.getLogger(__name__)
QUEUE = "satudata"
# by its name: jobs.py imports this module
JOB: Any = "ckanext.satudata.metadata.jobs.load_table"
_ALIVE = {"queued", "started", "deferred", "scheduled"}


def is_ready() -> bool:
    """Whether the room's table is there; a portal that has not migrated yet saves as before."""
    return has_table(Table.__tablename__)


def note_files(package: model.Package) -> None:
    """Ask for the tables of those files that are new or changed. Called while the package is saved, in its transaction."""
    if package.type not in config.table_types() or not p.plugin_loaded("datastore"):
        return
    if not is_ready():
        log.error("the table %s is missing: run 'ckan db upgrade'", Table.__tablename__)
        return
    if any(plugin.is_content_closed(package.id) for plugin in p.PluginImplementations(IMetadata)):
        return
    known = {row.resource_id: row for row in model.Session.query(Table).filter_by(package_id=package.id)}
    for resource in package.resources:
        _note(package.id, resource, known.pop(resource.id, None))
    for row in known.values():
        model.Session.delete(row)


def _note(package_id: str, resource: model.Resource, row: Table | None) -> None:
    if resource.url_type in tk.h.datastore_rw_resource_url_types():     # rows that are written by the API: no file
        if row:
            model.Session.delete(row)
        return
    source = source_of(resource)
    if not resource.url or (row and row.source == source):
        return
    is_new = row is None
    row = row or Table(resource_id=resource.id, package_id=package_id, attempt=0, details={})
    row.source = source
    if resource.url_type != "upload" and (is_new or row.status == REFUSED):
        row.status, row.reason, row.details, row.updated_at = REFUSED, refusals.LINK, {}, now()
    else:
        _wait(row)
    model.Session.add(row)


def source_of(resource: model.Resource) -> str:
    """Which file a row is about: changes when another file is uploaded, or the file is called otherwise."""
    changed = resource.last_modified.isoformat() if resource.last_modified else ""
    return "|".join((resource.url_type or "", resource.url or "", changed, (resource.format or "").lower()))


def _wait(row: Table) -> None:
    row.status, row.reason, row.details, row.updated_at = WAITING, None, {}, now()
    row.attempt += 1
    transactions.after_commit(partial(enqueue, row.resource_id, row.attempt))


def request_load(resource_id: str) -> Table:
    """Ask for a resource's table again, whatever became of it before. Commits nothing.

    Raises:
        ObjectNotFound: there is no such resource, or its package is of a type whose tables we do not load
    """
    resource = model.Resource.get(resource_id)
    if resource is None or resource.package is None or resource.package.type not in config.table_types():
        raise tk.ObjectNotFound()
    row = _locked(resource_id) or Table(resource_id=resource_id, package_id=resource.package_id, attempt=0, details={})
    row.source = source_of(resource)
    _wait(row)
    model.Session.add(row)
    return row


def enqueue(resource_id: str, attempt: int) -> bool:
    """Hand the work to the workers, once; false if it lies there already, or the queue cannot be reached now."""
    job_id = f"satudata-table-{resource_id}-{attempt}"
    try:
        if _is_alive(job_id):
            return False
        tk.enqueue_job(JOB, [resource_id, attempt], title=f"table of resource {resource_id}", queue=QUEUE,
                       rq_kwargs={"job_id": job_id, "timeout": config.table_timeout()})
    except Exception:
        # the row waits: resume_waiting() of a later job, or of the administrator, finds it
        log.exception("the table of resource %s waits: the queue cannot be reached", resource_id)
        return False
    return True


def _is_alive(job_id: str) -> bool:
    try:
        return tk.job_from_id(job_id).get_status(refresh=True) in _ALIVE
    except KeyError:
        return False


@contextmanager
def only_one(resource_id: str) -> Iterator[None]:
    """Keep others from loading the same table meanwhile; they wait. Saving the resource is not kept waiting."""
    with model.ensure_engine().connect() as connection, connection.begin():
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
                           {"key": f"satudata_metadata_table:{resource_id}"})
        yield


def begin(resource_id: str, attempt: int) -> Table | None:
    """Take the work, if it is still wanted. Commits, so that everybody sees that it is under way."""
    row = _locked(resource_id)
    if row is None or row.attempt != attempt or row.status not in (WAITING, LOADING):
        model.Session.rollback()
        return None
    row.status, row.updated_at = LOADING, now()
    model.Session.commit()
    return row


def loaded_before(row: Table) -> Loaded | None:
    """What the row says of the last successful loading."""
    if row.sha256 and row.checksum and row.rows is not None and row.columns is not None:
        return Loaded(row.sha256, row.rows, row.columns, row.checksum)
    return None


def done(resource_id: str, attempt: int, result: Loaded) -> None:
    """The table stands in the DataStore."""
    _finish(resource_id, attempt, status=LOADED, reason=None, details={}, sha256=result.sha256, rows=result.rows,
            columns=result.columns, checksum=result.checksum)


def refuse(resource_id: str, attempt: int, reason: str, details: dict[str, Any]) -> None:
    """The file is no table; nothing stands in the DataStore."""
    _finish(resource_id, attempt, status=REFUSED, reason=reason, details=details, sha256=None, rows=None, columns=None,
            checksum=None)


def fail(resource_id: str, attempt: int) -> None:
    """A fault of ours; the log says which."""
    _finish(resource_id, attempt, status=FAILED, reason=None, details={}, sha256=None)


def forget(resource_id: str) -> None:
    """The resource is gone."""
    model.Session.query(Table).filter_by(resource_id=resource_id).delete()
    model.Session.commit()


def _finish(resource_id: str, attempt: int, **changes: Any) -> None:
    row = _locked(resource_id)
    if row is not None and row.attempt == attempt:        # else another file came meanwhile: its own job will say
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = now()
    model.Session.commit()


def _locked(resource_id: str) -> Table | None:
    return model.Session.get(Table, resource_id, with_for_update=True, populate_existing=True)


def resume_waiting(limit: int = 1000) -> int:
    """Enqueue what was left lying: the queue was away, or a worker died. Safe to call at any time.

    Returns:
        number of jobs that were enqueued
    """
    if not is_ready():
        return 0
    overdue = now() - timedelta(seconds=config.table_timeout())
    waiting = model.Session.query(Table).filter(
        sa.or_(Table.status == WAITING, sa.and_(Table.status == LOADING, Table.updated_at < overdue)))
    wanted = [(row.resource_id, row.attempt) for row in waiting.order_by(Table.updated_at).limit(limit)]
    model.Session.rollback()
    return sum(enqueue(*work) for work in wanted)
