from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id


class Event(tk.BaseModel):
    """Something that happened. Insert only (a trigger refuses the rest), chained by hash within its stream (design §6)."""

    __tablename__ = "satudata_workflow_event"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    stream: Mapped[str] = mapped_column(sa.UnicodeText)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    type: Mapped[str] = mapped_column(sa.UnicodeText)
    at: Mapped[datetime] = mapped_column(UTC_TIME)
    actor: Mapped[str | None] = mapped_column(sa.UnicodeText)
    role: Mapped[str | None] = mapped_column(sa.UnicodeText)
    acting_for: Mapped[str | None] = mapped_column(sa.UnicodeText)
    audience: Mapped[str] = mapped_column(sa.UnicodeText)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    text_hash: Mapped[str | None] = mapped_column(sa.UnicodeText)
    prev_hash: Mapped[str | None] = mapped_column(sa.UnicodeText)
    hash: Mapped[str] = mapped_column(sa.UnicodeText)
    __table_args__ = (
        sa.UniqueConstraint("stream", "seq", name="satudata_workflow_event_stream_seq"),
        sa.CheckConstraint(
            "audience IN ('public', 'requester', 'parties', 'internal')", name="satudata_workflow_event_audience"
        ),
        sa.Index("satudata_workflow_event_at", "at", "id"),
    )
