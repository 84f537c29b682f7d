"""Offices keep a calendar

Why: reminders and news stay quiet on days off, and a typhoon day or next year's calendar cannot be known beforehand;
people take their due dates along into the calendar that they use anyway.

Revision: 0029, after 0028
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NATIONWIDE, OF_AGENCY = sa.text("agency_id IS NULL"), sa.text("agency_id IS NOT NULL")
KNOWN_USE, USES = "ck_rate_use_use_kind", ("UPLOAD", "EXPORT")


def upgrade() -> None:
    _days()
    _years()
    _feeds()
    with op.batch_alter_table("rate_use") as batch_op:
        batch_op.drop_constraint(op.f(KNOWN_USE), type_="check")
        batch_op.create_check_constraint(op.f(KNOWN_USE), f"kind IN {(*USES, 'FEED')}")


def downgrade() -> None:
    op.execute("DELETE FROM rate_use WHERE kind = 'FEED'")
    with op.batch_alter_table("rate_use") as batch_op:
        batch_op.drop_constraint(op.f(KNOWN_USE), type_="check")
        batch_op.create_check_constraint(op.f(KNOWN_USE), f"kind IN {USES}")
    for table in ("calendar_feed", "calendar_year", "calendar_day"):
        op.drop_table(table)


def _days() -> None:
    source = sa.Enum(
        "LAW", "UPLOADED", "TYPED", name="day_source", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", source, nullable=False),
        sa.Column("set_by_id", NUMBER, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_calendar_day_name_says_something")),
        sa.CheckConstraint("source <> 'LAW'", name=op.f("ck_calendar_day_somebody_said_it")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_calendar_day_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_calendar_day_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    for name, columns, where in (
        ("nationwide", ["day"], NATIONWIDE),
        ("agency", ["agency_id", "day"], OF_AGENCY),
    ):
        op.create_index(
            f"uq_calendar_day_{name}", "calendar_day", columns, unique=True, sqlite_where=where, postgresql_where=where
        )


def _years() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("taken_by_id", NUMBER, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_calendar_year_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user_account.id"], name=op.f("fk_calendar_year_taken_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    op.create_index(op.f("ix_calendar_year_agency_id"), "calendar_year", ["agency_id"])


def _feeds() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_calendar_feed_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feed_user_id")),
    )
