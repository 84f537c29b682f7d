"""What is typed into a grid is kept while it is typed

Why: a browser that is closed, or a session that ends, must not cost an afternoon of typing.

Revision: 0041, after 0040
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "grid_draft",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("changed", NUMBER, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("changed >= 0", name=op.f("ck_grid_draft_changed_is_a_count")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_grid_draft_number_from_one")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_grid_draft_plan_id_plan"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_grid_draft_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_draft")),
        sa.UniqueConstraint("user_id", "place", name=op.f("uq_grid_draft_user_id_place")),
    )
    op.create_index(op.f("ix_grid_draft_plan_id"), "grid_draft", ["plan_id"])


def downgrade() -> None:
    op.drop_table("grid_draft")
