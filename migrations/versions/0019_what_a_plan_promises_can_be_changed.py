"""What a plan promises can be changed

Why: deadlines, targets and budgets were changed by letter, and the system kept judging by the old ones.

Revision: 0019, after 0018
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "change_request",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "APPROVED",
                "RETURNED",
                name="change_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("base_revision", NUMBER, nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("applied", sa.Text(), nullable=True),
        sa.Column("applied_revision", NUMBER, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("created_by_id", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", NUMBER, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_comment", sa.String(), nullable=True),
        sa.Column("approval_letter", sa.String(), nullable=True),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (number IS NOT NULL)", name=op.f("ck_change_request_approved_has_its_number")
        ),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (applied_revision IS NOT NULL)",
            name=op.f("ck_change_request_approved_has_its_revision"),
        ),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (applied IS NOT NULL)", name=op.f("ck_change_request_approved_was_applied")
        ),
        sa.CheckConstraint(
            "(status IN ('APPROVED', 'RETURNED')) = (reviewed_at IS NOT NULL)",
            name=op.f("ck_change_request_reviewed_has_its_moment"),
        ),
        sa.CheckConstraint(
            "(status = 'DRAFT') = (submitted_at IS NULL)", name=op.f("ck_change_request_sent_has_its_moment")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_change_request_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_change_request_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user_account.id"], name=op.f("fk_change_request_reviewed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_change_request_plan_id_number")),
    )
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_request_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_request_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_request_status"), ["status"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_request_status"))
        batch_op.drop_index(batch_op.f("ix_change_request_plan_id"))
        batch_op.drop_index(batch_op.f("ix_change_request_agency_id"))

    op.drop_table("change_request")
