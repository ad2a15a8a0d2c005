"""Whether a table of ours is there yet: a portal that has installed us and not migrated must still open its pages."""

from __future__ import annotations

import ckan.model as model
import sqlalchemy as sa

_seen: set[str] = set()


def has_table(name: str) -> bool:
    """Whether the main database has this table. Only a yes is remembered: it cannot become a no while the process lives."""
    if name not in _seen and sa.inspect(model.Session.connection()).has_table(name):
        _seen.add(name)
    return name in _seen
