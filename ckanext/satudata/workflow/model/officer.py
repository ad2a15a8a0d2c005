from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Officer(tk.BaseModel):
    """A person in a role, in one organisation or government-wide (`org_id` empty), from a day until a day, both included.

    `acting_as` is `plt` or `plh` with the user `acting_for` and the `decree` when the office is held for somebody else.
    """

    __tablename__ = "satudata_workflow_officer"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_person.user_id"), index=True)
    role: Mapped[str] = mapped_column(sa.UnicodeText)
    org_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    acting_as: Mapped[str | None] = mapped_column(sa.UnicodeText)
    acting_for: Mapped[str | None] = mapped_column(sa.UnicodeText)
    decree: Mapped[str | None] = mapped_column(sa.UnicodeText)
    decree_on: Mapped[date | None]
    named_by: Mapped[str] = mapped_column(sa.UnicodeText)
    named_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    __table_args__ = (
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="satudata_workflow_officer_dates"),
        sa.CheckConstraint("acting_as IN ('plt', 'plh')", name="satudata_workflow_officer_acting"),
        ExcludeConstraint(
            ("user_id", "="), ("role", "="), (sa.text("coalesce(org_id, '')"), "="),
            (sa.text("daterange(valid_from, valid_until, '[]')"), "&&"),
            name="satudata_workflow_officer_no_overlap", using="gist",
        ),
    )
