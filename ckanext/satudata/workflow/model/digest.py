from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME


class Digest(tk.BaseModel):
    """Where the event log stood on a day, as one hash. Insert only, chained; its streams are rows of `DigestHead`.

    `moved`: streams that it lists, those with new events since the digest before it; `streams`: all that are listed by now.
    """

    __tablename__ = "satudata_workflow_digest"
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(unique=True)
    taken_at: Mapped[datetime] = mapped_column(UTC_TIME)
    streams: Mapped[int] = mapped_column(sa.BigInteger)
    moved: Mapped[int] = mapped_column(sa.BigInteger)
    prev_hash: Mapped[str | None] = mapped_column(sa.UnicodeText)
    hash: Mapped[str] = mapped_column(sa.UnicodeText)
