from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Text(tk.BaseModel):
    """The words of a reason or comment. Erasable: the event keeps only a salted hash, and the salt goes with the row."""

    __tablename__ = "satudata_workflow_text"
    event_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    salt: Mapped[str] = mapped_column(sa.UnicodeText)
    text: Mapped[str] = mapped_column(sa.UnicodeText)
