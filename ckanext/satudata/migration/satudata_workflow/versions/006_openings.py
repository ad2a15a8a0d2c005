"""Parts of SOPs that open by themselves: once for each period, or case that they follow, and OPD."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
KEY = ("government", "procedure", "segment", "org_id", "occasion")


def upgrade() -> None:
    op.create_table(
        f"{T}opening",
        *(sa.Column(name, TEXT, primary_key=True) for name in KEY),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id")),
    )


def downgrade() -> None:
    op.drop_table(f"{T}opening")
