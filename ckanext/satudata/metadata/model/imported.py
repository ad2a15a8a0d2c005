from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now

PREVIEW, RUNNING, DONE = "preview", "running", "done"


class Imported(tk.BaseModel):
    """A file that somebody sent, as it was read: nobody else sees it, and after a week it is forgotten.

    `parcels` has one entry for each kegiatan of the file (`importing/parcel.py`), `faults` what the reader did not
    understand. `stamps` name what stood in the portal when it was accepted, `results` what became of each parcel by its
    number: a parcel with a result is never written again.
    """

    __tablename__ = "satudata_metadata_import"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid4()))
    user_id: Mapped[str] = mapped_column(sa.UnicodeText)            # no FK to core tables
    owner_org: Mapped[str] = mapped_column(sa.UnicodeText)
    package_id: Mapped[str | None] = mapped_column(sa.UnicodeText)  # of the kegiatan that was chosen
    file_name: Mapped[str] = mapped_column(sa.UnicodeText)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    parcels: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    status: Mapped[str] = mapped_column(sa.UnicodeText, default=PREVIEW)
    stamps: Mapped[list[str]] = mapped_column(JSONB, default=list)
    results: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
    moved_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
