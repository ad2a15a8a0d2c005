from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.satudata.workflow.shared import UTC_TIME, new_id, now


class Journal(tk.BaseModel):
    """How far a publication has come: prepared → committed → indexed → settled → done. What stands here can be resumed."""

    __tablename__ = "satudata_publication_merge"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText)
    revision_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    state: Mapped[str] = mapped_column(sa.UnicodeText)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    moved_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('prepared', 'committed', 'indexed', 'settled', 'done')", name="satudata_publication_merge_state"
        ),
        sa.Index("satudata_publication_merge_open", "created_at", postgresql_where=sa.text("state <> 'done'")),
    )
