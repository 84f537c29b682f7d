"""Applications can be known by their number alone

Why: of earlier years the register holds the completed cases; how many applied was published, and 通過率 needs it
(表 30 to 33 of the 107 report).

Revision: 0021, after 0020
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "application_count",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("applications", NUMBER, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("applications >= 0", name=op.f("ck_application_count_applications_not_negative")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_application_count_source_says_something")),
        sa.ForeignKeyConstraint(
            *(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"]),
            name=op.f("fk_application_count_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_count")),
        sa.UniqueConstraint("plan_id", "dimension", "value", name=op.f("uq_application_count_plan_id_dimension_value")),
    )
    for column in ("plan_id", "agency_id"):
        op.create_index(op.f(f"ix_application_count_{column}"), "application_count", [column], unique=False)


def downgrade() -> None:
    op.drop_table("application_count")
