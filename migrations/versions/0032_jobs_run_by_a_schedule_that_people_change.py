"""Jobs run by a schedule that people change, one process at a time

Why: the hour of the night was fixed in the code, a run that died with its process waited an hour, and a job could not
run more than once a day. Who may work is now a lease; a run is known by the moment it was due. Runs of before were due
at 01:00 in Taipei, as far as anybody can tell.

Revision: 0032, after 0031
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

from datetime import UTC, date, datetime, time, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TAIPEI = timezone(timedelta(hours=8))
OLD_STATES, STATES = ("RUNNING", "DONE", "FAILED"), ("RUNNING", "DONE", "FAILED", "BROKEN")
CAUSES = ("SCHEDULED", "ASKED", "COMMAND")
RUNS = sa.table(
    "job_run",
    sa.column("id", sa.BigInteger()),
    sa.column("job", sa.String()),
    sa.column("due_key", sa.String()),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("day", sa.Date()),
    sa.column("cause", sa.String()),
    sa.column("status", sa.String()),
    sa.column("attempts", sa.BigInteger()),
    sa.column("outcome", sa.String()),
    sa.column("error", sa.String()),
)


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("token", BIG, nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "scheduled_job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cron", sa.String(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", BIG, nullable=True),
        sa.Column("run_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_asked_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(run_asked_at IS NULL) = (run_asked_by_id IS NULL)", name=op.f("ck_scheduled_job_asked_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user_account.id"], name=op.f("fk_scheduled_job_changed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["run_asked_by_id"], ["user_account.id"], name=op.f("fk_scheduled_job_run_asked_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_job")),
    )
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.add_column(sa.Column("cause", _states("run_cause", CAUSES), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("attempts", BIG, nullable=True))
        batch_op.add_column(sa.Column("token", BIG, nullable=True))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("asked_by_id", BIG, nullable=True))
    _tell_runs_of_before()
    with op.batch_alter_table("job_run") as batch_op:
        for name in ("cause", "due_at", "day", "attempts"):
            batch_op.alter_column(name, nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_job_run_job_due_key"), type_="unique")
        batch_op.drop_column("due_key")
        batch_op.create_unique_constraint(batch_op.f("uq_job_run_job_cause_due_at"), ["job", "cause", "due_at"])
        batch_op.create_check_constraint("began", "attempts > 0")
        batch_op.create_check_constraint("run_cause", _one_of("cause", CAUSES))
        batch_op.drop_constraint(batch_op.f("ck_job_run_run_status"), type_="check")
        batch_op.create_check_constraint("run_status", _one_of("status", STATES))
        batch_op.create_foreign_key(
            batch_op.f("fk_job_run_asked_by_id_user_account"), "user_account", ["asked_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.add_column(sa.Column("due_key", sa.String(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_job_run_run_status"), type_="check")
    # A job had one run a day, and what broke off was taken for a failure.
    op.execute(sa.text("DELETE FROM job_run WHERE id NOT IN (SELECT max(id) FROM job_run GROUP BY job, day)"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(RUNS.c.id, RUNS.c.day, RUNS.c.status, RUNS.c.outcome, RUNS.c.error)).all():
        said = {
            "due_key": row.day.isoformat(),
            "status": "FAILED" if row.status == "BROKEN" else row.status,
            "outcome": row.error if row.status in ("FAILED", "BROKEN") else row.outcome,
        }
        connection.execute(sa.update(RUNS).where(RUNS.c.id == row.id).values(**said))
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.alter_column("due_key", nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_job_run_job_cause_due_at"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_job_run_asked_by_id_user_account"), type_="foreignkey")
        for name in ("began", "run_cause"):
            batch_op.drop_constraint(batch_op.f(f"ck_job_run_{name}"), type_="check")
        for name in ("asked_by_id", "error", "token", "attempts", "day", "due_at", "cause"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(batch_op.f("uq_job_run_job_due_key"), ["job", "due_key"])
        batch_op.create_check_constraint("run_status", _one_of("status", OLD_STATES))
    op.drop_table("scheduled_job")
    op.drop_table("lease")


def _states(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=False, length=32)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _tell_runs_of_before() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(RUNS.c.id, RUNS.c.due_key, RUNS.c.status, RUNS.c.outcome)).all():
        day = date.fromisoformat(row.due_key)
        has_failed = row.status == "FAILED"
        said = {
            "cause": "SCHEDULED",
            "due_at": datetime.combine(day, time(1), TAIPEI).astimezone(UTC),
            "day": day,
            "attempts": 1,
            "outcome": None if has_failed else row.outcome,
            "error": row.outcome if has_failed else None,
        }
        connection.execute(sa.update(RUNS).where(RUNS.c.id == row.id).values(**said))
