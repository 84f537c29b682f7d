"""An accepted report can be taken back

Why: a report that was accepted by mistake could only be corrected cell by cell, and went on counting as delivered.

Revision: 0016, after 0015
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission_reversal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("differences", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reverted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_submission_reversal_reason_given")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_submission_reversal_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reverted_by_id"], ["user_account.id"], name=op.f("fk_submission_reversal_reverted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_reversal_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_reversal")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_submission_reversal_submission_id")),
    )
    with op.batch_alter_table("submission_reversal") as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_reversal_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_reversal_plan_id"), ["plan_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("submission_reversal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_reversal_plan_id"))
        batch_op.drop_index(batch_op.f("ix_submission_reversal_agency_id"))

    op.drop_table("submission_reversal")
