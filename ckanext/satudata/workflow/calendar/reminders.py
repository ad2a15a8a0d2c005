"""Which reminder is to be sent now. Pure: the caller keeps what was sent, and sends to assignee or superior.

The rule, here and nowhere else:

* `soon`: from the opening of the open day before the last one, if the task was there before that;
* `due`: from the opening of the last day (or the arrival, where that is later);
* `overdue`: after the deadline.

Each once for one deadline. One that moves (holiday, pause, extension) is another deadline and is reminded of anew. When
several have become due since the last run, only the strongest is sent: nobody needs "due soon" after "overdue".
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal, TypeAlias

from .deadlines import Deadline

Reminder: TypeAlias = Literal["soon", "due", "overdue"]

BY_STRENGTH: tuple[Reminder, ...] = ("soon", "due", "overdue")


def stage(deadline: Deadline, now: datetime) -> Reminder | None:
    """How near a deadline is; None while it is far, or there is none."""
    if deadline.at is None:
        return None
    if now > deadline.at:
        return "overdue"
    if deadline.due_from and now >= deadline.due_from:
        return "due"
    return "soon" if deadline.soon_from and now >= deadline.soon_from else None


def to_send(deadline: Deadline, now: datetime, sent: Collection[tuple[Reminder, datetime]]) -> Reminder | None:
    """The reminder that has to be sent now, if any.

    Args:
        sent: what was sent before: the reminder, and the deadline of which it spoke
    """
    reached = stage(deadline, now)
    if reached is None:
        return None
    sent_already = [BY_STRENGTH.index(kind) for kind, of in sent if of == deadline.at]
    return None if sent_already and max(sent_already) >= BY_STRENGTH.index(reached) else reached
