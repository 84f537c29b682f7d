"""Each night keeps how every plan stands

Why: lists and trends read what was kept instead of computing every plan anew, two weeks can be held beside each other,
and the figures of a closed period stay as they were declared, whatever the plan says later.

Revision: 0037, after 0036
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plan_snapshot",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_afterwards", sa.Boolean(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("document_sha256", sa.String(), nullable=False),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("light_word", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("planned_pct", sa.BigInteger(), nullable=True),
        sa.Column("actual_pct", sa.BigInteger(), nullable=True),
        sa.Column("difference_pp", sa.BigInteger(), nullable=True),
        sa.Column("checkpoints_total", NUMBER, nullable=False),
        sa.Column("checkpoints_done", NUMBER, nullable=False),
        sa.Column("checkpoints_overdue", NUMBER, nullable=False),
        sa.Column("checkpoints_due_soon", NUMBER, nullable=False),
        sa.Column("next_due_key", sa.String(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("alerts_notice", NUMBER, nullable=False),
        sa.Column("alerts_behind", NUMBER, nullable=False),
        sa.Column("alerts_severe", NUMBER, nullable=False),
        sa.Column("worst_kind", sa.String(), nullable=True),
        sa.Column("worst_key", sa.String(), nullable=True),
        sa.Column("worst_state", sa.String(), nullable=True),
        sa.Column("worst_days", NUMBER, nullable=True),
        sa.Column("worst_rule", sa.Text(), nullable=True),
        sa.Column("acts", sa.String(), nullable=True),
        sa.Column("contracted", NUMBER, nullable=False),
        sa.Column("executed", NUMBER, nullable=True),
        sa.Column("cases", NUMBER, nullable=False),
        sa.Column("output_sum", NUMBER, nullable=True),
        sa.Column("saving_sum", NUMBER, nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("figures_sha256", sa.String(), nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_plan_snapshot_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_snapshot")),
        sa.UniqueConstraint("plan_id", "on_day", name=op.f("uq_plan_snapshot_plan_id_on_day")),
    )
    op.create_index(op.f("ix_plan_snapshot_agency_id"), "plan_snapshot", ["agency_id"])
    op.create_index(op.f("ix_plan_snapshot_on_day"), "plan_snapshot", ["on_day", "plan_id"])
    op.create_index(op.f("ix_plan_snapshot_plan_id"), "plan_snapshot", ["plan_id"])

    op.create_table(
        "period_closing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("period_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "is_closed = (figures IS NOT NULL) AND is_closed = (sha256 IS NOT NULL)",
            name=op.f("ck_period_closing_closing_has_its_figures"),
        ),
        sa.CheckConstraint(
            "is_closed OR length(trim(reason)) > 0", name=op.f("ck_period_closing_opening_gives_its_reason")
        ),
        sa.CheckConstraint(
            "number = 1 OR length(trim(reason)) > 0", name=op.f("ck_period_closing_closing_again_gives_its_reason")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_period_closing_number_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_period_closing_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_period_closing_period_id_reporting_period")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_period_closing_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_closing")),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_period_closing_period_id_number")),
    )
    op.create_index(op.f("ix_period_closing_agency_id"), "period_closing", ["agency_id"])
    op.create_index(op.f("ix_period_closing_period_id"), "period_closing", ["period_id"])
    op.create_index(op.f("ix_period_closing_plan_id"), "period_closing", ["plan_id"])

    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    """A day is over when a later one is kept; the line of a closing is never changed."""
    later = "SELECT 1 FROM plan_snapshot WHERE plan_id = {0}.plan_id AND on_day > {0}.on_day"
    abort = "SELECT RAISE(ABORT, 'plan_snapshot: this day is over')"
    op.execute(
        "CREATE TRIGGER plan_snapshot_in_order BEFORE INSERT ON plan_snapshot "
        f"WHEN EXISTS ({later.format('NEW')}) BEGIN {abort}; END"
    )
    op.execute(
        "CREATE TRIGGER plan_snapshot_kept BEFORE UPDATE ON plan_snapshot "
        f"WHEN NEW.plan_id <> OLD.plan_id OR NEW.on_day <> OLD.on_day OR EXISTS ({later.format('OLD')}) "
        f"BEGIN {abort}; END"
    )
    op.execute(f"CREATE TRIGGER plan_snapshot_no_delete BEFORE DELETE ON plan_snapshot BEGIN {abort}; END")
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER period_closing_no_{deed.lower()} BEFORE {deed} ON period_closing "
            "BEGIN SELECT RAISE(ABORT, 'period_closing is append-only'); END"
        )


def _refuse_on_postgresql() -> None:
    """The same."""
    op.execute(
        "CREATE FUNCTION plan_snapshot_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION 'plan_snapshot: this day is over'; END IF; "
        "IF TG_OP = 'UPDATE' AND (NEW.plan_id <> OLD.plan_id OR NEW.on_day <> OLD.on_day) "
        "THEN RAISE EXCEPTION 'plan_snapshot: this day is over'; END IF; "
        "IF EXISTS (SELECT 1 FROM plan_snapshot WHERE plan_id = NEW.plan_id AND on_day > NEW.on_day) "
        "THEN RAISE EXCEPTION 'plan_snapshot: this day is over'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER plan_snapshot_is_kept BEFORE INSERT OR UPDATE OR DELETE ON plan_snapshot "
        "FOR EACH ROW EXECUTE FUNCTION plan_snapshot_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER plan_snapshot_is_not_emptied BEFORE TRUNCATE ON plan_snapshot "
        "FOR EACH STATEMENT EXECUTE FUNCTION plan_snapshot_is_kept()"
    )
    op.execute(
        "CREATE FUNCTION period_closing_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'period_closing is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER period_closing_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON period_closing "
        "FOR EACH STATEMENT EXECUTE FUNCTION period_closing_is_append_only()"
    )


def downgrade() -> None:
    op.drop_table("period_closing")
    op.drop_table("plan_snapshot")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION period_closing_is_append_only()")
        op.execute("DROP FUNCTION plan_snapshot_is_kept()")
