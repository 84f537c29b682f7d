"""People are told what is new to them

Why: the home page tells what changed since a person looked last, so when they looked must be known (decision 0027).
That a light turned is kept with the day on which it did, and what waits for somebody is found by an index: comparing
two days of 20,000 plans takes 0.8 s, and looking through all alerts 0.15 s.

Revision: 0043, after 0042
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "last_look",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_last_look_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_last_look")),
    )
    # Days that are over stay without it: nobody is told today of what turned before there was a home page.
    op.add_column("plan_snapshot", sa.Column("light_before", sa.String(), nullable=True))
    turned, asked = sa.text("light_before IS NOT NULL"), sa.text("answer_due_on IS NOT NULL")
    op.create_index(
        "ix_plan_snapshot_turned", "plan_snapshot", ["on_day"], sqlite_where=turned, postgresql_where=turned
    )
    op.create_index(
        "ix_alert_asked", "alert", ["addressed", "answer_due_on"], sqlite_where=asked, postgresql_where=asked
    )
    op.create_index(op.f("ix_alert_explanation_made_at"), "alert_explanation", ["made_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_alert_explanation_made_at"), table_name="alert_explanation")
    op.drop_index("ix_alert_asked", table_name="alert")
    op.drop_index("ix_plan_snapshot_turned", table_name="plan_snapshot")
    op.drop_column("plan_snapshot", "light_before")
    op.drop_table("last_look")
