"""The daily digests of the event log, and its events by time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText


def upgrade() -> None:
    op.create_table(
        f"{T}digest",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False, unique=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("streams", sa.BigInteger, nullable=False),
        sa.Column("moved", sa.BigInteger, nullable=False),
        sa.Column("prev_hash", TEXT),
        sa.Column("hash", TEXT, nullable=False),
    )
    op.create_table(
        f"{T}digest_head",
        sa.Column("stream", TEXT, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("digest", sa.Integer, nullable=False, index=True),
        sa.Column("hash", TEXT, nullable=False),
    )
    op.create_index(f"{T}event_at", f"{T}event", ["at", "id"])
    op.execute(f"""
        CREATE OR REPLACE FUNCTION {T}digest_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('satudata.maintenance', true) = 'on' THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
        END $$""")
    for table in (f"{T}digest", f"{T}digest_head"):
        op.execute(f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} "
                   f"FOR EACH ROW EXECUTE FUNCTION {T}digest_is_final()")
        op.execute(f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
                   f"FOR EACH STATEMENT EXECUTE FUNCTION {T}digest_is_final()")


def downgrade() -> None:
    op.drop_index(f"{T}event_at", f"{T}event")
    op.drop_table(f"{T}digest_head")
    op.drop_table(f"{T}digest")
    op.execute(f"DROP FUNCTION {T}digest_is_final()")
