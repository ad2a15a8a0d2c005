"""Pauses and extensions of clocks, the government's own days, and the index by which what is due is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        f"{T}pause",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), nullable=False, index=True),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME),
        sa.Column("whose", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.CheckConstraint("whose IN ('requester', 'producer', 'outside')", name=f"{T}pause_whose"),
        sa.CheckConstraint("until IS NULL OR until >= since", name=f"{T}pause_order"),
    )
    op.create_index(f"{T}one_open_pause", f"{T}pause", ["case_id"], unique=True, postgresql_where=sa.text("until IS NULL"))
    op.create_table(
        f"{T}extension",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), nullable=False, index=True),
        sa.Column("task_id", TEXT, sa.ForeignKey(f"{T}task.id")),
        sa.Column("value", sa.Numeric(8, 2), nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.CheckConstraint("unit IN ('hours', 'working_days', 'days')", name=f"{T}extension_unit"),
    )
    op.create_table(
        f"{T}holiday",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("government", TEXT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("hours", JSONB, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.UniqueConstraint("government", "day", name=f"{T}holiday_once"),
        sa.CheckConstraint("kind IN ('cuti_bersama', 'local')", name=f"{T}holiday_kind"),
    )
    waiting = sa.text("status IN ('ready', 'claimed') AND due_at IS NOT NULL")
    op.create_index(f"{T}task_due", f"{T}task", ["due_at"], postgresql_where=waiting)


def downgrade() -> None:
    op.drop_index(f"{T}task_due", f"{T}task")
    for table in ("holiday", "extension", "pause"):
        op.drop_table(f"{T}{table}")
