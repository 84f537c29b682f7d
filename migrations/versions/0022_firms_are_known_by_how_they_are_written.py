"""Firms are known by how they are written

Why: one firm stood under several writings and numbers, and nobody noticed. The keys make alike names and addresses
findable; a decision says whether two entries are one firm, and can be undone.

Revision: 0022, after 0021
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERDICT = sa.Enum("SAME", "DIFFERENT", name="firm_verdict", native_enum=False, create_constraint=True, length=32)
IN_FORCE = sa.text("undone_at IS NULL")
INDEXED = ("merged_into_id", "name_back", "name_front", "name_key", "office_key")
REFERS = {
    "lower_id": "firm",
    "higher_id": "firm",
    "kept_id": "firm",
    "decided_by_id": "user_account",
    "undone_by_id": "user_account",
}


def upgrade() -> None:
    op.create_table(
        "firm_decision",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("lower_id", NUMBER, nullable=False),
        sa.Column("higher_id", NUMBER, nullable=False),
        sa.Column("verdict", VERDICT, nullable=False),
        sa.Column("kept_id", NUMBER, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", NUMBER, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", NUMBER, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'SAME') = (kept_id IS NOT NULL)", name=op.f("ck_firm_decision_one_of_the_same_is_kept")
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_firm_decision_undone_by_somebody")
        ),
        sa.CheckConstraint("kept_id IN (lower_id, higher_id)", name=op.f("ck_firm_decision_kept_is_of_the_pair")),
        sa.CheckConstraint("lower_id < higher_id", name=op.f("ck_firm_decision_pair_in_order")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_firm_decision_{column}_{table}"))
            for column, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_decision")),
    )
    op.create_index(op.f("ix_firm_decision_higher_id"), "firm_decision", ["higher_id"], unique=False)
    op.create_index(
        *("uq_firm_decision_in_force", "firm_decision", ["lower_id", "higher_id"]),
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    with op.batch_alter_table("firm", schema=None) as batch_op:
        for column in ("head_office", "head_name", "name_key", "name_front", "name_back", "office_key"):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", NUMBER, nullable=True))
        for column in INDEXED:
            batch_op.create_index(batch_op.f(f"ix_firm_{column}"), [column], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_firm_merged_into_id_firm"), "firm", ["merged_into_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_firm_not_merged_into_itself"), "merged_into_id <> id")


def downgrade() -> None:
    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_firm_not_merged_into_itself"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_firm_merged_into_id_firm"), type_="foreignkey")
        for column in INDEXED:
            batch_op.drop_index(batch_op.f(f"ix_firm_{column}"))
        for column in (*INDEXED, "head_name", "head_office"):
            batch_op.drop_column(column)
    op.drop_table("firm_decision")
