from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Decision(tk.BaseModel):
    """What one person decided about one record at one step; an `approve` names the hash of the content that was read."""

    __tablename__ = "satudata_workflow_decision"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    task_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_task.id"), index=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), index=True)
    step: Mapped[str] = mapped_column(sa.UnicodeText)
    round: Mapped[int]
    topic_type: Mapped[str | None] = mapped_column(sa.UnicodeText)
    topic_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    sha256: Mapped[str | None] = mapped_column(sa.UnicodeText)
    key: Mapped[str] = mapped_column(sa.UnicodeText)
    verb: Mapped[str] = mapped_column(sa.UnicodeText)
    event_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    by: Mapped[str] = mapped_column(sa.UnicodeText)
    role: Mapped[str | None] = mapped_column(sa.UnicodeText)
    acting_for: Mapped[str | None] = mapped_column(sa.UnicodeText)
    single_officer: Mapped[bool] = mapped_column(default=False)     # by a maker, as the government allows it there
    at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (
        sa.UniqueConstraint("task_id", "topic_type", "topic_id", name="satudata_workflow_decision_once"),
        sa.CheckConstraint(
            "verb IN ('approve', 'return', 'reject', 'choose', 'finish')", name="satudata_workflow_decision_verb"
        ),
    )
