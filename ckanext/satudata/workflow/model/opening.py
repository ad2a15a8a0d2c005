from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Opening(tk.BaseModel):
    """That a part of a procedure was opened for an occasion: a period of the calendar, or the case that it follows.

    One row for each part, OPD (empty: the government) and occasion, so that nobody opens it a second time.
    """

    __tablename__ = "satudata_workflow_opening"
    government: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    procedure: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    segment: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)      # empty: the whole procedure
    org_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    occasion: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)     # 2026, 2026-H2, 2026-Q4, …; case:<id>
    case_id: Mapped[str | None] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"))
