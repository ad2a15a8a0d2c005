from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Variabel(tk.BaseModel):
    """A variable of a statistical activity (MS-Var): a row of its kegiatan, sealed, reviewed and exported with it.

    `content` holds the answers of `schemas/variabel.yaml` by field, without those that are empty; `nama` stands in a
    column of its own because other records link to a variable by it. `position` counts from 0 within the kegiatan.
    """

    __tablename__ = "satudata_metadata_variabel"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid4()))
    package_id: Mapped[str] = mapped_column(sa.UnicodeText)         # no FK to core tables
    position: Mapped[int] = mapped_column()
    nama: Mapped[str] = mapped_column(sa.UnicodeText)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    modified_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
    __table_args__ = (sa.Index("satudata_metadata_variabel_order", "package_id", "position"),)
