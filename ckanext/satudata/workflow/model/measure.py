from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME


class Measure(tk.BaseModel):
    """How long a case took and whether it kept its times, as they were on the day on which it ended.

    One row for each numbered case that has ended, and for each open one whose procedure promises a limit. `month` is that
    of the end in the government's zone, its first day; `is_late` is empty where nothing was promised. `is_decided`: it
    ended by a decision, and was not cancelled or left lying.
    """

    __tablename__ = "satudata_workflow_measure"
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id", ondelete="CASCADE"), primary_key=True)
    government: Mapped[str] = mapped_column(sa.UnicodeText)
    kind: Mapped[str] = mapped_column(sa.UnicodeText)
    org_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    started_at: Mapped[datetime] = mapped_column(UTC_TIME)
    limit_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    closed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    month: Mapped[date | None]
    is_decided: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool | None]
    steps: Mapped[int] = mapped_column(default=0)               # done that had a date
    steps_late: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        sa.CheckConstraint("(month IS NULL) = (closed_at IS NULL)", name="satudata_workflow_measure_month"),
        sa.Index("satudata_workflow_measure_months", "government", "month"),
        sa.Index("satudata_workflow_measure_open", "government", "limit_at", postgresql_where=sa.text("closed_at IS NULL")),
    )
