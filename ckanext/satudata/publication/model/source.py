from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.satudata.workflow.shared import UTC_TIME, now


class Source(tk.BaseModel):
    """A harvest source whose records become public as they come. `approved_by` is empty for those that were there before."""

    __tablename__ = "satudata_publication_source"
    source_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.UnicodeText)  # of address, kind and settings that were approved
    approved_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    approved_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
