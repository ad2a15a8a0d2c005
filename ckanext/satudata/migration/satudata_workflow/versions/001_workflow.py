"""Cases, tasks, decisions, officers, documents and the event log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "001"
down_revision = None
branch_labels = ("satudata_workflow",)
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # trusted since PostgreSQL 13: the owner of the database may create it
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _procedures_and_cases()
    _tasks_and_decisions()
    _events()
    _documents()
    _officers()
    op.create_table(f"{T}counter", sa.Column("series", TEXT, primary_key=True), sa.Column("value", sa.Integer, nullable=False))


def _procedures_and_cases() -> None:
    op.create_table(
        f"{T}procedure",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("government", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False, unique=True),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("active_from", TIME, nullable=False),
    )
    op.create_table(
        f"{T}case",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("number", TEXT, unique=True),
        sa.Column("procedure_id", TEXT, sa.ForeignKey(f"{T}procedure.id"), nullable=False),
        sa.Column("government", TEXT, nullable=False),
        sa.Column("segment", TEXT),
        sa.Column("parent_id", TEXT, sa.ForeignKey(f"{T}case.id")),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("org_id", TEXT, index=True),
        sa.Column("org_name", TEXT),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("outcome", TEXT),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("resume", TEXT),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("moved_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("lock_version", sa.Integer, nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=f"{T}case_status"),
        sa.CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name=f"{T}case_outcome"),
    )
    op.create_table(
        f"{T}case_topic",
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), primary_key=True),
        sa.Column("topic_type", TEXT, primary_key=True),
        sa.Column("topic_id", TEXT, primary_key=True),
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
    )
    op.create_index(f"{T}one_open_case", f"{T}case_topic", ["topic_type", "topic_id", "lane"], unique=True,
                    postgresql_where=sa.text("is_open"))
    op.create_index(f"{T}case_topic_topic", f"{T}case_topic", ["topic_type", "topic_id"])


def _tasks_and_decisions() -> None:
    op.create_table(
        f"{T}task",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), nullable=False, index=True),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("offices", ARRAY(TEXT), nullable=False),
        sa.Column("org_id", TEXT),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("assignee", TEXT),
        sa.Column("claimed_by", TEXT),
        sa.Column("claimed_at", TIME),
        sa.Column("finished_by", TEXT, index=True),
        sa.Column("finished_role", TEXT),
        sa.Column("acting_for", TEXT),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("started_at", TIME),
        sa.Column("finished_at", TIME),
        sa.Column("due_at", TIME),
        sa.Column("answer_key", TEXT),
        sa.Column("answered_version", sa.Integer),
        sa.CheckConstraint("status IN ('ready', 'claimed', 'done', 'skipped', 'cancelled')", name=f"{T}task_status"),
    )
    op.create_index(f"{T}task_pool", f"{T}task", ["offices"], postgresql_using="gin",
                    postgresql_where=sa.text("status IN ('ready', 'claimed')"))
    op.create_table(
        f"{T}decision",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("task_id", TEXT, sa.ForeignKey(f"{T}task.id"), nullable=False, index=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), nullable=False, index=True),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("topic_type", TEXT),
        sa.Column("topic_id", TEXT),
        sa.Column("sha256", TEXT),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("event_id", TEXT),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("role", TEXT),
        sa.Column("acting_for", TEXT),
        sa.Column("at", TIME, nullable=False),
        sa.UniqueConstraint("task_id", "topic_type", "topic_id", name=f"{T}decision_once"),
        sa.CheckConstraint("verb IN ('approve', 'return', 'reject', 'choose', 'finish')", name=f"{T}decision_verb"),
    )


def _events() -> None:
    op.create_table(
        f"{T}event",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", TEXT),
        sa.Column("role", TEXT),
        sa.Column("acting_for", TEXT),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("text_hash", TEXT),
        sa.Column("prev_hash", TEXT),
        sa.Column("hash", TEXT, nullable=False),
        sa.UniqueConstraint("stream", "seq", name=f"{T}event_stream_seq"),
        sa.CheckConstraint("audience IN ('public', 'requester', 'parties', 'internal')", name=f"{T}event_audience"),
    )
    op.create_table(
        f"{T}text",
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("salt", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
    )
    op.execute(f"""
        CREATE OR REPLACE FUNCTION {T}event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('satudata.maintenance', true) = 'on' THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            RAISE EXCEPTION 'rows of {T}event are never changed or removed';
        END $$""")
    op.execute(f"CREATE TRIGGER {T}event_final BEFORE UPDATE OR DELETE ON {T}event "
               f"FOR EACH ROW EXECUTE FUNCTION {T}event_is_final()")
    op.execute(f"CREATE TRIGGER {T}event_not_emptied BEFORE TRUNCATE ON {T}event "
               f"FOR EACH STATEMENT EXECUTE FUNCTION {T}event_is_final()")


def _documents() -> None:
    op.create_table(
        f"{T}document",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", TEXT),
        sa.Column("dated_on", sa.Date),
        sa.Column("filename", TEXT, nullable=False),
        sa.Column("mimetype", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", TEXT, nullable=False, index=True),
        sa.Column("supersedes", TEXT, sa.ForeignKey(f"{T}document.id")),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
    )
    op.create_table(
        f"{T}document_case",
        sa.Column("document_id", TEXT, sa.ForeignKey(f"{T}document.id"), primary_key=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id"), primary_key=True, index=True),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("seal", TEXT),
    )


def _officers() -> None:
    op.create_table(
        f"{T}person",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("nip_hash", TEXT, unique=True),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        f"{T}officer",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, sa.ForeignKey(f"{T}person.user_id"), nullable=False, index=True),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("org_id", TEXT),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("acting_as", TEXT),
        sa.Column("acting_for", TEXT),
        sa.Column("decree", TEXT),
        sa.Column("named_by", TEXT, nullable=False),
        sa.Column("named_at", TIME, nullable=False),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=f"{T}officer_dates"),
        sa.CheckConstraint("acting_as IN ('plt', 'plh')", name=f"{T}officer_acting"),
    )
    op.execute(f"""
        ALTER TABLE {T}officer ADD CONSTRAINT {T}officer_no_overlap EXCLUDE USING gist
        (user_id WITH =, role WITH =, (coalesce(org_id, '')) WITH =, (daterange(valid_from, valid_until, '[]')) WITH &&)""")


def downgrade() -> None:
    for table in ("officer", "person", "document_case", "document", "text", "event", "decision", "task", "case_topic", "case",
                  "procedure", "counter"):
        op.drop_table(f"{T}{table}")
    op.execute(f"DROP FUNCTION {T}event_is_final()")
