"""What people typed into the form and did not save: kept beside the record, never in it, and never looked at for rules."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.database import has_table

from .model import Autosave
from .model.table import now

log = logging.getLogger(__name__)
DAYS = 30                       # kept that long, ui.md §2
BESIDE = timedelta(minutes=30)  # somebody who typed this recently is said to be filling the section
MOST = 200                      # texts of one person in one record; its form has some 20 sections
AT_ONCE = 500                   # texts that a request forgets besides what it is for
A_DAY = 24 * 3600


def is_ready() -> bool:
    """Whether the migration has run; a portal that waits for it has a form without autosave."""
    return has_table(Autosave.__tablename__)


def keep(package_id: str, section: str, user_id: str, typed: dict[str, Any], stamp: str) -> Autosave | None:
    """Keep what one person has typed so far into one section. Commits nothing.

    The moment when the person began stays; text that is older than `DAYS` was forgotten, so it begins anew.
    """
    if not is_ready():
        return None
    moment = now()
    row = {"typed": typed, "stamp": stamp, "saved_at": moment}
    began = sa.case((Autosave.saved_at < moment - timedelta(days=DAYS), moment), else_=Autosave.started_at)
    statement = insert(Autosave).values(package_id=package_id, section=section, user_id=user_id, started_at=moment, **row)
    written = statement.on_conflict_do_update(index_elements=["package_id", "section", "user_id"],
                                              set_={**row, "started_at": began})
    return model.Session.scalars(written.returning(Autosave), execution_options={"populate_existing": True}).one()


def of(package_id: str, section: str, user_id: str) -> Autosave | None:
    """What this person left unsaved in a section."""
    return next((row for row in of_person(package_id, user_id) if row.section == section), None)


def of_person(package_id: str, user_id: str) -> Sequence[Autosave]:
    """What this person left unsaved in a record."""
    if not is_ready():
        return ()
    query = sa.select(Autosave).where(Autosave.package_id == package_id, Autosave.user_id == user_id, _is_fresh())
    return model.Session.scalars(query, execution_options={"populate_existing": True}).all()


def beside(package_id: str, user_id: str) -> Sequence[Autosave]:
    """What others are typing into a record just now, who began first."""
    if not is_ready():
        return ()
    query = sa.select(Autosave).where(Autosave.package_id == package_id, Autosave.user_id != user_id,
                                      Autosave.saved_at > now() - BESIDE).order_by(Autosave.started_at)
    return model.Session.scalars(query, execution_options={"populate_existing": True}).all()


def is_full(package_id: str, section: str, user_id: str) -> bool:
    """Whether one more text of this person would be too many; one that is there already can always go on."""
    sections = {row.section for row in of_person(package_id, user_id)} if is_ready() else set()
    return len(sections) >= MOST and section not in sections


def drop(package_id: str, section: str, user_id: str) -> None:
    """The section was saved, or its text is not wanted any more. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Autosave).where(
            Autosave.package_id == package_id, Autosave.section == section, Autosave.user_id == user_id))


def tidy(most: int | None = None) -> int:
    """Forget what is older than `DAYS`, and what belongs to records that are gone. Waits for nobody. Commits nothing.

    Args:
        most: at most so many texts
    Returns:
        number of texts that were forgotten
    """
    if not is_ready():
        return 0
    there = sa.select(model.Package.id).where(model.Package.state != "deleted")
    names = (Autosave.package_id, Autosave.section, Autosave.user_id)
    chosen = sa.select(*names).where(sa.or_(sa.not_(_is_fresh()), Autosave.package_id.not_in(there))).limit(most)
    # a subquery with a limit may run once a row, by PostgreSQL's choice, and then gives other rows each time
    old = chosen.with_for_update(skip_locked=True).cte("old").prefix_with("MATERIALIZED")
    found = model.Session.execute(
        sa.delete(Autosave).where(sa.tuple_(*names).in_(sa.select(old))).returning(Autosave.section),
        execution_options={"synchronize_session": False})
    return len(found.all())


def tidy_once_a_day() -> None:
    """`tidy` within limits, for portals without cron: once a day, by the first person who types. Commits nothing."""
    try:
        is_first = connect_to_redis().set(tidied_key(), "1", ex=A_DAY, nx=True)
    except RedisError:
        log.exception("old unsaved text is not forgotten today: Redis does not answer")
        return
    if is_first:
        tidy(AT_ONCE)


def tidied_key() -> str:
    """Stands in Redis for a day after `tidy_once_a_day`."""
    return f"{tk.config['ckan.site_id']}:satudata:autosaves-tidied"


def _is_fresh() -> sa.ColumnElement[bool]:
    return Autosave.saved_at > now() - timedelta(days=DAYS)
