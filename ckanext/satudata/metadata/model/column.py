from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .table import now


class Column(tk.BaseModel):
    """What one column of a file's table means: the data dictionary, kept apart from the table, which is made anew with
    each file. `name` is the column's name in the DataStore. `is_guessed` until somebody has confirmed it.
    """

    __tablename__ = "satudata_metadata_column"
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)     # no FK to core tables
    name: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    label: Mapped[str] = mapped_column(sa.UnicodeText, default="")
    notes: Mapped[str] = mapped_column(sa.UnicodeText, default="")
    unit: Mapped[str] = mapped_column(sa.UnicodeText, default="")
    variabel_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    is_guessed: Mapped[bool] = mapped_column(default=False)
    modified_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)
