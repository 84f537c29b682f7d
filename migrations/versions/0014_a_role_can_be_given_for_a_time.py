"""A role can be given for a time

Why: an officer on leave has a stand-in (代理人) from one day to another, and nobody should have to remember to take
the role away again. Whose role it is, and why it was given, stands beside it. The same role can be given for another
time later, so the first day belongs to what is unique.

Revision: 0014, after 0013
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHERE = ["user_id", "role", "agency_id", "plan_id"]
ONCE, ONCE_A_TIME = (f"uq_role_grant_{'_'.join(columns)}" for columns in (WHERE, [*WHERE, "starts_on"]))


def upgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("delegated_by_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_delegated_by_id_user_account"), "user_account", ["delegated_by_id"], ["id"]
        )
        batch_op.create_check_constraint("starts_before_it_ends", "starts_on <= ends_on")
        batch_op.create_check_constraint(
            "stand_in_for_a_time", "delegated_by_id IS NULL OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)"
        )
        batch_op.drop_constraint(ONCE, type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(ONCE_A_TIME), [*WHERE, "starts_on"], postgresql_nulls_not_distinct=True
        )
        batch_op.create_index(batch_op.f("ix_role_grant_delegated_by_id"), ["delegated_by_id"], unique=False)


def downgrade() -> None:
    # Who has a role only for a time would have it for good afterwards.
    op.execute(sa.text("DELETE FROM role_grant WHERE starts_on IS NOT NULL OR ends_on IS NOT NULL"))
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_delegated_by_id"))
        batch_op.drop_constraint(batch_op.f(ONCE_A_TIME), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(ONCE), WHERE, postgresql_nulls_not_distinct=True)
        batch_op.drop_constraint(batch_op.f("ck_role_grant_stand_in_for_a_time"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_role_grant_starts_before_it_ends"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_delegated_by_id_user_account"), type_="foreignkey")
        batch_op.drop_column("reason")
        batch_op.drop_column("delegated_by_id")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("starts_on")
