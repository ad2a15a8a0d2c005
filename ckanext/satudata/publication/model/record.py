from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.satudata.workflow.shared import UTC_TIME, now


class Record(tk.BaseModel):
    """What the public may see of a governed package, and on what ground. No row: nothing of it is public.

    `frozen` while its content is under review; `seal` is the revision that is reviewed, `live` the one that is public.
    """

    __tablename__ = "satudata_publication_record"
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    visibility: Mapped[str] = mapped_column(sa.UnicodeText)
    basis: Mapped[str | None] = mapped_column(sa.UnicodeText)
    frozen: Mapped[bool] = mapped_column(default=False)
    seal: Mapped[str | None] = mapped_column(sa.UnicodeText)
    live: Mapped[str | None] = mapped_column(sa.UnicodeText)
    source_id: Mapped[str | None] = mapped_column(sa.UnicodeText)  # of the harvest that made it; bound once
    adoption: Mapped[str | None] = mapped_column(sa.UnicodeText)  # event that tells of it; empty until it is written
    lock_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (
        sa.CheckConstraint(
            "visibility IN ('unpublished', 'published', 'withdrawn', 'excluded', 'archived')",
            name="satudata_publication_record_visibility",
        ),
        sa.CheckConstraint("basis IN ('case', 'source', 'adopted')", name="satudata_publication_record_basis"),
        sa.CheckConstraint(
            "visibility <> 'published' OR basis IS NOT NULL", name="satudata_publication_record_public_has_basis"
        ),
    )
