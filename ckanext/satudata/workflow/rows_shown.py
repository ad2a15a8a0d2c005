"""Rows of the desk with who has each task. Who reads a row is a party of its case, so the name of the person stands there."""

from __future__ import annotations

from typing import Any

from . import dictize
from .desk import Row
from .offered import display_names
from .offices import Actor

CLAIMED, ASSIGNED, POOLED = "claimed", "assigned", "pooled"


def of_desk(found: list[Row], actor: Actor) -> list[dict[str, Any]]:
    """As `dictize.row_of`, each with `held`, `holder` (name of the person; None if nobody has it) and `is_mine`.

    All names come by one query, however many rows there are.
    """
    holders = [_holder(row) for row in found]
    wanted = {holder for holder in holders if holder}
    names = display_names(wanted) if wanted else {}
    return [
        dictize.row_of(row) | {
            "held": _held(row), "holder": names.get(holder) if holder else None,
            "is_mine": holder is not None and holder == actor.user_id,
        }
        for row, holder in zip(found, holders, strict=True)
    ]


def _holder(row: Row) -> str | None:
    return (row.task.claimed_by or row.task.assignee) if row.task else None


def _held(row: Row) -> str | None:
    """`claimed` by somebody, `assigned` to somebody, or `pooled`: free for the whole office; None of what is closed."""
    if row.task is None:
        return None
    return CLAIMED if row.task.claimed_by else ASSIGNED if row.task.assignee else POOLED
