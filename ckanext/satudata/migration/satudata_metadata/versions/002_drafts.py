"""What people typed and did not save yet, and what the portal guessed from their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

AUTOSAVE, GUESS = "satudata_metadata_autosave", "satudata_metadata_guess"
TEXT = sa.UnicodeText


def upgrade() -> None:
    op.create_table(
        AUTOSAVE,
        sa.Column("package_id", TEXT, primary_key=True),
        sa.Column("section", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("typed", JSONB, nullable=False),
        sa.Column("stamp", TEXT, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        GUESS,
        sa.Column("package_id", TEXT, primary_key=True),
        sa.Column("field", TEXT, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("guessed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(GUESS)
    op.drop_table(AUTOSAVE)
