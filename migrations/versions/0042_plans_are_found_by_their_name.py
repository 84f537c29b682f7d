"""Plans are found by their name

Why: the page of a plan names the plans of the same name, one a year, and must not look through all others for them.

Revision: 0042, after 0041
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_plan_agency_id_name"), "plan", ["agency_id", "name"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_agency_id_name"), table_name="plan")
