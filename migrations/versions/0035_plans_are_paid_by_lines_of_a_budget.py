"""Plans are paid by lines of a budget

Why: a manager looks from the budget of a year down to the plans that it pays for, beside what several years, the
legislature and the whole programme ask of the same agency.

Revision: 0035, after 0034
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "budget_line",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "AGENCY",
                "FUNCTION",
                "PROGRAMME",
                "BRANCH",
                "ITEM",
                name="budget_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=True),
        sa.Column("change", NUMBER, nullable=True),
        sa.Column("divisions", sa.String(), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "(level = 'AGENCY') = (parent_id IS NULL)", name=op.f("ck_budget_line_only_the_agency_is_on_top")
        ),
        sa.CheckConstraint(
            "amount IS NOT NULL OR level = 'ITEM'", name=op.f("ck_budget_line_only_an_item_has_no_amount")
        ),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_budget_line_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["parent_id", "agency_id", "roc_year"],
            ["budget_line.id", "budget_line.agency_id", "budget_line.roc_year"],
            name=op.f("fk_budget_line_parent_id_agency_id_roc_year_budget_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("agency_id", "roc_year", "code", name=op.f("uq_budget_line_agency_id_roc_year_code")),
        sa.UniqueConstraint("id", "agency_id", "roc_year", name=op.f("uq_budget_line_id_agency_id_roc_year")),
        sa.UniqueConstraint("id", "agency_id", name=op.f("uq_budget_line_id_agency_id")),
    )
    op.create_index(op.f("ix_budget_line_agency_id"), "budget_line", ["agency_id"])
    op.create_index(op.f("ix_budget_line_parent_id"), "budget_line", ["parent_id"])
    op.create_table(
        "multi_year_plan",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start_year", NUMBER, nullable=False),
        sa.Column("end_year", NUMBER, nullable=False),
        sa.Column("need", NUMBER, nullable=False),
        sa.Column("approved_total", NUMBER, nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approval_letter", sa.String(), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "need >= 0 AND (approved_total IS NULL OR approved_total >= 0)",
            name=op.f("ck_multi_year_plan_money_not_negative"),
        ),
        sa.CheckConstraint("start_year <= end_year", name=op.f("ck_multi_year_plan_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_multi_year_plan_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_multi_year_plan")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_multi_year_plan_agency_id_name")),
        sa.UniqueConstraint("id", "agency_id", name=op.f("uq_multi_year_plan_id_agency_id")),
    )
    op.create_index(op.f("ix_multi_year_plan_agency_id"), "multi_year_plan", ["agency_id"])
    op.create_table(
        "programme_indicator",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("printed_pct", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("actual IS NULL OR actual >= 0", name=op.f("ck_programme_indicator_actual_not_negative")),
        sa.CheckConstraint(
            "target IS NOT NULL OR actual IS NOT NULL", name=op.f("ck_programme_indicator_says_something")
        ),
        sa.CheckConstraint("target IS NULL OR target >= 0", name=op.f("ck_programme_indicator_target_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_programme_indicator_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_indicator")),
        sa.UniqueConstraint(
            "agency_id", "roc_year", "position", name=op.f("uq_programme_indicator_agency_id_roc_year_position")
        ),
    )
    op.create_index(op.f("ix_programme_indicator_agency_id"), "programme_indicator", ["agency_id"])
    op.create_table(
        "resolution",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "COMPLIED",
                "EXPLAINED",
                "REPORTED",
                "FILED",
                "RELEASED",
                name="resolution_answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("letter_no", sa.String(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_resolution_subject_says_something")),
        sa.CheckConstraint("answered_on IS NULL OR answer IS NOT NULL", name=op.f("ck_resolution_day_of_an_answer")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_resolution_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint(
            "agency_id", "roc_year", "section", "item", name=op.f("uq_resolution_agency_id_roc_year_section_item")
        ),
    )
    op.create_index(op.f("ix_resolution_agency_id"), "resolution", ["agency_id"])
    op.create_table(
        "allotment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("multi_year_plan_id", NUMBER, nullable=False),
        sa.Column("from_year", NUMBER, nullable=False),
        sa.Column("to_year", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_allotment_amount_not_negative")),
        sa.CheckConstraint("from_year <= to_year", name=op.f("ck_allotment_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_allotment_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["multi_year_plan_id", "agency_id"],
            ["multi_year_plan.id", "multi_year_plan.agency_id"],
            name=op.f("fk_allotment_multi_year_plan_id_agency_id_multi_year_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment")),
        sa.UniqueConstraint("multi_year_plan_id", "from_year", name=op.f("uq_allotment_multi_year_plan_id_from_year")),
    )
    op.create_index(op.f("ix_allotment_agency_id"), "allotment", ["agency_id"])
    op.create_index(op.f("ix_allotment_multi_year_plan_id"), "allotment", ["multi_year_plan_id"])
    op.create_table(
        "budget_account",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("budget_line_id", NUMBER, nullable=False),
        sa.Column("scheme_year", NUMBER, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_account_amount_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_budget_account_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["budget_line_id", "agency_id"],
            ["budget_line.id", "budget_line.agency_id"],
            name=op.f("fk_budget_account_budget_line_id_agency_id_budget_line"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_account")),
        sa.UniqueConstraint(
            "budget_line_id", "scheme_year", "code", name=op.f("uq_budget_account_budget_line_id_scheme_year_code")
        ),
    )
    op.create_index(op.f("ix_budget_account_agency_id"), "budget_account", ["agency_id"])
    op.create_index(op.f("ix_budget_account_budget_line_id"), "budget_account", ["budget_line_id"])
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("budget_line_id", NUMBER, nullable=True))
        batch_op.create_index(batch_op.f("ix_plan_budget_line_id"), ["budget_line_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_budget_line_id_agency_id_budget_line"),
            "budget_line",
            ["budget_line_id", "agency_id"],
            ["id", "agency_id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_plan_budget_line_id_agency_id_budget_line"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_plan_budget_line_id"))
        batch_op.drop_column("budget_line_id")

    for table in ("budget_account", "allotment", "resolution", "programme_indicator", "multi_year_plan", "budget_line"):
        op.drop_table(table)
