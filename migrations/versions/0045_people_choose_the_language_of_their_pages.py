"""People choose the language of their pages

Why: a choice of English must follow the person to every browser, and the letters that are written when nobody looks.

Revision: 0045, after 0044
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LANGUAGE = sa.Enum("CHINESE", "ENGLISH", name="language", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "language_choice",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("language", LANGUAGE, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_language_choice_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_language_choice")),
    )


def downgrade() -> None:
    op.drop_table("language_choice")
