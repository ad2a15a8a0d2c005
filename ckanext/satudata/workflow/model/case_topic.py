from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class CaseTopic(tk.BaseModel):
    """A record that a case is about. At most one open case for a record and lane (content, status)."""

    __tablename__ = "satudata_workflow_case_topic"
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), primary_key=True)
    topic_type: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    topic_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    lane: Mapped[str] = mapped_column(sa.UnicodeText)
    is_open: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        sa.Index("satudata_workflow_one_open_case", "topic_type", "topic_id", "lane", unique=True,
                 postgresql_where=sa.text("is_open")),
        sa.Index("satudata_workflow_case_topic_topic", "topic_type", "topic_id"),
    )
