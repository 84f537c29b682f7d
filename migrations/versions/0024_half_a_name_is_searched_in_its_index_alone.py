"""Half a name is searched in its index alone

Why: among half a million firms thousands have half a name in common; to read the row of each took longer than a person
who enters a firm should wait. The index now holds the whole name beside the half.

Revision: 0024, after 0023
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

HALVES = ("name_front", "name_back")


def upgrade() -> None:
    for half in HALVES:
        op.drop_index(op.f(f"ix_firm_{half}"), "firm")
        op.create_index(op.f(f"ix_firm_{half}_name_key"), "firm", [half, "name_key"], unique=False)


def downgrade() -> None:
    for half in HALVES:
        op.drop_index(op.f(f"ix_firm_{half}_name_key"), "firm")
        op.create_index(op.f(f"ix_firm_{half}"), "firm", [half], unique=False)
