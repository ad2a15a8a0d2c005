"""Decisions of one person who made and checked, where the government allows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

TABLE = "satudata_workflow_decision"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("single_officer", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column(TABLE, "single_officer")
