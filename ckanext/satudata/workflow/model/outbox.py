from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Outbox(tk.BaseModel):
    """One thing to be sent to one person outside the portal, written with the event that it tells of.

    `due_at` is when it is tried next. `mail_id` is given at the first attempt and names the mail for ever: several rows
    of a digest share it, and a mail that is sent again after a crash carries the same Message-ID.
    """

    __tablename__ = "satudata_workflow_outbox"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(sa.UnicodeText)
    recipient: Mapped[str] = mapped_column(sa.UnicodeText)
    channel: Mapped[str] = mapped_column(sa.UnicodeText)
    template: Mapped[str] = mapped_column(sa.UnicodeText)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default="waiting")
    is_digest: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    mail_id: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    why: Mapped[str | None] = mapped_column(sa.UnicodeText)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    due_at: Mapped[datetime] = mapped_column(UTC_TIME)
    done_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    __table_args__ = (
        sa.UniqueConstraint("event_id", "recipient", "channel", name="satudata_workflow_outbox_once"),
        sa.CheckConstraint("channel IN ('mail')", name="satudata_workflow_outbox_channel"),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'dropped', 'failed')", name="satudata_workflow_outbox_status"),
        sa.Index("satudata_workflow_outbox_due", "due_at", postgresql_where=sa.text("status = 'waiting'")),
        sa.Index("satudata_workflow_outbox_failed", "done_at", postgresql_where=sa.text("status = 'failed'")),
        sa.Index("satudata_workflow_outbox_age", "created_at"),
    )
