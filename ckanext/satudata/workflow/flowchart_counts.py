"""How many cases are open under a procedure: by version and step, and by procedure. Counts only, never titles or names.

Everybody may read them, so only cases that have been submitted, which is when they get a number, are counted: what an OPD
has not submitted yet is its own affair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import ckan.model as model
import sqlalchemy as sa

from .model import Case, ProcedureVersion
from .procedures import Procedure


@dataclass(slots=True)
class Version:
    """A text of a procedure under which a case was opened."""

    version: str
    sha256: str
    active_from: datetime
    open_cases: int = 0
    by_step: dict[str, int] = field(default_factory=dict)


def _counted(government: str) -> tuple[sa.ColumnElement[bool], ...]:
    return Case.status == "open", Case.government == government, Case.number.is_not(None)


def versions_of(procedure: Procedure, government: str) -> list[Version]:
    """Stored versions of a procedure, newest first, with the open cases of a government at each step; one query.

    Args:
        government: slug under which the cases were opened
    """
    row = ProcedureVersion
    cases = sa.and_(Case.procedure_id == row.id, *_counted(government))
    query = (
        sa.select(row.id, row.version, row.sha256, row.active_from, Case.step, sa.func.count(Case.id))
        .outerjoin(Case, cases)
        .where(row.government == procedure.government, row.key == procedure.key)
        .group_by(row.id, row.version, row.sha256, row.active_from, Case.step)
        .order_by(row.active_from.desc(), row.id)
    )
    found: dict[str, Version] = {}
    for id_, version, sha256, active_from, step, count in model.Session.execute(query):
        entry = found.setdefault(id_, Version(version, sha256, active_from))
        if step is not None:
            entry.by_step[step] = count
            entry.open_cases += count
    return list(found.values())


def open_by_procedure(government: str) -> dict[tuple[str, str], int]:
    """Open cases of a government by folder and key of their procedure; one query."""
    query = (
        sa.select(ProcedureVersion.government, ProcedureVersion.key, sa.func.count(Case.id))
        .join(Case, Case.procedure_id == ProcedureVersion.id)
        .where(*_counted(government))
        .group_by(ProcedureVersion.government, ProcedureVersion.key)
    )
    return {(folder, key): count for folder, key, count in model.Session.execute(query)}
