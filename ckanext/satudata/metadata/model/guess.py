from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Guess(tk.BaseModel):
    """A value that the portal filled in, and from where: shown as a guess until a person saves its section.

    `origin` is a code of `guessing.ORIGINS` (column of the file, name of the file, last period's record …), `details`
    the words of its sentence, such as the column's name.
    """

    __tablename__ = "satudata_metadata_guess"
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)      # no FK to core tables
    field: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    value: Mapped[str] = mapped_column(sa.UnicodeText)
    origin: Mapped[str] = mapped_column(sa.UnicodeText)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    guessed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
