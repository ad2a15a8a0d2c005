from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Pin(tk.BaseModel):
    """Which stored file a resource shows. It lies in CKAN's main database, so it commits or rolls back with the resource.

    No pin: CKAN's own file. `removed`: the resource was taken out; its file and its rows answer nobody any more.
    """

    __tablename__ = "satudata_publication_pin"
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, index=True)
    blob: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    ds_table: Mapped[str | None] = mapped_column(sa.UnicodeText)
    version: Mapped[int] = mapped_column(default=1)
    removed: Mapped[bool] = mapped_column(default=False)
