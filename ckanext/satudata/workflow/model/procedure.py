from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import UTC_TIME, new_id, now


class ProcedureVersion(tk.BaseModel):
    """A procedure file as it was when the first case was opened under it. Rows never change (design §5)."""

    __tablename__ = "satudata_workflow_procedure"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    government: Mapped[str] = mapped_column(sa.UnicodeText)
    key: Mapped[str] = mapped_column(sa.UnicodeText)
    version: Mapped[str] = mapped_column(sa.UnicodeText)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    active_from: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
