from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.satudata.workflow.shared import UTC_TIME, now

MADE, STALE, FAILED = "made", "stale", "failed"


class Preview(tk.BaseModel):
    """First rows and chart of the table of a file, made once by a job. As secret as the rows themselves: it is read through
    `satudata_publication_table_show` only, or for records that are public and *terbuka*.

    `content` is the checksum of the rows that it was made of, `about` of all else (titles, units, rules). A row is
    replaced by the next one of its file, and `stale` from the moment that somebody writes rows until then.
    """

    __tablename__ = "satudata_publication_preview"
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    content: Mapped[str] = mapped_column(sa.UnicodeText)
    about: Mapped[str] = mapped_column(sa.UnicodeText)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default=MADE)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    made_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (
        sa.CheckConstraint("status IN ('made', 'stale', 'failed')", name="satudata_publication_preview_status"),
    )
