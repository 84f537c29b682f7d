"""What was forecast is kept

Why: only what was said beforehand can be held against what came of it. The new index of checkpoints finds the latest
past of an agency, on which forecasts stand.

Revision: 0033, after 0032
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "forecast_record",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("low_on", sa.Date(), nullable=True),
        sa.Column("likely_on", sa.Date(), nullable=True),
        sa.Column("high_on", sa.Date(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("likely", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.CheckConstraint("kind IN ('checkpoint', 'indicator')", name=op.f("ck_forecast_record_of_a_kind")),
        sa.CheckConstraint(
            "(kind = 'checkpoint') = (low_on IS NOT NULL)", name=op.f("ck_forecast_record_checkpoint_has_days")
        ),
        sa.CheckConstraint("(low_on IS NULL) = (likely_on IS NULL)", name=op.f("ck_forecast_record_days_together")),
        sa.CheckConstraint(
            "(kind = 'indicator') = (low IS NOT NULL)", name=op.f("ck_forecast_record_indicator_has_values")
        ),
        sa.CheckConstraint(
            "(low IS NULL) = (likely IS NULL) AND (low IS NULL) = (high IS NULL)",
            name=op.f("ck_forecast_record_values_together"),
        ),
        sa.CheckConstraint(
            "low_on <= likely_on AND likely_on <= high_on", name=op.f("ck_forecast_record_days_in_order")
        ),
        sa.CheckConstraint("low <= likely AND likely <= high", name=op.f("ck_forecast_record_values_in_order")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_forecast_record_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_record")),
        sa.UniqueConstraint(
            "plan_id", "kind", "row_key", "made_on", name=op.f("uq_forecast_record_plan_id_kind_row_key_made_on")
        ),
    )
    op.create_index(op.f("ix_forecast_record_plan_id"), "forecast_record", ["plan_id"])
    op.create_index(op.f("ix_forecast_record_agency_id"), "forecast_record", ["agency_id"])
    op.create_index(op.f("ix_checkpoint_agency_id_original_due_on"), "checkpoint", ["agency_id", "original_due_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_checkpoint_agency_id_original_due_on"), "checkpoint")
    op.drop_table("forecast_record")
