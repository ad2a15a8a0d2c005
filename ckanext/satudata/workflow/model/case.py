from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Case(tk.BaseModel):
    """One run of a procedure, or of a segment of it. `number` comes with the first seal; `step` is where it stands."""

    __tablename__ = "satudata_workflow_case"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(sa.UnicodeText, unique=True)
    procedure_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_procedure.id"))
    government: Mapped[str] = mapped_column(sa.UnicodeText)
    segment: Mapped[str | None] = mapped_column(sa.UnicodeText)
    parent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"))
    branch: Mapped[int | None]      # the records left `parent_id`: its first, second … such case
    kind: Mapped[str] = mapped_column(sa.UnicodeText)
    lane: Mapped[str] = mapped_column(sa.UnicodeText)
    org_id: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    org_name: Mapped[str | None] = mapped_column(sa.UnicodeText)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default="open")
    outcome: Mapped[str | None] = mapped_column(sa.UnicodeText)
    step: Mapped[str] = mapped_column(sa.UnicodeText)
    resume: Mapped[str | None] = mapped_column(sa.UnicodeText)
    round: Mapped[int] = mapped_column(default=1)
    opened_by: Mapped[str] = mapped_column(sa.UnicodeText)
    opened_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    moved_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    lock_version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'closed')", name="satudata_workflow_case_status"),
        sa.CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="satudata_workflow_case_outcome"),
        sa.CheckConstraint("branch IS NULL OR parent_id IS NOT NULL", name="satudata_workflow_case_branch"),
        sa.Index("satudata_workflow_case_branches", "parent_id", "branch", unique=True,
                 postgresql_where=sa.text("branch IS NOT NULL")),
        sa.Index("satudata_workflow_case_open", "org_id", postgresql_where=sa.text("status = 'open'")),
    )
