"""A file with errors is kept

Why: what was wrong with a file should still be there tomorrow, beside the file itself; it proposes nothing. Going
back forgets the rejected files, for which the tables had no place before.

Revision: 0003, after 0002
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATUSES = ("DRAFT", "SUBMITTED", "RETURNED", "APPROVED")
KNOWN_STATUS = "ck_submission_submission_status"
REJECTED = {
    "ck_submission_rejected_proposes_nothing": "(status = 'REJECTED') = (document IS NULL)",
    "ck_submission_rejected_has_its_moment": "status <> 'REJECTED' OR rejected_at IS NOT NULL",
}


def upgrade() -> None:
    with op.batch_alter_table("submission") as batch_op:
        batch_op.add_column(sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("document", existing_type=sa.Text(), nullable=True)
        batch_op.drop_constraint(op.f(KNOWN_STATUS), type_="check")
        batch_op.create_check_constraint(op.f(KNOWN_STATUS), f"status IN {('REJECTED', *STATUSES)}")
        for name, condition in REJECTED.items():
            batch_op.create_check_constraint(op.f(name), condition)
        batch_op.create_index(op.f("ix_submission_file_sha256"), ["file_sha256"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM submission WHERE status = 'REJECTED'")
    with op.batch_alter_table("submission") as batch_op:
        batch_op.drop_index(op.f("ix_submission_file_sha256"))
        for name in (KNOWN_STATUS, *REJECTED):
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.create_check_constraint(op.f(KNOWN_STATUS), f"status IN {STATUSES}")
        batch_op.alter_column("document", existing_type=sa.Text(), nullable=False)
        batch_op.drop_column("rejected_at")
