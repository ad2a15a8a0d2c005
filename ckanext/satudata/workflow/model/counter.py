from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Counter(tk.BaseModel):
    """The last number of a series; the row is locked until the transaction ends, so no number is lost or given twice."""

    __tablename__ = "satudata_workflow_counter"
    series: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    value: Mapped[int]
