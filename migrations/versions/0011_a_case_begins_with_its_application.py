"""A case begins with its application

Why: what a plan reports of its cases is the end of a course that begins with the application. The course is kept step
by step; its triggers refuse changing and deleting a step, as those of the audit trail do. A later migration must add
columns to case_event in place: a copied table would lose its triggers.

Revision: 0011, after 0010
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

DAYS = (
    *("received_on", "qualified_on", "reviewed_on", "approved_on", "signed_on", "guided_from", "guided_to"),
    *("first_paid_on", "site_visited_on", "accepted_on", "second_paid_on", "closed_on", "ended_on"),
)
WORDS = (
    *("county_as_written", "region", "industry", "content", "joint_no", "head_office", "head_name"),
    *("contact_phone", "contact_email", "review_grade", "disqualified_for", "end_reason", "note"),
    *("visit_picked_by", "visit_risks"),
)
FIGURES = ("waiting_rank", "requested_grant", "output_sum", "saving_sum")
FLAGS = ("female_head", "female_pi", "enhanced_industry")
STATES = (
    *("受理", "資格符合", "資格不符", "推薦", "不予推薦", "未核定", "核定", "輔導中", "期中查核", "期末驗收", "結案"),
    *("撤案", "放棄簽約", "終止", "歇業"),
)
BENEFITS = (
    *("added_value", "new_orders", "staff_productivity", "equipment_productivity", "labour_cost"),
    *("manufacturing_cost", "purchasing_cost", "inventory_cost", "defect_cost", "research_cost", "maintenance_cost"),
)
NO_BREAKDOWN = " AND ".join(f"{name} IS NULL" for name in BENEFITS)
CHECKS = {
    "sums_not_negative": "requested_grant >= 0 AND output_sum >= 0 AND saving_sum >= 0",
    "benefits_told_once": f"(output_sum IS NULL AND saving_sum IS NULL) OR ({NO_BREAKDOWN})",
    "registered_in_a_state": f"received_on IS NULL OR state IN {STATES}",
    "rounds_from_one": "round_no >= 1",
    "waiting_from_one": "waiting_rank >= 1",
}

SQLITE = (
    """CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event
    BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END""",
    """CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event
    BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION case_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'case_event is append-only'; END $$""",
    """CREATE TRIGGER case_event_no_change BEFORE UPDATE OR DELETE ON case_event
    FOR EACH ROW EXECUTE FUNCTION case_event_is_append_only()""",
)


def upgrade() -> None:
    with op.batch_alter_table("plan_case", schema=None) as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        for name in DAYS:
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in FIGURES:
            batch_op.add_column(sa.Column(name, NUMBER, nullable=True))
        for name in FLAGS:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("scheme", sa.String(), server_default="一般輔導", nullable=False))
        batch_op.add_column(sa.Column("round_no", NUMBER, server_default="1", nullable=False))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_plan_case_{name}"), condition)
    op.create_table(
        "case_event",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("ordinal", NUMBER, nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        *_in_plan("case_event"),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_case_event_ordinal_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_case_event_by_id_user_account")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_case_event_case_id_ordinal")),
    )
    op.create_table(
        "case_score",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("criterion", NUMBER, nullable=False),
        sa.Column("points", NUMBER, nullable=False),
        *_in_plan("case_score"),
        sa.CheckConstraint("criterion BETWEEN 1 AND 6", name=op.f("ck_case_score_criterion_of_six")),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_case_score_points_of_a_hundred")),
        sa.UniqueConstraint("case_id", "member", "criterion", name=op.f("uq_case_score_case_id_member_criterion")),
    )
    for table in ("case_event", "case_score"):
        for column in ("agency_id", "plan_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _in_plan(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["plan_case.id"], name=op.f(f"fk_{table}_case_id_plan_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            *(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"]),
            name=op.f(f"fk_{table}_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("case_score")
    op.drop_table("case_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION case_event_is_append_only()")
    with op.batch_alter_table("plan_case", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_plan_case_{name}"), type_="check")
        for name in (*WORDS, *DAYS, *FIGURES, *FLAGS, "scheme", "round_no"):
            batch_op.drop_column(name)
