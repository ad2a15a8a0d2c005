from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, now


class MailSetting(tk.BaseModel):
    """How often a person wants mail, and in which language; without a row the portal's default holds."""

    __tablename__ = "satudata_workflow_mail_setting"
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    frequency: Mapped[str] = mapped_column(sa.UnicodeText)
    language: Mapped[str] = mapped_column(sa.UnicodeText)
    changed_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now, onupdate=now)
    __table_args__ = (
        sa.CheckConstraint("frequency IN ('at_once', 'digest', 'none')", name="satudata_workflow_mail_setting_frequency"),
        sa.CheckConstraint("language IN ('id', 'en')", name="satudata_workflow_mail_setting_language"),
    )
