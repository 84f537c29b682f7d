"""News reach people by inbox and mail

Why: who has to act on a report, a change or an alert must hear of it once, and a mail must neither be lost nor doubled.

Revision: 0028, after 0027
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHANNELS = ("INBOX", "DIGEST", "IMMEDIATE")
STATUSES = ("WAITING", "SENT", "FAILED", "DROPPED")


def upgrade() -> None:
    op.create_table(
        "told_source",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("row_id", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("source", "row_id", name=op.f("pk_told_source")),
    )
    _create_notice()
    op.create_table(
        "notice_choice",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", _one_of("channel", CHANNELS), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_choice_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notice_choice")),
    )
    _create_outbox_letter()


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", _one_of("channel", CHANNELS), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_notice_plan_id_plan"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notice_user_id_key")),
    )
    op.create_index(op.f("ix_notice_plan_id"), "notice", ["plan_id"])
    op.create_index("ix_notice_user_id_at", "notice", ["user_id", "at"])
    _create_partial_index("ix_notice_unread", "notice", "user_id", "read_at IS NULL")
    _create_partial_index("ix_notice_to_mail", "notice", "channel", "letter_key IS NULL AND read_at IS NULL")


def _create_outbox_letter() -> None:
    op.create_table(
        "outbox_letter",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", _one_of("letter_status", STATUSES), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'SENT') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_letter_sent_has_its_moment")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_letter_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_outbox_letter_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_letter_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_letter_message_id")),
    )
    op.create_index(op.f("ix_outbox_letter_user_id"), "outbox_letter", ["user_id"])
    _create_partial_index("ix_outbox_letter_waiting", "outbox_letter", "send_after", "status = 'WAITING'")


def _one_of(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def _create_partial_index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("outbox_letter")
    op.drop_table("notice_choice")
    op.drop_table("notice")
    op.drop_table("told_source")
