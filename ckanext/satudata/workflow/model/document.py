from __future__ import annotations

import secrets
from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


def new_code() -> str:
    """Of a verification page: whoever has not read the document cannot guess it (128 bits)."""
    return secrets.token_hex(16)


class Document(tk.BaseModel):
    """An official document of a case, frozen as a file: `sha256` is its address in the store. A signature makes another
    frozen file of it (`Signature`).

    `number` is the portal's own where `series` names the row that counts it, else the office's (agenda book), typed by
    whoever adds it and possibly later. A void document keeps its number.
    """

    __tablename__ = "satudata_workflow_document"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(sa.UnicodeText, unique=True, default=new_code)
    kind: Mapped[str] = mapped_column(sa.UnicodeText)
    number: Mapped[str | None] = mapped_column(sa.UnicodeText)
    series: Mapped[str | None] = mapped_column(sa.UnicodeText)
    dated_on: Mapped[date | None]
    filename: Mapped[str] = mapped_column(sa.UnicodeText)
    mimetype: Mapped[str] = mapped_column(sa.UnicodeText)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    template: Mapped[str | None] = mapped_column(sa.UnicodeText)        # file and SHA-256 of the template that wrote it
    supersedes: Mapped[str | None] = mapped_column(sa.ForeignKey("satudata_workflow_document.id"), index=True)
    added_by: Mapped[str] = mapped_column(sa.UnicodeText)
    role: Mapped[str | None] = mapped_column(sa.UnicodeText)            # the office that added it, and its OPD at the time
    org_name: Mapped[str | None] = mapped_column(sa.UnicodeText)
    added_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    voided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    voided_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
