"""What the tables of all rooms share: how ids and times are made."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone

import sqlalchemy as sa

UTC_TIME = sa.DateTime(timezone=True)


def new_id() -> str:
    return str(uuid.uuid4())


def now() -> datetime:
    """The present moment in UTC, as all rows keep it."""
    return datetime.now(timezone.utc)
