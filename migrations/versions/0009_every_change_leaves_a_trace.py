"""Every change leaves a trace

Why: whoever doubts a figure must find who changed it, when and from where, and nobody may rewrite that. The triggers
refuse changing and deleting; SQLite also needs one for inserting, because INSERT OR REPLACE deletes without a trigger.
A later migration must add columns to this table in place: a copied table would lose its triggers.

Revision: 0009, after 0008
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    """CREATE TRIGGER audit_event_in_order BEFORE INSERT ON audit_event
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_event)
    BEGIN SELECT RAISE(ABORT, 'audit_event: the next number must follow the last one'); END""",
    """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()""",
)


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("cell", sa.String(), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("plan_code", sa.String(), nullable=True),
        sa.Column("submission_id", NUMBER, nullable=True),
        sa.Column("revision", NUMBER, nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_audit_event_number_from_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_event_cell", ["plan_id", "section", "row_key", "number"], unique=False)
        batch_op.create_index("ix_audit_event_plan_id_number", ["plan_id", "number"], unique=False)
        batch_op.create_index("ix_audit_event_actor_id_number", ["actor_id", "number"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_event_is_append_only()")
