"""People say why figures differ

Why: 差異分析 was a draft that only the report's author could repeat elsewhere. What a person writes over it is kept
with the figures that it speaks of, by whom and when; the triggers refuse to alter what was written. The page over all
plans counts and sorts targets beside actuals, and finds what it needs for that in two indexes.

Revision: 0039, after 0038
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CAUSES = (
    *("TENDER", "PLAN_CHANGE", "REVIEW", "STAFF", "FIRM", "FUNDING", "OTHER_AGENCY", "LAW", "FORCE_MAJEURE"),
    *("DATA", "OTHER"),
)
RESPONSIBILITIES = ("AGENCY", "CONTRACTOR", "FIRM", "THIRD_PARTY", "NOBODY")
WRITTEN = (
    *("section", "row_key", "sentence", "draft", "cause", "reason", "remedy", "catch_up_on", "responsibility"),
    *("target", "actual", "made_by_id", "made_at"),
)


def upgrade() -> None:
    op.create_table(
        "variance_note",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("catch_up_on", sa.Date(), nullable=True),
        sa.Column("responsibility", sa.String(length=32), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("made_by_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by_id", NUMBER, nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "section IN ('indicators', 'checkpoints', 'finance_lines', 'staffing')",
            name=op.f("ck_variance_note_section_known"),
        ),
        sa.CheckConstraint("sentence <> ''", name=op.f("ck_variance_note_sentence_says_something")),
        sa.CheckConstraint(
            "(adopted_at IS NULL) = (adopted_by_id IS NULL)", name=op.f("ck_variance_note_adopted_by_somebody")
        ),
        sa.CheckConstraint(f"cause IN {CAUSES}", name=op.f("ck_variance_note_delay_cause")),
        sa.CheckConstraint(f"responsibility IN {RESPONSIBILITIES}", name=op.f("ck_variance_note_responsibility")),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["user_account.id"], name=op.f("fk_variance_note_adopted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_variance_note_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_variance_note_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variance_note")),
    )
    with op.batch_alter_table("variance_note") as table:
        table.create_index(op.f("ix_variance_note_agency_id"), ["agency_id"])
        table.create_index(op.f("ix_variance_note_plan_id"), ["plan_id"])
        table.create_index(op.f("ix_variance_note_plan_id_section_row_key"), ["plan_id", "section", "row_key"])
    _keep_what_was_written()
    op.create_index(
        "ix_indicator_variance",
        "indicator",
        ["plan_id", "target", "actual", "target_qualifier", "direction", "position"],
    )
    op.create_index(
        "ix_checkpoint_variance",
        "checkpoint",
        ["plan_id", "due_on", "target", "actual", "target_qualifier", "position"],
        sqlite_where=sa.text("unit IS NOT NULL AND disposition IS NULL"),
        postgresql_where=sa.text("unit IS NOT NULL AND disposition IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_checkpoint_variance", table_name="checkpoint")
    op.drop_index("ix_indicator_variance", table_name="indicator")
    op.drop_table("variance_note")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION variance_note_kept()")


def _keep_what_was_written() -> None:
    watched, refusal = ", ".join(WRITTEN), "what was written of a variance is never altered"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER variance_note_kept BEFORE UPDATE OF {watched} ON variance_note "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION variance_note_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER variance_note_kept BEFORE UPDATE OF {watched} ON variance_note "
        "FOR EACH ROW EXECUTE FUNCTION variance_note_kept()"
    )
