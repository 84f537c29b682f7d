"""What people use is counted

Why: several web processes must agree on how often one person has uploaded or exported in a while.

Revision: 0015, after 0014
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    kind = sa.Enum("UPLOAD", "EXPORT", name="use_kind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "rate_use",
        sa.Column("id", whole_number, nullable=False),
        sa.Column("user_id", whole_number, nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("spent_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_rate_use_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_use")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_rate_use_user_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("rate_use")
