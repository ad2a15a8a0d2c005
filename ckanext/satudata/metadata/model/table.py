from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

WAITING, LOADING, LOADED, REFUSED, FAILED = "waiting", "loading", "loaded", "refused", "failed"
STATUSES = (WAITING, LOADING, LOADED, REFUSED, FAILED)


def now() -> datetime:
    """The present moment in UTC, as all rows keep it."""
    return datetime.now(timezone.utc)


class Table(tk.BaseModel):
    """How the table of a resource's file stands. `source` says which file and format the row is about, so that a save
    that changes neither asks for nothing; `attempt` grows with each request, and an older attempt's result is dropped.
    `sha256` is of the file as it was read, `checksum` of the rows as the DataStore gives them back.
    """

    __tablename__ = "satudata_metadata_table"
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)      # no FK to core tables
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    source: Mapped[str] = mapped_column(sa.UnicodeText)
    attempt: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default=WAITING)
    reason: Mapped[str | None] = mapped_column(sa.UnicodeText)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sha256: Mapped[str | None] = mapped_column(sa.UnicodeText)
    rows: Mapped[int | None] = mapped_column()
    columns: Mapped[int | None] = mapped_column()
    checksum: Mapped[str | None] = mapped_column(sa.UnicodeText)
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('waiting', 'loading', 'loaded', 'refused', 'failed')", name="satudata_metadata_table_status"),
        sa.CheckConstraint("(status = 'refused') = (reason IS NOT NULL)", name="satudata_metadata_table_reason"),
        sa.CheckConstraint("status <> 'loaded' OR checksum IS NOT NULL", name="satudata_metadata_table_checksum"),
    )
