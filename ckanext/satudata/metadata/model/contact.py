from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Contact(tk.BaseModel):
    """The technical officer of a statistical activity (MS-Keg 2.2): personal data of a person, for the parties only.

    Never part of the package dict, the search index, an activity or a seal.
    """

    __tablename__ = "satudata_metadata_contact"
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)      # no FK to core tables
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    modified_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
