"""What waits is counted from indexes alone, and words are cut sooner

Why: the header of every page counts open alerts and reports that wait; with 20,000 plans that was most of a page's
time, for each plan was looked up, and on SQLite all reports were read. PostgreSQL took three minutes and more to index
600,000 texts: its function gave characters as hexadecimals, one by one, and sorted them first.

Revision: 0046, after 0045
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

OPEN = sa.text("resolved_on IS NULL")
WAITS_FOR_REVIEW = sa.text("status IN ('SUBMITTED', 'IN_REVIEW', 'PASSED_FIRST')")
KINDS = ("PLAN", "CHECKPOINT", "INDICATOR", "WORK_ITEM", "CASE", "FIRM", "EVIDENCE", "REPORT_FILE")

AS_THEY_ARE = (
    "CREATE FUNCTION search_grams(said text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE "
    "COST 1000 AS $$ DECLARE letters text[] := string_to_array(said, NULL); BEGIN "
    "RETURN array_to_tsvector(letters || ARRAY(SELECT one || next FROM unnest(letters, letters[2:]) AS pair(one, next) "
    "WHERE next IS NOT NULL)); END $$"
)
AS_HEXADECIMALS = (
    "CREATE FUNCTION search_grams(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
    "COST 1000 AS $$ SELECT array_to_tsvector(array_agg(DISTINCT gram)) FROM ("
    "SELECT unnest(ARRAY[code, code || lead(code) OVER (ORDER BY place)]) AS gram FROM ("
    "SELECT lpad(to_hex(ascii(letter)), 6, '0') AS code, place "
    "FROM string_to_table(said, NULL) WITH ORDINALITY AS cut(letter, place)) AS coded) AS paired "
    "WHERE gram IS NOT NULL $$"
)


def upgrade() -> None:
    op.create_index("ix_alert_open", "alert", ["agency_id", "plan_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_submission_created_by_id_status", "submission", ["created_by_id", "status"])
    op.create_index(
        "ix_submission_waiting",
        "submission",
        ["plan_id", "status", "first_reviewed_by_id"],
        sqlite_where=WAITS_FOR_REVIEW,
        postgresql_where=WAITS_FOR_REVIEW,
    )
    _cut(AS_THEY_ARE)


def downgrade() -> None:
    _cut(AS_HEXADECIMALS)
    op.drop_index("ix_submission_waiting", "submission")
    op.drop_index("ix_submission_created_by_id_status", "submission")
    op.drop_index("ix_alert_open", "alert")


def _cut(function: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for kind in KINDS:
        op.execute(f"DROP INDEX search_gram_{kind.lower()}")
    op.execute("DROP FUNCTION search_grams(text)")
    op.execute(function)
    for kind in KINDS:
        op.execute(
            f"CREATE INDEX search_gram_{kind.lower()} ON search_entry USING gin (search_grams(text)) "
            f"WHERE kind = '{kind}'"
        )
