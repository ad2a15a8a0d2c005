"""Times in which a clock stands still: what they leave of an office's day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from .days import ONE_DAY, Day, midnight

Still: TypeAlias = "tuple[datetime, datetime]"          # from, until; local, in order, none touching another


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which this clock stood still, and whose clock ran meanwhile.

    The caller gives the pauses of the clock that is asked for: those of the case for its limit, those of the task too
    for a step.
    """

    since: datetime
    until: datetime | None = None                       # None: it stands still now
    reason: str = ""
    whose: str = ""                                     # who is waited for: requester, producer, outside …


def merged(pauses: Iterable[Still]) -> list[Still]:
    """In order and without overlaps; what is empty or ends before it begins is left out."""
    found: list[Still] = []
    for since, until in sorted(pause for pause in pauses if pause[0] < pause[1]):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return found


def running(day: Day, still: Sequence[Still]) -> list[Still]:
    """The open spans of a day in which the clock runs."""
    found = list(day.spans)
    for since, until in still:
        if since >= day.closes or until <= day.opens:
            continue
        kept = [part for begin, end in found for part in ((begin, min(end, since)), (max(begin, until), end))]
        found = [(begin, end) for begin, end in kept if begin < end]
    return found


def is_touched(day: Day, still: Sequence[Still]) -> bool:
    """Whether the clock stood still at some time of a day: of its office hours, or of a closed day's 24 hours."""
    if not still:
        return False
    spans = day.spans or ((midnight(day.date), midnight(day.date) + ONE_DAY),)
    return any(since < end and until > begin for since, until in still for begin, end in spans)
