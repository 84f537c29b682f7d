"""What became of trainees is followed up

Why: 追蹤數位人培效益; a follow-up that is due and missing has to be found like any other thing that slips.

Revision: 0026, after 0025
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=True),
        sa.Column("tax_id", sa.String(), nullable=True),
        sa.Column("trainee_name", sa.String(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("trainees", NUMBER, nullable=False),
        sa.Column("answered", NUMBER, nullable=True),
        sa.Column("raised", NUMBER, nullable=True),
        sa.Column("promoted", NUMBER, nullable=True),
        sa.Column("employed", NUMBER, nullable=True),
        sa.Column("retained", NUMBER, nullable=True),
        sa.Column("raise_sum", NUMBER, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("changed_by_id", NUMBER, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("trainees >= 1", name=op.f("ck_follow_up_somebody_was_trained")),
        sa.CheckConstraint("firm_name IS NOT NULL OR trainee_name IS NOT NULL", name=op.f("ck_follow_up_of_somebody")),
        sa.CheckConstraint("trainee_name IS NULL OR trainees = 1", name=op.f("ck_follow_up_a_trainee_is_one")),
        sa.CheckConstraint("(done_on IS NULL) = (answered IS NULL)", name=op.f("ck_follow_up_answered_when_done")),
        sa.CheckConstraint("answered BETWEEN 0 AND trainees", name=op.f("ck_follow_up_answered_by_trainees")),
        *(
            sa.CheckConstraint(
                f"{field} IS NULL OR (answered IS NOT NULL AND {field} BETWEEN 0 AND answered)",
                name=op.f(f"ck_follow_up_{field}_of_answered"),
            )
            for field in ("raised", "promoted", "employed", "retained")
        ),
        sa.CheckConstraint("raise_sum >= 0", name=op.f("ck_follow_up_raise_not_negative")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_follow_up_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user_account.id"], name=op.f("fk_follow_up_changed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_follow_up_plan_id_key")),
    )
    op.create_index(op.f("ix_follow_up_plan_id"), "follow_up", ["plan_id"])
    op.create_index(op.f("ix_follow_up_agency_id"), "follow_up", ["agency_id"])


def downgrade() -> None:
    op.drop_table("follow_up")
