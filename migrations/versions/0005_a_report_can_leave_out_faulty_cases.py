"""A report can leave out faulty cases

Why: one wrong tax number among hundreds of cases held up all of them; the faulty rows stay named until settled.

Revision: 0005, after 0004
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_how", sa.String(), nullable=True),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_held_row_settled_by_somebody")
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name=op.f("ck_held_row_settled_somehow")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_held_row_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user_account.id"], name=op.f("fk_held_row_settled_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_held_row_submission_id_submission"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_row")),
    )
    with op.batch_alter_table("held_row") as batch_op:
        batch_op.create_index(batch_op.f("ix_held_row_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_row_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_row_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("held_row") as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_row_submission_id"))
        batch_op.drop_index(batch_op.f("ix_held_row_plan_id"))
        batch_op.drop_index(batch_op.f("ix_held_row_agency_id"))

    op.drop_table("held_row")
