"""What was typed of a day hides no calendar

Why: a typhoon day that is taken back must uncover what the uploaded calendar says of the day, so both have a row.

Revision: 0034, after 0033
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEXES = (
    ("uq_calendar_day_nationwide", ["day"], sa.text("agency_id IS NULL")),
    ("uq_calendar_day_agency", ["agency_id", "day"], sa.text("agency_id IS NOT NULL")),
)


def upgrade() -> None:
    _indexes("source")


def downgrade() -> None:
    # What was typed counts now, so it is what stays.
    op.execute(
        "DELETE FROM calendar_day WHERE source = 'UPLOADED' AND EXISTS (SELECT 1 FROM calendar_day AS typed"
        " WHERE typed.day = calendar_day.day AND typed.source = 'TYPED'"
        " AND coalesce(typed.agency_id, 0) = coalesce(calendar_day.agency_id, 0))"
    )
    _indexes()


def _indexes(*more: str) -> None:
    for name, columns, where in INDEXES:
        op.drop_index(name, "calendar_day")
        op.create_index(
            name, "calendar_day", [*columns, *more], unique=True, sqlite_where=where, postgresql_where=where
        )
