from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class DocumentCase(tk.BaseModel):
    """A document counts for one or many cases; `step`, `round` and `seal` say for what it was given."""

    __tablename__ = "satudata_workflow_document_case"
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_document.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_case.id"), primary_key=True, index=True)
    step: Mapped[str] = mapped_column(sa.UnicodeText)
    round: Mapped[int]
    seal: Mapped[str | None] = mapped_column(sa.UnicodeText)
