"""Rows of a plan can have evidence

Why: reviewers asked for the papers behind a figure by mail, and an audit a year later could not find them again.

Revision: 0008, after 0007
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PDF",
                "DOCX",
                "DOC",
                "XLSX",
                "XLS",
                "ODT",
                "ODS",
                "ODP",
                "JPEG",
                "PNG",
                name="evidence_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "scan_result",
            sa.Enum("CLEAN", "NOT_SCANNED", name="scan_result", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(scan_result = 'NOT_SCANNED') = (scanned_at IS NULL)", name=op.f("ck_evidence_file_scanned_at_its_moment")
        ),
        sa.CheckConstraint("section IN ('checkpoints', 'cases')", name=op.f("ck_evidence_file_section_has_evidence")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_evidence_file_withdrawn_by_somebody")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_evidence_file_withdrawn_for_a_reason")
        ),
        sa.CheckConstraint("length(file_sha256) = 64", name=op.f("ck_evidence_file_hash_is_sha256")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_evidence_file_not_empty")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_evidence_file_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_evidence_file_uploaded_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user_account.id"], name=op.f("fk_evidence_file_withdrawn_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    with op.batch_alter_table("evidence_file") as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_file_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_file_file_sha256"), ["file_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_file_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            "uq_evidence_file_standing",
            ["plan_id", "section", "key", "file_sha256"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence_file") as batch_op:
        batch_op.drop_index(
            "uq_evidence_file_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_evidence_file_plan_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_file_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_evidence_file_agency_id"))

    op.drop_table("evidence_file")
