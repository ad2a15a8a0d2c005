from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class Signature(tk.BaseModel):
    """A paraf or signature on a document, and the frozen file that it made of the one before.

    `position` is its place among the signatures that the step asks for.
    """

    __tablename__ = "satudata_workflow_signature"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("satudata_workflow_document.id"), index=True)
    step: Mapped[str] = mapped_column(sa.UnicodeText)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.UnicodeText)                   # paraf | signature
    role: Mapped[str] = mapped_column(sa.UnicodeText)                   # that the procedure asks for
    org_name: Mapped[str | None] = mapped_column(sa.UnicodeText)        # of the office, at the time
    signed_by: Mapped[str] = mapped_column(sa.UnicodeText)
    acting_as: Mapped[str | None] = mapped_column(sa.UnicodeText)
    acting_for: Mapped[str | None] = mapped_column(sa.UnicodeText)
    signed_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    method: Mapped[str] = mapped_column(sa.UnicodeText)                 # scan | pkcs12
    before_sha256: Mapped[str] = mapped_column(sa.UnicodeText)          # of the file that was signed
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    filename: Mapped[str] = mapped_column(sa.UnicodeText)
    mimetype: Mapped[str] = mapped_column(sa.UnicodeText)
    size: Mapped[int] = mapped_column(sa.BigInteger)
