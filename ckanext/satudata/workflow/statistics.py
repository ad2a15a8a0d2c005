"""The public figures of the cases of one government: how many, in time or late, how long; never a record or a person.

Only cases that were submitted (they have a number) are counted. Kinds whose cases could show who asked, complained or is
spared from publication are shown from `FEWEST` cases on, for the whole time only, and never by OPD: small numbers, and the
difference of two sums, would tell. Counted by SQL at each question, from one narrow table (`measuring`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from .cases import OPEN_TASK
from .government import Government
from .model import Case, Measure, Task
from .model.base import now
from .procedures import Procedure

MONTHS, MOST_MONTHS = 12, 60
FEWEST = 3
# Each is one person's or office's affair: who wants to know what, who complains, what is kept from the public.
DELICATE = frozenset({"data_request", "complaint", "exclusion", "withdrawal", "security"})
SECONDS_OF_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures, and who asks for them."""

    government: Government
    months: int = MONTHS
    is_officer: bool = False

    @property
    def since(self) -> date:
        """The first of the months."""
        return self._first(self.months)

    @property
    def delicate_since(self) -> date:
        """The first of the months of delicate kinds: visitors choose none, because two sums would tell one month."""
        return self._first(self.months if self.is_officer else MONTHS)

    def _first(self, months: int) -> date:
        today = self.government.today()
        at = today.year * 12 + today.month - 1 - months
        return date(at // 12, at % 12 + 1, 1)

    @property
    def by_organization(self) -> bool:
        """Whether the asker is shown the OPDs."""
        return self.is_officer or self.government.publishes_organizations


def figures(wanted: Wanted) -> dict[str, Any]:
    """All figures, by kind of case, by month, and by OPD if that is for the asker (else None)."""
    ended, running = _ended(wanted), _running(wanted.government.slug)
    kinds = sorted({kind for kind, month in ended if month is None} | set(running) | _bound(wanted.government))
    return {
        "from": wanted.since.isoformat(),
        "to": wanted.government.today().isoformat(),
        "counted_at": now().isoformat(),
        "kinds": [_kind(kind, ended.get((kind, None)), running.get(kind), wanted.is_officer) for kind in kinds],
        "months": [
            {"month": month.isoformat()[:7], "kind": kind, **_counts(row)}
            for (kind, month), row in sorted(ended.items(), key=lambda entry: (str(entry[0][1]), entry[0][0]))
            if month is not None and (wanted.is_officer or kind not in DELICATE)
        ],
        "organizations": _organizations(wanted) if wanted.by_organization else None,
    }


def may_count(procedure: Procedure, is_officer: bool) -> bool:
    """Whether the open cases of a procedure are counted for somebody, at each of its steps."""
    kinds = {procedure.kind, *(segment.kind for segment in procedure.segments.values())}
    return is_officer or kinds.isdisjoint(DELICATE)


def _bound(government: Government) -> frozenset[str]:
    """Delicate kinds that the government runs: they are named whether or not there was a case."""
    return DELICATE & set(government.bindings)


def _kind(kind: str, ended: Any, running: tuple[int, int] | None, is_officer: bool) -> dict[str, Any]:
    hides = kind in DELICATE and not is_officer
    open_, open_late = running or (0, 0)
    few_open = hides and open_ < FEWEST
    few = hides and (ended is None or ended.ended < FEWEST)
    counts: dict[str, Any] = dict.fromkeys(COUNTS) if few else _counts(ended)
    return {
        "kind": kind, "open": None if few_open else open_, "open_late": None if few_open else open_late, **counts,
        "fewer_than": FEWEST if few or few_open else None,
    }


COUNTS = ("ended", "in_time", "late", "not_timed", "steps", "steps_in_time", "median_days")


def _counts(row: Any) -> dict[str, Any]:
    """Of cases that ended by a decision. `not_timed`: nothing was promised; `median_days`: days of the clock."""
    if row is None:
        return {name: None if name == "median_days" else 0 for name in COUNTS}
    return {
        "ended": row.ended, "in_time": row.in_time, "late": row.late, "not_timed": row.ended - row.in_time - row.late,
        "steps": row.steps, "steps_in_time": row.steps - row.steps_late,
        "median_days": None if row.median is None else round(row.median / SECONDS_OF_A_DAY, 1),
    }


def _sums() -> Sequence[sa.ColumnElement[Any]]:
    return (
        sa.func.count().label("ended"),
        sa.func.count().filter(Measure.is_late.is_(False)).label("in_time"),
        sa.func.count().filter(Measure.is_late.is_(True)).label("late"),
        sa.func.coalesce(sa.func.sum(Measure.steps), 0).label("steps"),
        sa.func.coalesce(sa.func.sum(Measure.steps_late), 0).label("steps_late"),
    )


def _median() -> sa.ColumnElement[Any]:
    """Of the seconds from the submission to the end."""
    took = sa.func.extract("epoch", Measure.closed_at - Measure.started_at)
    return sa.cast(sa.func.percentile_cont(0.5).within_group(sa.cast(took, sa.Float)), sa.Float).label("median")


def _of(wanted: Wanted) -> tuple[sa.ColumnElement[bool], ...]:
    since = sa.case((Measure.kind.in_(DELICATE), wanted.delicate_since), else_=wanted.since)
    return Measure.government == wanted.government.slug, Measure.month >= since, Measure.is_decided.is_(True)


def _ended(wanted: Wanted) -> Mapping[tuple[str, date | None], Any]:
    """By kind, with the median (which has to sort), and by kind and month, without it: of few cases it says little."""
    by_kind = sa.select(Measure.kind, *_sums(), _median()).where(*_of(wanted)).group_by(Measure.kind)
    by_month = (sa.select(Measure.kind, Measure.month, *_sums(), sa.null().label("median"))
                .where(*_of(wanted)).group_by(Measure.kind, Measure.month))
    found: dict[tuple[str, date | None], Any] = {(row.kind, None): row for row in model.Session.execute(by_kind)}
    return found | {(row.kind, row.month): row for row in model.Session.execute(by_month)}


def _running(slug: str) -> dict[str, tuple[int, int]]:
    """Open cases by kind, and how many of them are late: by a task, or by their limit."""
    at: datetime = now()
    task = sa.select(Task.case_id).where(Task.status.in_(OPEN_TASK), Task.due_at.is_not(None), Task.due_at < at)
    limit = sa.select(Measure.case_id).where(Measure.government == slug, Measure.closed_at.is_(None), Measure.limit_at < at)
    late = sa.func.count().filter(sa.or_(Case.id.in_(task), Case.id.in_(limit)))
    query = sa.select(Case.kind, sa.func.count(), late).where(
        Case.status == "open", Case.number.is_not(None), Case.government == slug).group_by(Case.kind)
    return {kind: (count, overdue) for kind, count, overdue in model.Session.execute(query)}


def _organizations(wanted: Wanted) -> list[dict[str, Any]]:
    """By OPD, the delicate kinds left out: with their sum, what is hidden above could be told."""
    query = (
        sa.select(Measure.org_id, model.Group.title, model.Group.name, *_sums(), _median())
        .join(model.Group, model.Group.id == Measure.org_id)
        .where(*_of(wanted), Measure.kind.not_in(DELICATE))
        .group_by(Measure.org_id, model.Group.title, model.Group.name)
        .order_by(model.Group.title, model.Group.name)
    )
    return [
        {"organization": row.name, "title": row.title or row.name, **_counts(row)} for row in model.Session.execute(query)
    ]
