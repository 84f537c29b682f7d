"""What was done about a resolution is kept

Why: the office records its answers to resolutions of the 立法院; nothing that was recorded is rewritten. The answers
that came with the published resolutions begin their history.

Revision: 0047, after 0046
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANSWERS = ("COMPLIED", "EXPLAINED", "REPORTED", "FILED", "RELEASED")


def upgrade() -> None:
    op.create_table(
        "resolution_reply",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("resolution_id", NUMBER, nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("letter_no", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", NUMBER, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(f"answer IN {ANSWERS}", name=op.f("ck_resolution_reply_resolution_answer")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_resolution_reply_text_says_something")),
        sa.CheckConstraint(
            "answer IS NOT NULL OR (answered_on IS NULL AND letter_no IS NULL)",
            name=op.f("ck_resolution_reply_letter_of_an_answer"),
        ),
        sa.CheckConstraint("answer IS NOT NULL OR text IS NOT NULL", name=op.f("ck_resolution_reply_says_something")),
        sa.CheckConstraint(
            "(made_by_id IS NULL) = (made_at IS NULL) AND (made_by_id IS NULL) = (text IS NULL)",
            name=op.f("ck_resolution_reply_recorded_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_resolution_reply_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_resolution_reply_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_resolution_reply_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_reply")),
    )
    op.create_index(op.f("ix_resolution_reply_agency_id"), "resolution_reply", ["agency_id"])
    op.create_index(op.f("ix_resolution_reply_resolution_id"), "resolution_reply", ["resolution_id"])
    op.execute(
        "INSERT INTO resolution_reply (resolution_id, agency_id, answer, letter_no, answered_on) "
        "SELECT id, agency_id, answer, letter_no, answered_on FROM resolution WHERE answer IS NOT NULL ORDER BY id"
    )
    _protect()


def downgrade() -> None:
    op.drop_table("resolution_reply")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION resolution_reply_append_only()")


def _protect() -> None:
    refusal = "resolution_reply is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER resolution_reply_no_{deed.lower()} BEFORE {deed} ON resolution_reply "
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION resolution_reply_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER resolution_reply_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON resolution_reply "
        "FOR EACH STATEMENT EXECUTE FUNCTION resolution_reply_append_only()"
    )
