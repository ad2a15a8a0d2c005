from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Autosave(tk.BaseModel):
    """What one person typed into one section of a record's form and did not save. Kept 30 days, never validated.

    `typed` holds the form's own field names and values; `stamp` says which saved state of the section the person began
    with, so that a change by somebody else meanwhile is seen.
    """

    __tablename__ = "satudata_metadata_autosave"
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)      # no FK to core tables
    section: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    typed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    stamp: Mapped[str] = mapped_column(sa.UnicodeText)
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
    saved_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now, index=True)
