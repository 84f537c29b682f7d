"""What is written can be searched

Why: one box finds plans, checkpoints, indicators, work, cases, firms and files by any part of their words
(decision 0032). ``flask db upgrade`` fills the index of a database that has plans already.

Revision: 0038, after 0037
"""

# Reminders: one change a migration; never import app.models (write tables and old states out); NOT NULL comes in two
# steps; both directions work on SQLite and PostgreSQL; put the new name into migrations/HEAD.

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("PLAN", "CHECKPOINT", "INDICATOR", "WORK_ITEM", "CASE", "FIRM", "EVIDENCE", "REPORT_FILE")

#: The tables that are searched, with the columns of which a change is a change of what is found.
#: A later migration that copies one of them on SQLite (batch_alter_table) loses its triggers and must make them anew;
#: tests/services/search/test_keeping.py notices.
SEARCHED = {
    "plan": ("PLAN", "code, name, roc_year, division, contractor_id"),
    "checkpoint": ("CHECKPOINT", "key, description, measure, achievement, delay_reason, remedy"),
    "indicator": ("INDICATOR", "key, attribute, category, item, subject, benefit_note, breakthrough"),
    "work_item": ("WORK_ITEM", "key, name, actual_work, variance_note"),
    "plan_case": (
        "CASE",
        "key, firm_id, firm_name, county, industry_group, industry, guidance_function, content, adviser_name",
    ),
    "firm": ("FIRM", "tax_id, name, head_office"),
    "evidence_file": ("EVIDENCE", "key, title, file_name, withdrawn_at"),
    "submission": ("REPORT_FILE", "file_name, status"),
}
#: The name of a 受委託單位 is found with its plans.
OF_CONTRACTOR = "INSERT INTO search_due (kind, row_id) SELECT 'PLAN', id FROM plan WHERE contractor_id = NEW.id"


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", _kind("search_kind"), nullable=False),
        sa.Column("row_id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("roc_year", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_search_entry_kind_row_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_search_entry_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["plan_id", "agency_id"],
            ["plan.id", "plan.agency_id"],
            name=op.f("fk_search_entry_plan_id_agency_id_plan"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_search_entry_agency_id"), "search_entry", ["agency_id"])
    op.create_index(op.f("ix_search_entry_plan_id"), "search_entry", ["plan_id"])
    op.create_table(
        "search_due",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", _kind("search_due_kind"), nullable=False),
        sa.Column("row_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_due")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgresql()


def _kind(name: str) -> sa.Enum:
    return sa.Enum(*KINDS, name=name, native_enum=False, create_constraint=True, length=32)


def _keep_on_sqlite() -> None:
    # The text itself stands in search_entry: here is only which entries have which characters.
    op.execute(
        "CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', columnsize=0, detail='none', tokenize='ascii')"
    )
    added = "INSERT INTO search_gram (rowid, grams) VALUES (NEW.id, search_grams(NEW.text))"
    gone = "INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', OLD.id, search_grams(OLD.text))"
    op.execute(f"CREATE TRIGGER search_gram_added AFTER INSERT ON search_entry BEGIN {added}; END")
    op.execute(f"CREATE TRIGGER search_gram_gone AFTER DELETE ON search_entry BEGIN {gone}; END")
    op.execute(f"CREATE TRIGGER search_gram_changed AFTER UPDATE ON search_entry BEGIN {gone}; {added}; END")
    for table, (kind, columns) in SEARCHED.items():
        for what, deed, row in (
            ("added", "INSERT", "NEW"),
            ("changed", f"UPDATE OF {columns}", "NEW"),
            ("gone", "DELETE", "OLD"),
        ):
            noted = f"INSERT INTO search_due (kind, row_id) VALUES ('{kind}', {row}.id)"  # noqa: S608
            op.execute(f"CREATE TRIGGER {table}_search_{what} AFTER {deed} ON {table} BEGIN {noted}; END")
    op.execute(
        f"CREATE TRIGGER contractor_search_changed AFTER UPDATE OF name ON contractor BEGIN {OF_CONTRACTOR}; END"
    )


def _keep_on_postgresql() -> None:
    # Says the same as app.domain.search_text.grams.
    op.execute(
        "CREATE FUNCTION search_grams(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        "COST 1000 AS $$ SELECT array_to_tsvector(array_agg(DISTINCT gram)) FROM ("
        "SELECT unnest(ARRAY[code, code || lead(code) OVER (ORDER BY place)]) AS gram FROM ("
        "SELECT lpad(to_hex(ascii(letter)), 6, '0') AS code, place "
        "FROM string_to_table(said, NULL) WITH ORDINALITY AS cut(letter, place)) AS coded) AS paired "
        "WHERE gram IS NOT NULL $$"
    )
    for kind in KINDS:
        # An index a kind: what is rare among firms may be in every checkpoint.
        op.execute(
            f"CREATE INDEX search_gram_{kind.lower()} ON search_entry USING gin (search_grams(text)) "
            f"WHERE kind = '{kind}'"
        )
    op.execute(
        "CREATE FUNCTION search_due_is_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO search_due (kind, row_id) "
        "VALUES (TG_ARGV[0], CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END); RETURN NULL; END $$"
    )
    for table, (kind, columns) in SEARCHED.items():
        op.execute(
            f"CREATE TRIGGER {table}_search_due AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION search_due_is_noted('{kind}')"
        )
    op.execute(
        "CREATE FUNCTION search_due_of_contractor() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {OF_CONTRACTOR}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER contractor_search_due AFTER UPDATE OF name ON contractor "
        "FOR EACH ROW EXECUTE FUNCTION search_due_of_contractor()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SEARCHED:
            for what in ("added", "changed", "gone"):
                op.execute(f"DROP TRIGGER {table}_search_{what}")
        op.execute("DROP TRIGGER contractor_search_changed")
    else:
        for table in SEARCHED:
            op.execute(f"DROP TRIGGER {table}_search_due ON {table}")
        op.execute("DROP TRIGGER contractor_search_due ON contractor")
        op.execute("DROP FUNCTION search_due_of_contractor()")
        op.execute("DROP FUNCTION search_due_is_noted()")
    op.drop_table("search_entry")
    op.drop_table("search_due")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_gram")
    else:
        op.execute("DROP FUNCTION search_grams(text)")
