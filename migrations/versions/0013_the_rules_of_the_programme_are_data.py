"""The rules of the programme are data

Why: how often a firm may be helped and with how much is decided anew from year to year; an agency changes the figures
itself, and whoever does says why.

Revision: 0013, after 0012
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "programme_limit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_roc_year", NUMBER, nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_said("programme_limit", "set"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_programme_limit_reason_says_something")),
        sa.CheckConstraint("value >= 1", name=op.f("ck_programme_limit_value_from_one")),
        *_of_agency("programme_limit"),
    )
    op.create_table(
        "adviser_abnormality",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("adviser_name", sa.String(), nullable=False),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("round_no", NUMBER, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        *_said("adviser_abnormality", "told"),
        sa.CheckConstraint("description <> ''", name=op.f("ck_adviser_abnormality_description_says_something")),
        sa.CheckConstraint("round_no >= 1", name=op.f("ck_adviser_abnormality_rounds_from_one")),
        sa.UniqueConstraint(
            *("agency_id", "adviser_name", "roc_year", "round_no"),
            name=op.f("uq_adviser_abnormality_agency_id_adviser_name_roc_year_round_no"),
        ),
        *_of_agency("adviser_abnormality"),
    )
    op.create_table(
        "rule_exemption",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_said("rule_exemption", "granted"),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rule_exemption_reason_says_something")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["plan_case.id"], name=op.f("fk_rule_exemption_case_id_plan_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            *(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"]),
            name=op.f("fk_rule_exemption_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_exemption")),
        sa.UniqueConstraint("case_id", "rule", name=op.f("uq_rule_exemption_case_id_rule")),
    )
    for table in ("programme_limit", "adviser_abnormality", "rule_exemption"):
        op.create_index(op.f(f"ix_{table}_agency_id"), table, ["agency_id"], unique=False)
    for column in ("plan_id", "case_id"):
        op.create_index(op.f(f"ix_rule_exemption_{column}"), "rule_exemption", [column], unique=False)


def _said(table: str, verb: str) -> tuple[sa.Column[int] | sa.Column[object] | sa.Constraint, ...]:
    by = f"{verb}_by_id"
    return (
        sa.Column(by, NUMBER, nullable=False),
        sa.Column(f"{verb}_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint([by], ["user_account.id"], name=op.f(f"fk_{table}_{by}_user_account")),
    )


def _of_agency(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{table}_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("rule_exemption", "adviser_abnormality", "programme_limit"):
        op.drop_table(table)
