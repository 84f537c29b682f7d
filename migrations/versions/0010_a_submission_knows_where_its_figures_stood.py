"""A submission knows where its figures stood

Why: the audit trail names the cell of the file from which a figure came. Submissions that were here before name
their file only.

Revision: 0010, after 0009
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cells", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("cells")
