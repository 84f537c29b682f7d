"""Plans, people, reports and alerts

Why: the first schema, for the whole way from a workbook to flagged slippage.

Revision: 0001, the first
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "contractor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor")),
        sa.UniqueConstraint("name", name=op.f("uq_contractor_name")),
    )
    op.create_table(
        "firm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("length(tax_id) = 8", name=op.f("ck_firm_tax_id_has_8_digits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm")),
        sa.UniqueConstraint("tax_id", name=op.f("uq_firm_tax_id")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("due_key", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "RUNNING", "DONE", "FAILED", name="run_status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "due_key", name=op.f("uq_job_run_job_due_key")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roc_year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year_index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("years_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("contractor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("government_budget", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("self_fund", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("government_budget >= 0 AND self_fund >= 0", name=op.f("ck_plan_money_not_negative")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_plan_revision_counts_from_one")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_plan_starts_before_it_ends")),
        sa.CheckConstraint("year_index BETWEEN 1 AND years_total", name=op.f("ck_plan_year_of_the_run")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_plan_agency_id_agency")),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"], name=op.f("fk_plan_contractor_id_contractor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_plan_code")),
        sa.UniqueConstraint("id", "agency_id", name=op.f("uq_plan_id_agency_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_contractor_id"), ["contractor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_roc_year"), ["roc_year"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("contractor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_account_email_lower_case")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["contractor.id"], name=op.f("fk_user_account_contractor_id_contractor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_contractor_id"), ["contractor_id"], unique=False)

    op.create_table(
        "alert",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("evaluated_on", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_alert_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            "uq_alert_open",
            ["plan_id", "kind", "row_key"],
            unique=True,
            sqlite_where=sa.text("resolved_on IS NULL"),
            postgresql_where=sa.text("resolved_on IS NULL"),
        )

    op.create_table(
        "finance_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("GOVERNMENT", "SELF", name="fund_source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("contracted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("executed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "contracted >= 0 AND (executed IS NULL OR executed >= 0)", name=op.f("ck_finance_line_money_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_finance_line_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_line")),
        sa.UniqueConstraint("plan_id", "account", "source", name=op.f("uq_finance_line_plan_id_account_source")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_finance_line_plan_id_key")),
    )
    with op.batch_alter_table("finance_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finance_line_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finance_line_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("listed_in", sa.Text(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("places", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("target_qualifier", sa.String(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("benefit_note", sa.String(), nullable=True),
        sa.Column("breakthrough", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "target_qualifier IN ('=', '>=', '>', '<=', '<')", name=op.f("ck_indicator_target_qualifier")
        ),
        sa.CheckConstraint("places BETWEEN 0 AND 4", name=op.f("ck_indicator_places_range")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_indicator_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_indicator_plan_id_key")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_indicator_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("firm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("industry_group", sa.String(), nullable=False),
        sa.Column("guidance_function", sa.String(), nullable=False),
        sa.Column("adviser_name", sa.String(), nullable=False),
        sa.Column("adviser_kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("government_grant", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("self_fund", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("new_orders", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_productivity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("equipment_productivity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("labour_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("manufacturing_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purchasing_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inventory_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("defect_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("research_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("maintenance_cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("government_grant >= 0 AND self_fund >= 0", name=op.f("ck_plan_case_money_not_negative")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_plan_case_firm_id_firm")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_plan_case_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_case")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_plan_case_plan_id_key")),
    )
    with op.batch_alter_table("plan_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_case_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_case_firm_id"), ["firm_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_case_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "reporting_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("opens_on <= due_on", name=op.f("ck_reporting_period_opens_before_it_is_due")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_reporting_period_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_period")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_reporting_period_plan_id_key")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_reporting_period_plan_id_ordinal")),
    )
    with op.batch_alter_table("reporting_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_period_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_period_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_period_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ADMIN",
                "OFFICER",
                "MANAGER",
                "CONTRACTOR",
                "AUDITOR",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id_agency")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_role_grant_plan_id_plan"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "agency_id",
            "plan_id",
            name=op.f("uq_role_grant_user_id_role_agency_id_plan_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_in_session_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "staffing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("planned_months", sa.BigInteger(), nullable=False),
        sa.Column("actual_months", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "planned_months >= 0 AND (actual_months IS NULL OR actual_months >= 0)",
            name=op.f("ck_staffing_months_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_staffing_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_staffing_plan_id_key")),
    )
    with op.batch_alter_table("staffing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staffing_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staffing_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "sub_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weight_pct", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("weight_pct > 0 AND weight_pct <= 10000", name=op.f("ck_sub_plan_weight_pct_range")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_sub_plan_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_plan")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_sub_plan_plan_id_key")),
    )
    with op.batch_alter_table("sub_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sub_plan_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sub_plan_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "threshold_override",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_threshold_override_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_threshold_override_plan_id_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_override")),
    )
    with op.batch_alter_table("threshold_override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threshold_override_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "uq_threshold_override_agency",
            ["agency_id", "name"],
            unique=True,
            sqlite_where=sa.text("plan_id IS NULL"),
            postgresql_where=sa.text("plan_id IS NULL"),
        )
        batch_op.create_index(
            "uq_threshold_override_plan",
            ["plan_id", "name"],
            unique=True,
            sqlite_where=sa.text("plan_id IS NOT NULL"),
            postgresql_where=sa.text("plan_id IS NOT NULL"),
        )

    op.create_table(
        "checkpoint",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sub_plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("weight_pct", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("target_qualifier", sa.String(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column(
            "completion_basis",
            sa.Enum(
                "EXACT", "ON_OR_BEFORE", name="completion_basis", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("achievement", sa.String(), nullable=True),
        sa.Column("delay_reason", sa.String(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=True),
        sa.Column("catch_up_on", sa.Date(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "target_qualifier IN ('=', '>=', '>', '<=', '<')", name=op.f("ck_checkpoint_target_qualifier")
        ),
        sa.CheckConstraint("(target IS NULL) = (unit IS NULL)", name=op.f("ck_checkpoint_target_has_its_unit")),
        sa.CheckConstraint("actual IS NULL OR actual >= 0", name=op.f("ck_checkpoint_actual_not_negative")),
        sa.CheckConstraint("weight_pct > 0 AND weight_pct <= 10000", name=op.f("ck_checkpoint_weight_pct_range")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_checkpoint_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sub_plan_id"], ["sub_plan.id"], name=op.f("fk_checkpoint_sub_plan_id_sub_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_checkpoint_plan_id_key")),
        sa.UniqueConstraint("sub_plan_id", "number", name=op.f("uq_checkpoint_sub_plan_id_number")),
    )
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoint_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkpoint_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkpoint_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkpoint_sub_plan_id"), ["sub_plan_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source",
            sa.Enum("WORKBOOK", "FORM", name="submission_source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "RETURNED",
                "APPROVED",
                name="submission_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("base_revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("differences", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_comment", sa.String(), nullable=True),
        sa.Column("applied_revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(source = 'WORKBOOK') = (file_sha256 IS NOT NULL)", name=op.f("ck_submission_workbook_has_its_file")
        ),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (applied_revision IS NOT NULL)",
            name=op.f("ck_submission_approved_has_its_revision"),
        ),
        sa.CheckConstraint(
            "(status IN ('APPROVED', 'RETURNED')) = (reviewed_at IS NOT NULL)",
            name=op.f("ck_submission_reviewed_has_its_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_submission_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_submission_period_id_reporting_period")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_submission_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user_account.id"], name=op.f("fk_submission_reviewed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("period_id", "version", name=op.f("uq_submission_period_id_version")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_period_id"), ["period_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_status"), ["status"], unique=False)

    op.create_table(
        "work_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sub_plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actual_work", sa.String(), nullable=True),
        sa.Column("variance_note", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_work_item_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sub_plan_id"], ["sub_plan.id"], name=op.f("fk_work_item_sub_plan_id_sub_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_work_item_plan_id_key")),
        sa.UniqueConstraint("sub_plan_id", "number", name=op.f("uq_work_item_sub_plan_id_number")),
    )
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_item_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_item_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_item_sub_plan_id"), ["sub_plan_id"], unique=False)

    op.create_table(
        "plan_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_revision_number_from_one")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_plan_revision_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_plan_revision_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_plan_revision_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_revision")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_revision_plan_id_number")),
    )
    with op.batch_alter_table("plan_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_revision_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_revision_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_revision_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("plan_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_revision_submission_id"))
        batch_op.drop_index(batch_op.f("ix_plan_revision_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_revision_agency_id"))

    op.drop_table("plan_revision")
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_item_sub_plan_id"))
        batch_op.drop_index(batch_op.f("ix_work_item_plan_id"))
        batch_op.drop_index(batch_op.f("ix_work_item_agency_id"))

    op.drop_table("work_item")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_status"))
        batch_op.drop_index(batch_op.f("ix_submission_plan_id"))
        batch_op.drop_index(batch_op.f("ix_submission_period_id"))
        batch_op.drop_index(batch_op.f("ix_submission_agency_id"))

    op.drop_table("submission")
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoint_sub_plan_id"))
        batch_op.drop_index(batch_op.f("ix_checkpoint_plan_id"))
        batch_op.drop_index(batch_op.f("ix_checkpoint_due_on"))
        batch_op.drop_index(batch_op.f("ix_checkpoint_agency_id"))

    op.drop_table("checkpoint")
    with op.batch_alter_table("threshold_override", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_threshold_override_plan",
            sqlite_where=sa.text("plan_id IS NOT NULL"),
            postgresql_where=sa.text("plan_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_threshold_override_agency",
            sqlite_where=sa.text("plan_id IS NULL"),
            postgresql_where=sa.text("plan_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_threshold_override_agency_id"))

    op.drop_table("threshold_override")
    with op.batch_alter_table("sub_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sub_plan_plan_id"))
        batch_op.drop_index(batch_op.f("ix_sub_plan_agency_id"))

    op.drop_table("sub_plan")
    with op.batch_alter_table("staffing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staffing_plan_id"))
        batch_op.drop_index(batch_op.f("ix_staffing_agency_id"))

    op.drop_table("staffing")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_user_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_plan_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_agency_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("reporting_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_period_plan_id"))
        batch_op.drop_index(batch_op.f("ix_reporting_period_due_on"))
        batch_op.drop_index(batch_op.f("ix_reporting_period_agency_id"))

    op.drop_table("reporting_period")
    with op.batch_alter_table("plan_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_case_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_case_firm_id"))
        batch_op.drop_index(batch_op.f("ix_plan_case_agency_id"))

    op.drop_table("plan_case")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_plan_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_agency_id"))

    op.drop_table("indicator")
    with op.batch_alter_table("finance_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finance_line_plan_id"))
        batch_op.drop_index(batch_op.f("ix_finance_line_agency_id"))

    op.drop_table("finance_line")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alert_open",
            sqlite_where=sa.text("resolved_on IS NULL"),
            postgresql_where=sa.text("resolved_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_alert_plan_id"))
        batch_op.drop_index(batch_op.f("ix_alert_agency_id"))

    op.drop_table("alert")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_contractor_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_roc_year"))
        batch_op.drop_index(batch_op.f("ix_plan_contractor_id"))
        batch_op.drop_index(batch_op.f("ix_plan_agency_id"))

    op.drop_table("plan")
    op.drop_table("job_run")
    op.drop_table("firm")
    op.drop_table("contractor")
    op.drop_table("agency")
