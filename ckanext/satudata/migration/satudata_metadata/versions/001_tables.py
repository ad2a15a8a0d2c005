"""How the tables behind the resources stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001"
down_revision = None
branch_labels = ("satudata_metadata",)
depends_on = None

NAME = "satudata_metadata_table"
TEXT = sa.UnicodeText


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("resource_id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False, index=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("sha256", TEXT),
        sa.Column("rows", sa.Integer),
        sa.Column("columns", sa.Integer),
        sa.Column("checksum", TEXT),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'loading', 'loaded', 'refused', 'failed')", name=f"{NAME}_status"),
        sa.CheckConstraint("(status = 'refused') = (reason IS NOT NULL)", name=f"{NAME}_reason"),
        sa.CheckConstraint("status <> 'loaded' OR checksum IS NOT NULL", name=f"{NAME}_checksum"),
    )
    # what is left to do, however many tables are loaded
    op.create_index(f"{NAME}_open", NAME, ["updated_at"], postgresql_where=sa.text("status IN ('waiting', 'loading')"))


def downgrade() -> None:
    op.drop_table(NAME)
