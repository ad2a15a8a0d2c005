"""Documents that can be verified, become void and are signed in order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

T = "satudata_workflow_"
DOCUMENT = f"{T}document"
TEXT = sa.UnicodeText
TIME = sa.DateTime(timezone=True)
ADDED = ("code", "series", "template", "role", "org_name", "voided_at", "voided_by")


def upgrade() -> None:
    for name in ("code", "series", "template", "role", "org_name", "voided_by"):
        op.add_column(DOCUMENT, sa.Column(name, TEXT))
    op.add_column(DOCUMENT, sa.Column("voided_at", TIME))
    # 122 random bits; documents that are made from now on get theirs from the portal
    op.execute(f"UPDATE {DOCUMENT} SET code = replace(gen_random_uuid()::text, '-', '')")
    op.alter_column(DOCUMENT, "code", nullable=False)
    op.create_index(f"{DOCUMENT}_code", DOCUMENT, ["code"], unique=True)
    op.create_index(f"{DOCUMENT}_number", DOCUMENT, ["series", "number"], unique=True,
                    postgresql_where=sa.text("series IS NOT NULL"))
    op.create_index(f"{DOCUMENT}_supersedes", DOCUMENT, ["supersedes"])
    op.create_table(
        f"{T}signature",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("document_id", TEXT, sa.ForeignKey(f"{DOCUMENT}.id"), nullable=False, index=True),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("org_name", TEXT),
        sa.Column("signed_by", TEXT, nullable=False),
        sa.Column("acting_as", TEXT),
        sa.Column("acting_for", TEXT),
        sa.Column("signed_at", TIME, nullable=False),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("before_sha256", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False, index=True),
        sa.Column("filename", TEXT, nullable=False),
        sa.Column("mimetype", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("document_id", "step", "position", "signed_by", name=f"{T}signature_once"),
        sa.CheckConstraint("kind IN ('paraf', 'signature')", name=f"{T}signature_kind"),
    )


def downgrade() -> None:
    op.drop_table(f"{T}signature")
    for name in ADDED:
        op.drop_column(DOCUMENT, name)
    op.drop_index(f"{DOCUMENT}_supersedes", DOCUMENT)
