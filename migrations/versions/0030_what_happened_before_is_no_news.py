"""What happened before is no news

Why: an installation with years of reports would greet everybody with hundreds of notices of what was settled long ago.

Revision: 0030, after 0029
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SOURCES = {
    "submission_event": "SELECT id FROM submission_event",
    "submission_reversal": "SELECT id FROM submission_reversal",
    "change_request_sent": "SELECT id FROM change_request WHERE submitted_at IS NOT NULL",
    "change_request_decided": "SELECT id FROM change_request WHERE reviewed_at IS NOT NULL",
    "account_event": "SELECT id FROM account_event WHERE kind IN ('DELEGATED', 'DELEGATION_ENDED')",
}


def upgrade() -> None:
    for source, rows in SOURCES.items():
        op.execute(f"INSERT INTO told_source (source, row_id) SELECT '{source}', id FROM ({rows}) AS known")  # noqa: S608


def downgrade() -> None:
    op.execute("DELETE FROM told_source")
