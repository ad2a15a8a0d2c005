from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, now


class Person(tk.BaseModel):
    """A user who holds offices. One NIP, one person: kept as keyed hash, so that two accounts of one human are found."""

    __tablename__ = "satudata_workflow_person"
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    nip_hash: Mapped[str | None] = mapped_column(sa.UnicodeText, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
