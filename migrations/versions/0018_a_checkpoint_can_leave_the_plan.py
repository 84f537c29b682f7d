"""A checkpoint can leave the plan

Why: what a change withdrew, stopped or merged into another case counted as late for ever. The row stays, with the
decision, its day and its reason.

Revision: 0018, after 0017
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "disposition",
                sa.Enum(
                    "WITHDRAWN",
                    "STOPPED",
                    "MERGED",
                    name="disposition",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("disposition_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("disposition_reason", sa.String(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_checkpoint_disposition_has_its_day"), "(disposition IS NULL) = (disposition_on IS NULL)"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_checkpoint_disposition_has_its_reason"),
            "(disposition IS NULL) = (disposition_reason IS NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_checkpoint_disposition_has_its_reason"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_checkpoint_disposition_has_its_day"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_checkpoint_disposition"), type_="check")
        batch_op.drop_column("disposition_reason")
        batch_op.drop_column("disposition_on")
        batch_op.drop_column("disposition")
