"""Variables of a statistical activity, the contact of its officer, and what the columns of tables mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

VARIABEL, CONTACT, COLUMN = "satudata_metadata_variabel", "satudata_metadata_contact", "satudata_metadata_column"
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
    op.create_table(
        COLUMN,
        sa.Column("resource_id", TEXT, primary_key=True),
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False, index=True),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("notes", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("variabel_id", TEXT),
        sa.Column("is_guessed", sa.Boolean, nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(COLUMN)
    op.drop_table(CONTACT)
    op.drop_table(VARIABEL)
