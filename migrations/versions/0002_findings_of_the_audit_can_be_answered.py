"""Findings of the audit can be answered

Why: a finding that a person has looked into should stay answered until its figures change.

Revision: 0002, after 0001
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding_key", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("answer <> ''", name=op.f("ck_audit_answer_answer_says_something")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_audit_answer_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_audit_answer_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_answer")),
        sa.UniqueConstraint("plan_id", "finding_key", name=op.f("uq_audit_answer_plan_id_finding_key")),
    )
    with op.batch_alter_table("audit_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_answer_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_answer_plan_id"), ["plan_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_answer_plan_id"))
        batch_op.drop_index(batch_op.f("ix_audit_answer_agency_id"))

    op.drop_table("audit_answer")
