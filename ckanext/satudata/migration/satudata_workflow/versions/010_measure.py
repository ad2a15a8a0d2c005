"""How long cases took and whether they kept their times, for the public figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
TIME = TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        f"{T}measure",
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("government", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("org_id", TEXT),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("limit_at", TIME),
        sa.Column("closed_at", TIME),
        sa.Column("month", sa.Date),
        sa.Column("is_decided", sa.Boolean, nullable=False),
        sa.Column("is_late", sa.Boolean),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("steps_late", sa.Integer, nullable=False),
        sa.CheckConstraint("(month IS NULL) = (closed_at IS NULL)", name=f"{T}measure_month"),
    )
    op.create_index(f"{T}measure_months", f"{T}measure", ["government", "month"])
    op.create_index(f"{T}measure_open", f"{T}measure", ["government", "limit_at"],
                    postgresql_where=sa.text("closed_at IS NULL"))


def downgrade() -> None:
    op.drop_table(f"{T}measure")
