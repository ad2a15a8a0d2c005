"""Measures cases for the public figures: once, when a case ends, by the dates as they were then.

A step is late if it was done after `Task.due_at`, which stops moving when the task is done: a holiday that is added later
makes nothing late or in time afterwards. A case is late if it ended after its limit; where its SOP promises none, if one of
its steps was late. Pauses, extensions and waiting outside are in both dates already (`clocks`).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from . import cases, clocks, governments, versions
from .calendar import Calendar
from .model import Case, Measure, Task

NOT_DECIDED = frozenset({"cancelled", "expired", "lapsed"})     # outcomes of cases that nobody has decided
BATCH = 200


def measure(case: Case, days: Calendar | None = None) -> None:
    """Write down how a numbered case stands, within the transaction of the caller; again has the same result.

    An open case without a limit has nothing to write down: its tasks say when it is late.
    """
    if case.number is None:
        return
    rows = clocks.rows_of(case, versions.procedure_of(case.procedure_id))
    limit = clocks.of_limit(case, days, rows)
    if case.status == "open" and limit is None:
        return
    steps, late = _steps(case.id)
    limit_at = limit.at if limit else None
    values = {
        "government": case.government, "kind": case.kind, "org_id": case.org_id, "limit_at": limit_at,
        "started_at": rows.started or case.opened_at, "closed_at": case.closed_at, "month": _month(case),
        "is_decided": case.status == "closed" and case.outcome not in NOT_DECIDED,
        "is_late": _is_late(case.closed_at, limit_at, steps, late), "steps": steps, "steps_late": late,
    }
    statement = insert(Measure).values(case_id=case.id, **values)
    model.Session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values))


def _is_late(closed_at: datetime | None, limit_at: datetime | None, steps: int, late: int) -> bool | None:
    if closed_at is None:
        return None
    if limit_at is not None:
        return closed_at > limit_at
    return late > 0 if steps else None


def _steps(case_id: str) -> tuple[int, int]:
    """How many steps that had a date were done, and how many of them after it."""
    is_late = sa.func.count().filter(Task.finished_at > Task.due_at)
    query = sa.select(sa.func.count(), is_late).where(Task.case_id == case_id, Task.status == "done", Task.due_at.is_not(None))
    count, late = model.Session.execute(query).one()
    return count, late


def _month(case: Case) -> date | None:
    if case.closed_at is None:
        return None
    return case.closed_at.astimezone(ZoneInfo(governments.of_case(case.government).timezone)).date().replace(day=1)


def measure_all() -> int:
    """Measure what is not measured yet: cases that ended before this table was there, and the limits of open cases.

    Commits in batches, each case under its lock; run twice, the second only looks at the open ones again.

    Returns:
        how many cases were measured
    """
    done, last = 0, ""
    known: dict[str, Calendar] = {}
    while batch := _batch(last):
        for case_id in batch:
            case = cases.lock(case_id)
            if case.government not in known:
                known[case.government] = clocks.calendar_of(governments.of_case(case.government))
            measure(case, known[case.government])
        model.Session.commit()
        done, last = done + len(batch), batch[-1]
        model.Session.expunge_all()
    return done


def _batch(last: str) -> list[str]:
    written = sa.exists().where(Measure.case_id == Case.id, Measure.closed_at.is_not(None))
    known = Case.government.in_(list(governments.configured()))     # a folder that was taken away stops no other
    query = sa.select(Case.id).where(Case.number.is_not(None), Case.id > last, ~written, known)
    return list(model.Session.scalars(query.order_by(Case.id).limit(BATCH)))
