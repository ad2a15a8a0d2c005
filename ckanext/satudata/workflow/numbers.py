"""Numbers of cases (`PUB-2026-00042`, by kind and year) and of documents in their series: counted without a gap."""

from __future__ import annotations

import ckan.model as model
from sqlalchemy.dialects.postgresql import insert

from . import governments
from .model import Case, Counter


def give_number(case: Case) -> str:
    """Number a case once, at its first seal; later calls return the number that it has.

    The counter row stays locked until the transaction ends: a number that is rolled back is given to the next case.
    Records that left a numbered case go on under its number: `PUB-2026-00042/1`.
    """
    before = model.Session.get(Case, case.parent_id) if case.branch is not None else None
    if case.number is None and before is not None and before.number is not None:
        case.number = f"{before.number}/{case.branch}"
    elif case.number is None:
        government = governments.of_case(case.government)
        year = government.today().year
        case.number = government.numbering.number(case.kind, year, next_of(f"case:{case.kind}:{year}"))
    return case.number


def next_of(series: str) -> int:
    """The next number of a series; its row stays locked until the transaction ends."""
    statement = insert(Counter).values(series=series, value=1)
    statement = statement.on_conflict_do_update(index_elements=["series"], set_={"value": Counter.value + 1})
    return model.Session.scalar(statement.returning(Counter.value)) or 0
