"""Every firm has the keys of its name

Why: firms that are there already must be found like those that come. The rule of the normal form is the domain's: a
copy of it here would fill in keys by which today's code finds nothing.

Revision: 0023, after 0022
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

from app.domain.firms import name_key

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FIRM = sa.table("firm", *(sa.column(name) for name in ("id", "name", "name_key", "name_front", "name_back")))
KEYS = ("name_key", "name_front", "name_back")


def upgrade() -> None:
    connection = op.get_bind()
    filled = [_keys(number, name) for number, name in connection.execute(sa.select(FIRM.c.id, FIRM.c.name))]
    if filled:
        values = {name: sa.bindparam(f"new_{name}") for name in KEYS}
        connection.execute(sa.update(FIRM).where(FIRM.c.id == sa.bindparam("firm")).values(values), filled)
    with op.batch_alter_table("firm", schema=None) as batch_op:
        for name in KEYS:
            batch_op.alter_column(name, existing_type=sa.String(), nullable=False)


def _keys(number: int, name: str) -> dict[str, object]:
    key = name_key(name)
    return {"firm": number, "new_name_key": key.core, "new_name_front": key.front, "new_name_back": key.back}


def downgrade() -> None:
    with op.batch_alter_table("firm", schema=None) as batch_op:
        for name in KEYS:
            batch_op.alter_column(name, existing_type=sa.String(), nullable=True)
