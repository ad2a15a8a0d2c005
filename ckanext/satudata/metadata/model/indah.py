from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Indah(tk.BaseModel):
    """What a document in BPS's format held beside the answers: written out again with them.

    `id` is that of the package or of the variable. It can name persons, so only those read it who may read the contact.
    """

    __tablename__ = "satudata_metadata_indah"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText)         # no FK to core tables
    envelope: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    unknown: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    modified_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
