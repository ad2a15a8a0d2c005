"""Files that were sent and wait to be taken over, and what BPS's format holds beyond our fields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

IMPORT, INDAH = "satudata_metadata_import", "satudata_metadata_indah"
TEXT, MOMENT = sa.UnicodeText, sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        IMPORT,
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, nullable=False, index=True),
        sa.Column("owner_org", TEXT, nullable=False),
        sa.Column("package_id", TEXT, index=True),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("parcels", JSONB, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("stamps", JSONB, nullable=False),
        sa.Column("results", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, index=True),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.CheckConstraint("status IN ('preview', 'running', 'done')", name=f"{IMPORT}_status"),
    )
    op.create_table(
        INDAH,
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False, index=True),
        sa.Column("envelope", JSONB, nullable=False),
        sa.Column("unknown", JSONB, nullable=False),
        sa.Column("modified_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table(INDAH)
    op.drop_table(IMPORT)
