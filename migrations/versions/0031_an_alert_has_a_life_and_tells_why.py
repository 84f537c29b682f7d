"""An alert has a life and tells why

Why: an alert that nobody has to answer by a day is read once and forgotten. What happened to it, and what was
answered, stays: neither can be rewritten. Alerts from before keep the day on which they were opened and resolved.

Revision: 0031, after 0030
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HAPPENED = (
    *("OPENED", "SEEN", "ASSIGNED", "EXPLAINED", "RETURNED"),
    *("WORSENED", "EASED", "REOPENED", "ESCALATED", "RESOLVED"),
)
ADDRESSEES = ("CONTRACTOR", "OFFICE", "MANAGER")
CAUSES = (
    *("TENDER", "PLAN_CHANGE", "REVIEW", "STAFF", "FIRM", "FUNDING", "OTHER_AGENCY", "LAW", "FORCE_MAJEURE"),
    *("DATA", "OTHER"),
)
RESPONSIBLE = ("AGENCY", "CONTRACTOR", "FIRM", "THIRD_PARTY", "NOBODY")
CHECKS = {
    "ck_alert_addressee": "addressed IN ('CONTRACTOR', 'OFFICE', 'MANAGER')",
    "ck_alert_asked_or_explained": "answer_due_on IS NULL OR NOT is_explained",
    "ck_alert_asked_while_open": "answer_due_on IS NULL OR resolved_on IS NULL",
    "ck_alert_promise_is_explained": "promised_on IS NULL OR is_explained",
}
ADDED = (
    *("signals", "first_signals", "addressed", "answer_due_on", "is_explained", "promised_on", "seen_at"),
    "assigned_to_id",
)
LEDGERS = ("alert_event", "alert_explanation")
#: What is known of alerts from before.
KNOWN = """INSERT INTO alert_event
    (alert_id, happened, level, addressed, on_day, at, note, plan_id, agency_id)
    SELECT id, '{happened}', level, 'CONTRACTOR', {day}, changed_at, '', plan_id, agency_id
    FROM alert WHERE {day} IS NOT NULL ORDER BY id"""


def upgrade() -> None:
    with op.batch_alter_table("alert") as batch_op:
        batch_op.add_column(sa.Column("signals", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("first_signals", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("addressed", sa.String(32), nullable=False, server_default="CONTRACTOR"))
        batch_op.add_column(sa.Column("answer_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_explained", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("assigned_to_id", NUMBER, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_alert_assigned_to_id_user_account"), "user_account", ["assigned_to_id"], ["id"]
        )
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), condition)
    with op.batch_alter_table("alert") as batch_op:
        for name in ("signals", "first_signals"):
            batch_op.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.alter_column("addressed", existing_type=sa.String(32), existing_nullable=False, server_default=None)
        batch_op.alter_column("is_explained", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        for name in ("answer_due_on", "assigned_to_id"):
            batch_op.create_index(op.f(f"ix_alert_{name}"), [name])
    _create_events()
    _create_explanations()
    for happened, day in (("OPENED", "opened_on"), ("RESOLVED", "resolved_on")):
        op.execute(KNOWN.format(happened=happened, day=day))
    for table in LEDGERS:
        _protect(table)


def _of_alert() -> list[sa.Column[int]]:
    return [
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("level", NUMBER, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
    ]


def _keys(table: str, *people: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f(f"fk_{table}_alert_id_alert")),
        *(
            sa.ForeignKeyConstraint([person], ["user_account.id"], name=op.f(f"fk_{table}_{person}_user_account"))
            for person in people
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f(f"fk_{table}_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _create_events() -> None:
    op.create_table(
        "alert_event",
        *_of_alert(),
        sa.Column("happened", _one_of("happened", HAPPENED), nullable=False),
        sa.Column("addressed", _one_of("addressee", ADDRESSEES), nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("assignee_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(happened = 'ASSIGNED') = (assignee_id IS NOT NULL)", name=op.f("ck_alert_event_assigned_to_somebody")
        ),
        *_keys("alert_event", "by_id", "assignee_id"),
    )
    for name in ("alert_id", "plan_id", "agency_id", "at"):
        op.create_index(op.f(f"ix_alert_event_{name}"), "alert_event", [name])
    once = {
        "uq_alert_event_once": ("happened", "happened IN ('OPENED', 'RESOLVED')"),
        "uq_alert_event_once_a_level": ("addressed", "happened = 'ESCALATED'"),
    }
    for name, (column, condition) in once.items():
        where = sa.text(condition)
        columns = ["alert_id", column]
        op.create_index(name, "alert_event", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _create_explanations() -> None:
    op.create_table(
        "alert_explanation",
        *_of_alert(),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", _one_of("delay_cause", CAUSES), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("catch_up_on", sa.Date(), nullable=True),
        sa.Column("responsibility", _one_of("responsibility", RESPONSIBLE), nullable=True),
        sa.Column("follow_up_by", sa.String(), nullable=True),
        sa.Column("coordination", sa.Text(), nullable=True),
        sa.Column("made_by_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_alert_explanation_reason_says_something")),
        *_keys("alert_explanation", "made_by_id"),
    )
    for name in ("alert_id", "plan_id", "agency_id"):
        op.create_index(op.f(f"ix_alert_explanation_{name}"), "alert_explanation", [name])


def _protect(table: str) -> None:
    """Rows can only be added, whoever asks the database."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def downgrade() -> None:
    for table in LEDGERS:
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")
    with op.batch_alter_table("alert") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(op.f("fk_alert_assigned_to_id_user_account"), type_="foreignkey")
        for name in ("answer_due_on", "assigned_to_id"):
            batch_op.drop_index(op.f(f"ix_alert_{name}"))
    with op.batch_alter_table("alert") as batch_op:
        for name in ADDED:
            batch_op.drop_column(name)
