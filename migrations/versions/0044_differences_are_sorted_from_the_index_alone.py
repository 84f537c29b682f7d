"""Differences are sorted from the index alone

Why: the page of differences sorts the numbers of rows. Without them in the index PostgreSQL read the rows themselves,
or all of the table.

Revision: 0044, after 0043
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OF_INDICATORS = ["plan_id", "target", "actual", "target_qualifier", "direction", "position"]
OF_CHECKPOINTS = ["plan_id", "due_on", "target", "actual", "target_qualifier", "position"]
COUNTED = sa.text("unit IS NOT NULL AND disposition IS NULL")


def upgrade() -> None:
    _index([*OF_INDICATORS, "id"], [*OF_CHECKPOINTS, "id"])


def downgrade() -> None:
    _index(OF_INDICATORS, OF_CHECKPOINTS)


def _index(of_indicators: list[str], of_checkpoints: list[str]) -> None:
    op.drop_index("ix_indicator_variance", table_name="indicator")
    op.create_index("ix_indicator_variance", "indicator", of_indicators)
    op.drop_index("ix_checkpoint_variance", table_name="checkpoint")
    op.create_index(
        "ix_checkpoint_variance", "checkpoint", of_checkpoints, sqlite_where=COUNTED, postgresql_where=COUNTED
    )
