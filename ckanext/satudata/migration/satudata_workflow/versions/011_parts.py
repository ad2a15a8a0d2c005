"""Who took part in which case, for desks that stay quick however many cases there were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
TEXT = sa.UnicodeText
TIME = TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        f"{T}part",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("case_id", TEXT, sa.ForeignKey(f"{T}case.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("closed_at", TIME),
    )
    _filled_by_triggers()
    op.execute(f"""
        INSERT INTO {T}part (user_id, case_id, closed_at)
        SELECT opened_by, id, closed_at FROM {T}case
        UNION SELECT task.finished_by, task.case_id, one.closed_at
        FROM {T}task task JOIN {T}case one ON one.id = task.case_id WHERE task.finished_by IS NOT NULL""")
    is_open = sa.text("closed_at IS NULL")
    op.create_index(f"{T}part_case", f"{T}part", ["case_id"])
    op.create_index(f"{T}part_open", f"{T}part", ["user_id"], postgresql_where=is_open)
    op.create_index(f"{T}part_finished", f"{T}part", ["user_id", sa.text("closed_at DESC"), "case_id"],
                    postgresql_where=sa.text("closed_at IS NOT NULL"))
    op.create_index(f"{T}case_open", f"{T}case", ["org_id"], postgresql_where=sa.text("status = 'open'"))


def _filled_by_triggers() -> None:
    """Whatever writes cases and tasks, the table stays in step."""
    op.execute(f"""
        CREATE OR REPLACE FUNCTION {T}part_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO {T}part (user_id, case_id, closed_at) VALUES (NEW.opened_by, NEW.id, NEW.closed_at);
            ELSE
                UPDATE {T}part SET closed_at = NEW.closed_at WHERE case_id = NEW.id;
            END IF;
            RETURN NULL;
        END $$""")
    op.execute(f"CREATE TRIGGER {T}case_parts AFTER INSERT OR UPDATE OF closed_at ON {T}case "
               f"FOR EACH ROW EXECUTE FUNCTION {T}part_of_case()")
    op.execute(f"""
        CREATE OR REPLACE FUNCTION {T}part_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO {T}part (user_id, case_id, closed_at)
            SELECT NEW.finished_by, id, closed_at FROM {T}case WHERE id = NEW.case_id
            ON CONFLICT (user_id, case_id) DO NOTHING;
            RETURN NULL;
        END $$""")
    op.execute(f"CREATE TRIGGER {T}task_parts AFTER INSERT OR UPDATE OF finished_by ON {T}task "
               f"FOR EACH ROW WHEN (NEW.finished_by IS NOT NULL) EXECUTE FUNCTION {T}part_of_task()")


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {T}case_parts ON {T}case")
    op.execute(f"DROP TRIGGER {T}task_parts ON {T}task")
    for function in ("part_of_case", "part_of_task"):
        op.execute(f"DROP FUNCTION {T}{function}()")
    op.drop_index(f"{T}case_open", f"{T}case")
    op.drop_table(f"{T}part")
