"""Cases of records that left another case, because they were decided otherwise than the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

TABLE = "satudata_workflow_case"
IS_BRANCH = "satudata_workflow_case_branch"
NUMBERED = "satudata_workflow_case_branches"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("branch", sa.Integer))
    op.create_check_constraint(IS_BRANCH, TABLE, "branch IS NULL OR parent_id IS NOT NULL")
    op.create_index(NUMBERED, TABLE, ["parent_id", "branch"], unique=True, postgresql_where=sa.text("branch IS NOT NULL"))


def downgrade() -> None:
    op.drop_index(NUMBERED, TABLE)
    op.drop_constraint(IS_BRANCH, TABLE)
    op.drop_column(TABLE, "branch")
