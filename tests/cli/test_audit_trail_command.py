"""``flask audit-trail verify``: what an office runs, and what it says after somebody was at the database."""

from pathlib import Path

from sqlalchemy import text

from app.database import make_engine
from config import Settings

from .conftest import CONTRACTOR, OFFICER, Command


def test_a_rewritten_row_in_the_database_is_named(demo: Command, filled: Path, settings: Settings) -> None:
    sent = demo("workbook", "submit", filled, "--as", CONTRACTOR, "--json").value["submission"]
    assert demo("submission", "approve", str(sent), "--as", OFFICER).code == 0
    whole = demo("audit-trail", "verify", "--json")
    engine = make_engine(settings.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit_event SET after = '\"999\"' WHERE number = 123"))
    engine.dispose()

    told = demo("audit-trail", "verify")
    answer = demo("audit-trail", "verify", "--json")

    assert (whole.code, whole.value["ok"], whole.value["broken"]) == (0, True, [])
    assert whole.value["events"] > 300
    assert (told.code, answer.code) == (1, 1)
    assert "第 123 筆紀錄的內容遭變更" in told.err
    assert (answer.value["ok"], [one["number"] for one in answer.value["broken"]]) == (False, [123])


def test_the_last_hash_is_told_and_found_again(demo: Command) -> None:
    first = demo("audit-trail", "verify", "--json").value

    again = demo("audit-trail", "verify", "--count", str(first["events"]), "--expect", first["last_hash"])
    other = demo("audit-trail", "verify", "--expect", "0" * 63 + "1", "--json")

    assert again.code == 0
    assert first["last_hash"] in again.out
    assert (other.code, other.value["ok"]) == (1, False)


def test_a_command_is_named_as_the_origin(demo: Command, settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    with engine.connect() as connection:
        doors = {tuple(row) for row in connection.execute(text("SELECT DISTINCT origin, door FROM audit_event"))}
    engine.dispose()

    assert doors == {("命令列", "flask demo load")}
