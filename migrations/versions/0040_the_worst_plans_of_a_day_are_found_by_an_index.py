"""The worst plans of a day are found by an index

Why: a list of 20,000 plans, worst first and added up, took 100 ms of reading wide rows that the page does not show.
Rows of days before have no urgency (a kept day is not rewritten); a list that meets one sorts by the light itself.

Revision: 0040, after 0039
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


STANDING = ["revision", "inputs", "light", "urgency", "difference_pp", "worst_days", "contracted", "executed", "cases"]
SHELF = ["roc_year", "agency_id", "division", "contractor_id", "budget_line_id", "starts_on", "ends_on"]


def upgrade() -> None:
    op.add_column("plan_snapshot", sa.Column("urgency", sa.BigInteger(), nullable=True))
    op.drop_index("ix_plan_snapshot_on_day", "plan_snapshot")
    op.create_index("ix_plan_snapshot_standing", "plan_snapshot", ["on_day", "plan_id", *STANDING])
    op.create_index("ix_plan_snapshot_urgency", "plan_snapshot", ["on_day", "urgency", "plan_id"])
    op.create_index("ix_submission_event_made_at", "submission_event", ["made_at"])
    op.create_index("ix_plan_shelf", "plan", SHELF)


def downgrade() -> None:
    op.drop_index("ix_plan_shelf", "plan")
    op.drop_index("ix_submission_event_made_at", "submission_event")
    op.drop_index("ix_plan_snapshot_urgency", "plan_snapshot")
    op.drop_index("ix_plan_snapshot_standing", "plan_snapshot")
    op.create_index("ix_plan_snapshot_on_day", "plan_snapshot", ["on_day", "plan_id"])
    op.drop_column("plan_snapshot", "urgency")
