"""Contractors are known by their tax id

Why: a plan is set up for an organisation, and two spellings of one name are still one organisation. Those that were
here before have none until a plan is set up that tells it.

Revision: 0006, after 0005
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contractor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_id", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_contractor_tax_id"), ["tax_id"])


def downgrade() -> None:
    with op.batch_alter_table("contractor", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_contractor_tax_id"), type_="unique")
        batch_op.drop_column("tax_id")
