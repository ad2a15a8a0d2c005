from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Pause(tk.BaseModel):
    """A time in which the clocks of a case stand still: of the step and of the whole. `event_id` has the reason.

    `whose`: for whom it waits meanwhile (requester, producer, outside). At most one of a case is open.
    """

    __tablename__ = "satudata_workflow_pause"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), index=True)
    since: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    whose: Mapped[str] = mapped_column(sa.UnicodeText)
    event_id: Mapped[str] = mapped_column(sa.UnicodeText)


class Extension(tk.BaseModel):
    """More time for a task, or for the case as a whole (without `task_id`). `event_id` has the reason."""

    __tablename__ = "satudata_workflow_extension"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), index=True)
    task_id: Mapped[str | None] = mapped_column(sa.ForeignKey("satudata_workflow_task.id"))
    value: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2))
    unit: Mapped[str] = mapped_column(sa.UnicodeText)
    event_id: Mapped[str] = mapped_column(sa.UnicodeText)
    given_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)


class Holiday(tk.BaseModel):
    """A day of the government's own: closed, or open against the national list; `hours`: `[["08:00", "12:00"]]`."""

    __tablename__ = "satudata_workflow_holiday"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    government: Mapped[str] = mapped_column(sa.UnicodeText)
    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.UnicodeText)
    source: Mapped[str] = mapped_column(sa.UnicodeText)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, default="local")
    is_open: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[list[list[str]]] = mapped_column(JSONB, default=list)
    added_by: Mapped[str] = mapped_column(sa.UnicodeText)
    added_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (sa.UniqueConstraint("government", "day", name="satudata_workflow_holiday_once"),)
