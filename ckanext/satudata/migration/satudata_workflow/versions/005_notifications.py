"""Notifications, mails that wait to be sent, and how often somebody wants them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        f"{T}notification",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), nullable=False),
        sa.Column("task_id", TEXT),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("read_at", TIME),
        sa.UniqueConstraint("event_id", "recipient", name=f"{T}notification_once"),
    )
    is_unread = sa.text("read_at IS NULL")
    op.create_index(f"{T}notification_list", f"{T}notification", ["recipient", "at"])
    op.create_index(f"{T}notification_unread", f"{T}notification", ["recipient"], postgresql_where=is_unread)
    op.create_index(f"{T}notification_case", f"{T}notification", ["case_id"], postgresql_where=is_unread)
    op.create_index(f"{T}notification_age", f"{T}notification", ["at"])
    _outbox()
    op.create_table(
        f"{T}mail_setting",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("frequency", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.CheckConstraint("frequency IN ('at_once', 'digest', 'none')", name=f"{T}mail_setting_frequency"),
        sa.CheckConstraint("language IN ('id', 'en')", name=f"{T}mail_setting_language"),
    )


def _outbox() -> None:
    op.create_table(
        f"{T}outbox",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("is_digest", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("mail_id", TEXT, index=True),
        sa.Column("why", TEXT),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.UniqueConstraint("event_id", "recipient", "channel", name=f"{T}outbox_once"),
        sa.CheckConstraint("channel IN ('mail')", name=f"{T}outbox_channel"),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'dropped', 'failed')", name=f"{T}outbox_status"),
    )
    op.create_index(f"{T}outbox_due", f"{T}outbox", ["due_at"], postgresql_where=sa.text("status = 'waiting'"))
    op.create_index(f"{T}outbox_failed", f"{T}outbox", ["done_at"], postgresql_where=sa.text("status = 'failed'"))
    op.create_index(f"{T}outbox_age", f"{T}outbox", ["created_at"])


def downgrade() -> None:
    for table in ("notification", "outbox", "mail_setting"):
        op.drop_table(f"{T}{table}")
