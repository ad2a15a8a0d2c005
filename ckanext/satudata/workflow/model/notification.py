from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Notification(tk.BaseModel):
    """What the portal tells one person because of one event. `data` holds ids and codes only; words are made when read."""

    __tablename__ = "satudata_workflow_notification"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(sa.UnicodeText)
    recipient: Mapped[str] = mapped_column(sa.UnicodeText)
    template: Mapped[str] = mapped_column(sa.UnicodeText)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"))
    task_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    __table_args__ = (
        sa.UniqueConstraint("event_id", "recipient", name="satudata_workflow_notification_once"),
        sa.Index("satudata_workflow_notification_list", "recipient", "at"),
        sa.Index("satudata_workflow_notification_unread", "recipient", postgresql_where=sa.text("read_at IS NULL")),
        sa.Index("satudata_workflow_notification_case", "case_id", postgresql_where=sa.text("read_at IS NULL")),
        sa.Index("satudata_workflow_notification_age", "at"),
    )
