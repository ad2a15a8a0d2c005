from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Document(tk.BaseModel):
    """An official document of a case, frozen as a file: `sha256` is its address in the store. `number` is the office's own
    (agenda book), typed by whoever uploads it and possibly later."""

    __tablename__ = "satudata_workflow_document"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(sa.UnicodeText)
    number: Mapped[str | None] = mapped_column(sa.UnicodeText)
    dated_on: Mapped[date | None]
    filename: Mapped[str] = mapped_column(sa.UnicodeText)
    mimetype: Mapped[str] = mapped_column(sa.UnicodeText)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    supersedes: Mapped[str | None] = mapped_column(sa.ForeignKey("satudata_workflow_document.id"))
    added_by: Mapped[str] = mapped_column(sa.UnicodeText)
    added_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
