from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class DigestHead(tk.BaseModel):
    """The last event of a stream when a digest was taken, if the stream had moved since the one before. Insert only."""

    __tablename__ = "satudata_workflow_digest_head"
    stream: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    digest: Mapped[int] = mapped_column(index=True)
    hash: Mapped[str] = mapped_column(sa.UnicodeText)
