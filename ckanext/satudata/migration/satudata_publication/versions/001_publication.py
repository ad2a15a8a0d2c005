"""Records, revisions, pins, the journal of publications and approved sources; what exists already is adopted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckanext.satudata.publication.adoption import adopt_all

revision = "001"
down_revision = None
branch_labels = ("satudata_publication",)
depends_on = None

T = "satudata_publication_"
TEXT = sa.UnicodeText
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _records()
    _files()
    adopt_all(op.get_bind(), approve_sources=True)


def _records() -> None:
    op.create_table(
        f"{T}record",
        sa.Column("package_id", TEXT, primary_key=True),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("basis", TEXT),
        sa.Column("frozen", sa.Boolean, nullable=False),
        sa.Column("seal", TEXT),
        sa.Column("live", TEXT),
        sa.Column("source_id", TEXT),
        sa.Column("adoption", TEXT),
        sa.Column("lock_version", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("visibility IN ('unpublished', 'published', 'withdrawn', 'excluded', 'archived')",
                           name=f"{T}record_visibility"),
        sa.CheckConstraint("basis IN ('case', 'source', 'adopted')", name=f"{T}record_basis"),
        sa.CheckConstraint("visibility <> 'published' OR basis IS NOT NULL", name=f"{T}record_public_has_basis"),
    )
    op.create_table(
        f"{T}revision",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False, index=True),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("case_id", TEXT),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("resources", JSONB, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("base", TEXT),
        sa.Column("makers", ARRAY(TEXT), nullable=False),
        sa.Column("sealed_by", TEXT, nullable=False),
        sa.Column("sealed_at", TIME, nullable=False),
        sa.Column("published_at", TIME),
        sa.Column("replaced_at", TIME),
        sa.UniqueConstraint("package_id", "no", name=f"{T}revision_no"),
    )


def _files() -> None:
    op.create_table(
        f"{T}pin",
        sa.Column("resource_id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False, index=True),
        sa.Column("blob", TEXT, index=True),
        sa.Column("size", sa.BigInteger),
        sa.Column("ds_table", TEXT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        f"{T}merge",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("package_id", TEXT, nullable=False),
        sa.Column("revision_id", TEXT),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("moved_at", TIME, nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'committed', 'indexed', 'settled', 'done')", name=f"{T}merge_state"),
    )
    op.create_index(f"{T}merge_open", f"{T}merge", ["created_at"], postgresql_where=sa.text("state <> 'done'"))
    op.create_table(
        f"{T}source",
        sa.Column("source_id", TEXT, primary_key=True),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("approved_by", TEXT),
        sa.Column("approved_at", TIME, nullable=False),
    )


def downgrade() -> None:
    for table in ("source", "merge", "pin", "revision", "record"):
        op.drop_table(f"{T}{table}")
