"""The date of the decree by which somebody holds an office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

TABLE = "satudata_workflow_officer"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("decree_on", sa.Date))


def downgrade() -> None:
    op.drop_column(TABLE, "decree_on")
