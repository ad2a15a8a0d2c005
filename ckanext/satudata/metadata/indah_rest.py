"""What documents in BPS's format held beside our fields: the envelope, and keys that no field has. Kept, and written again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.satudata.database import has_table

from .model import Indah
from .model.table import now

Rest = Mapping[str, Any]


def is_ready() -> bool:
    """Whether the room's migration has run."""
    return has_table(Indah.__tablename__)


def keep(id_: str, package_id: str, rest: Rest) -> None:
    """Put it in the place of what was known of a record or a variable; nothing where the file is no such document. Commits
    nothing.
    """
    if not rest or not is_ready():
        return
    values = {"package_id": package_id, "envelope": rest.get("envelope") or {}, "unknown": rest.get("unknown") or [],
              "modified_at": now()}
    model.Session.execute(insert(Indah).values(id=id_, **values).on_conflict_do_update(index_elements=["id"], set_=values))


def of(ids: Iterable[str]) -> dict[str, Indah]:
    """What is known, by id. Whoever calls has checked who asks: it can name persons."""
    wanted = list(ids)
    if not wanted or not is_ready():
        return {}
    return {row.id: row for row in model.Session.scalars(sa.select(Indah).where(Indah.id.in_(wanted)))}


def forget(package_id: str) -> None:
    """A purged record takes it with it. Commits nothing."""
    if is_ready():
        model.Session.execute(sa.delete(Indah).where(Indah.package_id == package_id))
