"""The visibility row of a governed package: read, locked, moved. The only module that writes it."""

from __future__ import annotations

from collections import deque

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, SessionTransaction

from ckanext.satudata.database import has_table
from ckanext.satudata.workflow.shared import now

from .model import Record, Revision

UNPUBLISHED, PUBLISHED, WITHDRAWN = "unpublished", "published", "withdrawn"
CASE, SOURCE, ADOPTED = "case", "source", "adopted"

def tables_exist() -> bool:
    """Whether the room's migration has run."""
    return has_table(Record.__tablename__)


_HELD = "satudata_publication_records"
_AT_MOST = 50


def get(package_id: str) -> Record | None:
    return _held(model.Session.get(Record, package_id))


def _held(found: Record | None) -> Record | None:
    """Hold a row until the transaction ends: labels are asked for once for each file of a page, and SQLAlchemy forgets
    rows that nobody holds.
    """
    if found is not None:
        model.Session().info.setdefault(_HELD, deque(maxlen=_AT_MOST)).append(found)
    return found


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


def lock(package_id: str) -> Record | None:
    """The row under `FOR UPDATE`, as the database has it now (design §6: every write to a governed record takes it)."""
    query = (
        sa.select(Record).where(Record.package_id == package_id).with_for_update().execution_options(populate_existing=True)
    )
    return _held(model.Session.scalar(query))


def create(package_id: str, visibility: str, basis: str | None) -> Record:
    """The row of a new package; a row left by a purged package of the same id starts anew."""
    values = {"visibility": visibility, "basis": basis, "frozen": False, "seal": None, "live": None, "adoption": None}
    statement = insert(Record).values(package_id=package_id, lock_version=1, created_at=now(), **values)
    written = statement.on_conflict_do_update(index_elements=["package_id"], set_=values).returning(Record)
    found = model.Session.scalars(written, execution_options={"populate_existing": True}).one()      # and it is locked by us
    _held(found)
    return found


def is_public(record: Record | None) -> bool:
    return record is not None and record.visibility == PUBLISHED


def is_closed(record: Record) -> bool:
    """Content that nobody may change now: under review, or public by a case (until revisions exist)."""
    return record.frozen or (record.visibility == PUBLISHED and record.basis == CASE)


def seal_of(record: Record | None) -> Revision | None:
    """The revision under review, or else the public one."""
    revision_id = record and (record.seal or record.live)
    return model.Session.get(Revision, revision_id) if revision_id else None


def publish(record: Record, revision: Revision) -> None:
    """Make the record public on the ground of its case; the caller has tested that it may be."""
    record.visibility, record.basis, record.frozen = PUBLISHED, CASE, False
    record.live, record.seal = revision.id, None
    record.lock_version += 1
    revision.published_at = now()
    model.Session.flush()


def hide(record: Record, visibility: str) -> None:
    """Take the record from the public; never the other way."""
    record.visibility = visibility
    record.lock_version += 1
    model.Session.flush()


def hide_for_removal(package_id: str) -> None:
    """Before the plugin is taken out: what CKAN alone could not guard is withdrawn."""
    if (record := lock(package_id)) is not None:
        hide(record, WITHDRAWN)


def freeze(record: Record, revision: Revision) -> None:
    record.seal, record.frozen = revision.id, True
    record.lock_version += 1
    model.Session.flush()


def thaw(record: Record) -> None:
    """Let the maker work on: after a return the seal stays for comparison, after the end of a case it goes with `forget`."""
    record.frozen = False
    record.lock_version += 1
    model.Session.flush()


def forget_seal(record: Record) -> None:
    record.seal = None
    thaw(record)


def show_source(record: Record) -> None:
    """A record of an approved harvest source is public as its source says."""
    record.visibility, record.basis = PUBLISHED, SOURCE
    record.lock_version += 1
    model.Session.flush()
