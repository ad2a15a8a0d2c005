from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.satudata.workflow.shared import UTC_TIME, new_id, now


class Revision(tk.BaseModel):
    """A sealed content: `content` is what `sha256` is taken of, `resources` the evidence beside it (rows, checksums)."""

    __tablename__ = "satudata_publication_revision"
    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=new_id)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    no: Mapped[int]
    case_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    resources: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText)
    base: Mapped[str | None] = mapped_column(sa.UnicodeText)
    makers: Mapped[list[str]] = mapped_column(ARRAY(sa.UnicodeText))
    sealed_by: Mapped[str] = mapped_column(sa.UnicodeText)
    sealed_at: Mapped[datetime] = mapped_column(UTC_TIME, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    replaced_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    __table_args__ = (sa.UniqueConstraint("package_id", "no", name="satudata_publication_revision_no"),)
