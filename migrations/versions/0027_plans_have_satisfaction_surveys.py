"""Plans have satisfaction surveys

Why: how content people are with a plan, and what they find important, is asked and reported every year.

Revision: 0027, after 0026
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sent", NUMBER, nullable=False),
        sa.Column("created_by_id", NUMBER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sent >= 1", name=op.f("ck_survey_something_was_sent")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_survey_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_survey_created_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_survey_plan_id_key")),
    )
    op.create_index(op.f("ix_survey_plan_id"), "survey", ["plan_id"])
    op.create_index(op.f("ix_survey_agency_id"), "survey", ["agency_id"])
    op.create_table(
        "survey_question",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("survey_id", NUMBER, nullable=False),
        sa.Column("ordinal", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('量表', '單選', '複選', '開放')", name=op.f("ck_survey_question_of_a_kind")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_question_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
        sa.UniqueConstraint("survey_id", "key", name=op.f("uq_survey_question_survey_id_key")),
    )
    op.create_index(op.f("ix_survey_question_survey_id"), "survey_question", ["survey_id"])
    op.create_table(
        "survey_response",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("survey_id", NUMBER, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_response_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_response_survey_id_number")),
    )
    op.create_index(op.f("ix_survey_response_survey_id"), "survey_response", ["survey_id"])


def downgrade() -> None:
    op.drop_table("survey_response")
    op.drop_table("survey_question")
    op.drop_table("survey")
