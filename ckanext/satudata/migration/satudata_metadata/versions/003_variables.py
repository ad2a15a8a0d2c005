"""Variables of a statistical activity, and the contact of its officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

VARIABEL, CONTACT = "satudata_metadata_variabel", "satudata_metadata_contact"
TEXT = sa.UnicodeText


def upgrade() -> None:
    op.create_table(
        VARIABEL,
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("nama", TEXT, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(f"{VARIABEL}_order", VARIABEL, ["package_id", "position"])
    op.create_table(
        CONTACT,
        sa.Column("package_id", TEXT, primary_key=True),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(CONTACT)
    op.drop_table(VARIABEL)
