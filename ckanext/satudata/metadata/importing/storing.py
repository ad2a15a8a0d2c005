"""Files that wait to be taken over: their sender's only, for a week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import ckan.model as model
import sqlalchemy as sa

from ckanext.satudata.database import has_table

from ..model import Imported
from ..model.imported import DONE, PREVIEW, RUNNING
from ..model.table import now
from .files import Taken, plain
from .parcel import Parcel, as_json, of_json

DAYS = 7
MOST = 20                       # of one person; the oldest goes
LONGEST_NAME = 200
DEAD = timedelta(minutes=20)    # a job that has said nothing for so long was killed


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Imported.__tablename__)


def keep(user_id: str, owner_org: str, package_id: str | None, file_name: str, taken: Taken) -> Imported:
    """Keep what was read of a file. Commits nothing."""
    tidy()
    old = sa.select(Imported.id).where(Imported.user_id == user_id, Imported.status != RUNNING).order_by(
        Imported.created_at.desc()).offset(MOST - 1)
    model.Session.execute(sa.delete(Imported).where(Imported.id.in_(old)), execution_options={"synchronize_session": False})
    row = Imported(user_id=user_id, owner_org=owner_org, package_id=package_id, file_name=file_name[:LONGEST_NAME],
                   faults=plain(taken.faults), parcels=[as_json(parcel) for parcel in taken.parcels],
                   stamps=[], results={})
    model.Session.add(row)
    model.Session.flush()
    return row


def of_person(id_: Any, user_id: str) -> Imported | None:
    """A file of this person; None for everybody else's, and after a week."""
    row = get(id_)
    is_there = row is not None and row.user_id == user_id and row.created_at > now() - timedelta(days=DAYS)
    return row if is_there else None


def get(id_: Any, lock: bool = False) -> Imported | None:
    """A file as the database has it now."""
    try:
        wanted = str(UUID(str(id_)))
    except ValueError:
        return None
    if not is_ready():
        return None
    query = sa.select(Imported).where(Imported.id == wanted).execution_options(populate_existing=True)
    return model.Session.scalar(query.with_for_update() if lock else query)


def parcels_of(row: Imported) -> list[Parcel]:
    """What the file says, kegiatan by kegiatan."""
    return [of_json(stored) for stored in row.parcels]


def begin(row: Imported, stamps: list[str]) -> None:
    """It was accepted as it was seen. Commits nothing."""
    row.status, row.stamps, row.moved_at = RUNNING, stamps, now()


def is_dead(row: Imported) -> bool:
    """Whether it was accepted and nobody works on it any more."""
    return row.status == RUNNING and row.moved_at < now() - DEAD


def note(row: Imported, number: int, result: dict[str, Any]) -> None:
    """What became of a parcel; the last one ends it. Commits nothing."""
    row.results = {**row.results, str(number): result}
    row.moved_at = now()
    row.status = DONE if len(row.results) == len(row.parcels) else RUNNING


def again(row: Imported) -> None:
    """Parcels that were refused may be tried once more. Commits nothing."""
    row.results = {number: result for number, result in row.results.items() if "refused" not in result}
    row.status = PREVIEW


def drop(row: Imported) -> None:
    """It is not wanted any more. Commits nothing."""
    model.Session.delete(row)


def tidy() -> int:
    """Forget what is older than a week. Commits nothing.

    Returns:
        number of files that were forgotten
    """
    if not is_ready():
        return 0
    found = model.Session.execute(
        sa.delete(Imported).where(Imported.created_at < now() - timedelta(days=DAYS)).returning(Imported.id),
        execution_options={"synchronize_session": False})
    return len(found.all())


def forget(package_id: str) -> None:
    """A purged kegiatan takes the files that were sent for it with it. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Imported).where(Imported.package_id == package_id))
