from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME


class Part(tk.BaseModel):
    """That somebody took part in a case: opened it, or finished a task of it. `closed_at` is the case's.

    It says nothing that case and task do not say, and only triggers of those two write it: whoever has finished ninety
    thousand cases still finds the last twenty of them at once.
    """

    __tablename__ = "satudata_workflow_part"
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id", ondelete="CASCADE"), primary_key=True)
    closed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    __table_args__ = (
        sa.Index("satudata_workflow_part_case", "case_id"),
        sa.Index("satudata_workflow_part_open", "user_id", postgresql_where=sa.text("closed_at IS NULL")),
        sa.Index("satudata_workflow_part_finished", "user_id", sa.text("closed_at DESC"), "case_id",
                 postgresql_where=sa.text("closed_at IS NOT NULL")),
    )
