"""Rules can be tried out and waived

Why: how strictly a rule is taken is an agency's business, and whoever relaxes it says why.

Revision: 0004, after 0003
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_setting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("IN_FORCE", "TRIAL", name="rule_mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rule_setting_reason_says_something")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rule_setting_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_rule_setting_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_setting")),
    )
    with op.batch_alter_table("rule_setting") as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_setting_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "rule_waiver",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rule_waiver_reason_says_something")),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user_account.id"], name=op.f("fk_rule_waiver_granted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_rule_waiver_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_rule_waiver_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_waiver")),
    )
    with op.batch_alter_table("rule_waiver") as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_waiver_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_waiver_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_waiver_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rule_waiver") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_waiver_submission_id"))
        batch_op.drop_index(batch_op.f("ix_rule_waiver_plan_id"))
        batch_op.drop_index(batch_op.f("ix_rule_waiver_agency_id"))

    op.drop_table("rule_waiver")
    with op.batch_alter_table("rule_setting") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_setting_agency_id"))

    op.drop_table("rule_setting")
