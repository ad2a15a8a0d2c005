"""Procedures as stored: an open case ends under the version that it began with (design §5)."""

from __future__ import annotations

from functools import lru_cache

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from .model import ProcedureVersion
from .model.base import new_id, now
from .procedures import Procedure


def stored(procedure: Procedure) -> str:
    """Id of the row that holds this very text of a procedure; written when the first case is opened under it."""
    known = model.Session.scalar(sa.select(ProcedureVersion.id).where(ProcedureVersion.sha256 == procedure.sha256))
    return known or _store(procedure)


def _store(procedure: Procedure) -> str:
    """Two that store the same text at once get the same row: the second waits for the first, and reads what it wrote."""
    statement = insert(ProcedureVersion).values(
        id=new_id(), government=procedure.government, key=procedure.key, version=procedure.version, sha256=procedure.sha256,
        body=procedure.body, active_from=now(),
    )
    model.Session.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]))
    return model.Session.scalars(sa.select(ProcedureVersion.id).where(ProcedureVersion.sha256 == procedure.sha256)).one()


@lru_cache(maxsize=256)
def _read(procedure_id: str) -> Procedure:
    """Rows never change, so a process may keep what it has read."""
    row = model.Session.get(ProcedureVersion, procedure_id)
    if row is None:
        raise LookupError(procedure_id)
    return Procedure.from_body(row.body)


def procedure_of(procedure_id: str) -> Procedure:
    """The procedure of a case, in the version that it began with.

    Raises:
        LookupError: no such row
    """
    return _read(procedure_id)
