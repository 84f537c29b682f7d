"""Reports are reviewed in steps

Why: a report is taken by a reviewer, commented cell by cell, perhaps seen by a second one, and locked when accepted;
each step stays on record. The triggers refuse every change of an accepted report but its re-opening. A later migration
that copies the table (batch mode on SQLite) loses them and must make them again: use the statements below. Going back
takes a report that is being reviewed as one that waits, and one that was re-opened as accepted.

Revision: 0017, after 0016
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OLD_STATUSES = ("REJECTED", "DRAFT", "SUBMITTED", "RETURNED", "APPROVED")
STATUSES = ("REJECTED", "DRAFT", "SUBMITTED", "IN_REVIEW", "PASSED_FIRST", "RETURNED", "APPROVED", "REOPENED")
ACTIONS = (
    *("KEEP", "REFUSE", "CLEAR", "GIVE_BACK", "SEND", "RECALL", "TAKE", "TAKE_OVER", "AGREE", "SEND_BACK"),
    *("APPROVE", "REOPEN"),
)
OLD_CHECKS = {
    "ck_submission_submission_status": f"status IN {OLD_STATUSES}",
    "ck_submission_reviewed_has_its_moment": "(status IN ('APPROVED', 'RETURNED')) = (reviewed_at IS NOT NULL)",
    "ck_submission_approved_has_its_revision": "(status = 'APPROVED') = (applied_revision IS NOT NULL)",
}
CHECKS = {
    "ck_submission_submission_status": f"status IN {STATUSES}",
    "ck_submission_reviewed_has_its_moment": (
        "(status IN ('APPROVED', 'REOPENED', 'RETURNED')) = (reviewed_at IS NOT NULL)"
    ),
    "ck_submission_approved_has_its_revision": (
        "(status IN ('APPROVED', 'REOPENED')) = (applied_revision IS NOT NULL)"
    ),
}
NEW_CHECKS = {
    "ck_submission_review_has_its_reviewer": "status <> 'IN_REVIEW' OR taken_by_id IS NOT NULL",
    "ck_submission_first_has_its_reviewer": "status <> 'PASSED_FIRST' OR first_reviewed_by_id IS NOT NULL",
    "ck_submission_two_reviewers_are_two_people": (
        "first_reviewed_by_id IS NULL OR reviewed_by_id IS NULL OR first_reviewed_by_id <> reviewed_by_id"
    ),
}
REVIEWERS = ("taken_by_id", "first_reviewed_by_id")
LOCKED = (
    *("id", "plan_id", "agency_id", "period_id", "version", "source", "base_revision", "document", "differences"),
    *("problems", "file_name", "file_sha256", "cells", "created_by_id", "created_at", "on_behalf_of", "rejected_at"),
    *("submitted_at", "taken_by_id", "first_reviewed_by_id", "reviewed_by_id", "reviewed_at", "review_comment"),
    "applied_revision",
)
SQLITE = (
    f"""CREATE TRIGGER submission_locked BEFORE UPDATE OF {", ".join(LOCKED)} ON submission
    WHEN OLD.status IN ('APPROVED', 'REOPENED')
    BEGIN SELECT RAISE(ABORT, 'an accepted submission is locked'); END""",
    """CREATE TRIGGER submission_only_reopened BEFORE UPDATE OF status, correct_by ON submission
    WHEN OLD.status IN ('APPROVED', 'REOPENED') AND NOT (OLD.status = 'APPROVED' AND NEW.status = 'REOPENED')
    BEGIN SELECT RAISE(ABORT, 'an accepted submission is locked'); END""",
    """CREATE TRIGGER submission_kept BEFORE DELETE ON submission WHEN OLD.status IN ('APPROVED', 'REOPENED')
    BEGIN SELECT RAISE(ABORT, 'an accepted submission is locked'); END""",
)
SQLITE_TRIGGERS = ("submission_locked", "submission_only_reopened", "submission_kept")
POSTGRESQL = (
    """CREATE FUNCTION accepted_submission_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'APPROVED' AND NEW.status = 'REOPENED'
        AND to_jsonb(NEW) - 'status' - 'correct_by' = to_jsonb(OLD) - 'status' - 'correct_by' THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an accepted submission is locked'; END $$""",
    """CREATE TRIGGER submission_locked BEFORE UPDATE OR DELETE ON submission FOR EACH ROW
    WHEN (OLD.status IN ('APPROVED', 'REOPENED')) EXECUTE FUNCTION accepted_submission_is_locked()""",
)


def upgrade() -> None:
    with op.batch_alter_table("submission") as batch_op:
        for name in REVIEWERS:
            batch_op.add_column(sa.Column(name, NUMBER, nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_submission_{name}_user_account"), "user_account", [name], ["id"])
        batch_op.add_column(sa.Column("correct_by", sa.Date(), nullable=True))
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name, condition in (CHECKS | NEW_CHECKS).items():
            batch_op.create_check_constraint(op.f(name), condition)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    _create("submission_event", *_EVENT)
    _create("review_comment", *_COMMENT)
    _create_settings()


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("review_setting", "review_comment", "submission_event"):
        op.drop_table(table)
    if is_sqlite:
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER submission_locked ON submission")
        op.execute("DROP FUNCTION accepted_submission_is_locked()")
    op.execute("UPDATE submission SET status = 'SUBMITTED' WHERE status IN ('IN_REVIEW', 'PASSED_FIRST')")
    op.execute("UPDATE submission SET status = 'APPROVED' WHERE status = 'REOPENED'")
    with op.batch_alter_table("submission") as batch_op:
        for name in CHECKS | NEW_CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name, condition in OLD_CHECKS.items():
            batch_op.create_check_constraint(op.f(name), condition)
        batch_op.drop_column("correct_by")
        for name in REVIEWERS:
            batch_op.drop_constraint(op.f(f"fk_submission_{name}_user_account"), type_="foreignkey")
            batch_op.drop_column(name)


def _person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}_user_account"))


_EVENT = (
    sa.Column("id", NUMBER, nullable=False),
    sa.Column("submission_id", NUMBER, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("from_status", sa.String(32), nullable=True),
    sa.Column("to_status", sa.String(32), nullable=False),
    sa.Column("remark", sa.String(), nullable=True),
    sa.Column("correct_by", sa.Date(), nullable=True),
    sa.Column("made_by_id", NUMBER, nullable=False),
    sa.Column("made_at", MOMENT, nullable=False),
)
_COMMENT = (
    sa.Column("id", NUMBER, nullable=False),
    sa.Column("submission_id", NUMBER, nullable=False),
    sa.Column("section", sa.String(), nullable=True),
    sa.Column("key", sa.String(), nullable=True),
    sa.Column("field", sa.String(), nullable=True),
    sa.Column("label", sa.String(), nullable=False),
    sa.Column("text", sa.String(), nullable=False),
    sa.Column("asks", sa.Boolean(), nullable=False),
    sa.Column("made_by_id", NUMBER, nullable=False),
    sa.Column("made_at", MOMENT, nullable=False),
    sa.Column("returned_at", MOMENT, nullable=True),
    sa.Column("settled_at", MOMENT, nullable=True),
    sa.Column("settled_by_id", NUMBER, nullable=True),
    sa.Column("settled_how", sa.String(), nullable=True),
)
_CHECKS = {
    "submission_event": {
        "action": f"action IN {ACTIONS}",
        "submission_status_from": f"from_status IN {STATUSES}",
        "submission_status": f"to_status IN {STATUSES}",
    },
    "review_comment": {
        "text_says_something": "text <> ''",
        "row_has_section_and_key": "(section IS NULL) = (key IS NULL)",
        "cell_is_in_a_row": "field IS NULL OR key IS NOT NULL",
        "only_a_place_is_returned": "NOT asks OR section IS NOT NULL",
        "returned_was_asked_for": "returned_at IS NULL OR asks",
        "settled_by_somebody": "(settled_at IS NULL) = (settled_by_id IS NULL)",
        "settled_somehow": "(settled_at IS NULL) = (settled_how IS NULL)",
    },
}


def _create(table: str, *columns: sa.Column) -> None:
    people = [column.name for column in columns if column.name in ("made_by_id", "settled_by_id")]
    op.create_table(
        table,
        *columns,
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_{table}_{name}")) for name, check in _CHECKS[table].items()),
        *(_person(table, name) for name in people),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f(f"fk_{table}_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f(f"fk_{table}_submission_id_submission"),
            ondelete="CASCADE" if table == "submission_event" else None,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("agency_id", "plan_id", "submission_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _create_settings() -> None:
    table = "review_setting"
    op.create_table(
        table,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("reviewers", NUMBER, nullable=False),
        sa.Column("correction_days", NUMBER, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by_id", NUMBER, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("reviewers IN (1, 2)", name=op.f(f"ck_{table}_one_reviewer_or_two")),
        sa.CheckConstraint("correction_days BETWEEN 1 AND 365", name=op.f(f"ck_{table}_correction_days_range")),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_reason_says_something")),
        _person(table, "set_by_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{table}_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f(f"fk_{table}_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("agency_id", "plan_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
