from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Task(tk.BaseModel):
    """One attempt at one step. `offices` are the keys (`walidata`, `operator_opd@<organisation id>`) that may do it.

    A finished row is never cleared: a step that is done again has a new row. `answer_key` and `answered_version`
    make the second click get the first one's result.
    """

    __tablename__ = "satudata_workflow_task"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), index=True)
    step: Mapped[str] = mapped_column(sa.UnicodeText)
    round: Mapped[int]
    offices: Mapped[list[str]] = mapped_column(ARRAY(sa.UnicodeText))
    org_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default="ready")
    assignee: Mapped[str | None] = mapped_column(sa.UnicodeText)
    claimed_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    claimed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    finished_by: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    finished_role: Mapped[str | None] = mapped_column(sa.UnicodeText)
    acting_for: Mapped[str | None] = mapped_column(sa.UnicodeText)
    created_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    finished_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    due_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    answer_key: Mapped[str | None] = mapped_column(sa.UnicodeText)
    answered_version: Mapped[int | None]
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('ready', 'claimed', 'done', 'skipped', 'cancelled')", name="satudata_workflow_task_status"
        ),
        sa.Index(
            "satudata_workflow_task_pool",
            "offices",
            postgresql_using="gin",
            postgresql_where=sa.text("status IN ('ready', 'claimed')"),
        ),
        sa.Index("satudata_workflow_task_due", "due_at",
                 postgresql_where=sa.text("status IN ('ready', 'claimed') AND due_at IS NOT NULL")),
    )
