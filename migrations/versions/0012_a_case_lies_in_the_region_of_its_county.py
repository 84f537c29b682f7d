"""A case lies in the region of its county

Why: cross-tables group by region, and the cases that were reported before have none yet (field-notes 4.2, 表 6 and 7).

Revision: 0012, after 0011
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REGIONS = {
    "北部": ("臺北市", "新北市", "桃園市", "基隆市", "新竹市", "新竹縣", "宜蘭縣"),
    "中部": ("苗栗縣", "臺中市", "彰化縣", "南投縣", "雲林縣"),
    "南部": ("嘉義縣", "嘉義市", "臺南市", "高雄市", "屏東縣"),
    "東部": ("花蓮縣", "臺東縣"),
    "其他": ("金門縣", "連江縣", "澎湖縣"),
}
CASES = sa.table("plan_case", sa.column("county", sa.String()), sa.column("region", sa.String()))


def upgrade() -> None:
    for region, counties in REGIONS.items():
        op.execute(CASES.update().where(CASES.c.county.in_(counties)).values(region=region))


def downgrade() -> None:
    """The column itself goes with the migration before."""
