"""The whole main job in processes of its own, command by command, as ``make run`` does it (design section 5)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import MetaData, func, select
from support.application_fixtures import CommandLine

from app.database import make_engine

CONTRACTOR = "contractor@demo.example"
OFFICER = "officer@demo.example"


@pytest.fixture
def flask(environment: dict[str, str], empty_database_url: str) -> Callable[..., Any]:
    """A command that must succeed; gives the one JSON value of its standard output."""
    run = CommandLine(environment | {"DATABASE_URL": empty_database_url})

    def value(*arguments: str | Path, code: int = 0) -> Any:
        answer = run(*arguments)
        assert answer.code == code, answer.err
        return json.loads(answer.out) if "--json" in arguments else answer.out

    return value


@pytest.fixture
def counted(empty_database_url: str) -> Callable[[], dict[str, int]]:
    """Rows of every table, asked of the database itself; SQLite's index of what is searched can only be searched."""

    def rows() -> dict[str, int]:
        engine = make_engine(empty_database_url)
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            found = {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in tables.tables.items()
                if not name.startswith("search_gram")
            }
        engine.dispose()
        return found

    return rows


@pytest.mark.slow
def test_from_an_empty_database_to_the_variance_table_of_the_107_report(
    flask: Callable[..., Any], counted: Callable[[], dict[str, int]], tmp_path: Path
) -> None:
    workbook = tmp_path / "SMEITA-107-期末.xlsx"

    flask("db", "upgrade")
    counts = flask("demo", "load", "--json")
    assert flask("demo", "load", "--json") == counts
    assert (counts["plans"], counts["checkpoints"], counts["users"]) == (1, 25, 6)

    flask("workbook", "export", "SMEITA-107", "--period", "期末", "--out", workbook)
    assert flask("workbook", "check", workbook, "--json") == {"ok": True, "problems": []}
    untouched = flask("workbook", "submit", workbook, "--as", CONTRACTOR, "--json")
    assert (untouched["differences"], untouched["conflicts"], untouched["problems"]) == (0, [], [])

    first = flask("slippage", "scan", "--on", "2018-07-31", "--json")
    open_alerts = counted()["alert"]
    second = flask("slippage", "scan", "--on", "2018-07-31", "--json")
    assert [alert["key"] for alert in first["opened"] if alert["kind"] == "checkpoint"] == (
        ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9", "A-10", "B-1", "B-2"]
    )
    assert (second["opened"], second["escalated"], second["resolved"]) == ([], [], [])
    assert second["open"] == first["open"]
    assert counted()["alert"] == open_alerts == 14

    bad = with_one_bad_cell(workbook)
    before = counted()
    rejected = flask("workbook", "submit", bad, "--as", CONTRACTOR, "--json", code=1)
    assert [(problem["sheet"], problem["cell"]) for problem in rejected["problems"]] == [("查核點", "I5")]
    assert rejected["submission"] is None
    kept = ("submission", "submission_event", "audit_event")  # as 未收, with its course, and nothing else
    assert counted() == before | {table: before[table] + 1 for table in kept}

    flask("demo", "fill", workbook)
    flask("workbook", "check", workbook)
    submitted = flask("workbook", "submit", workbook, "--as", CONTRACTOR, "--json")
    assert submitted["status"] == "送審"
    approved = flask("submission", "approve", str(submitted["submission"]), "--as", OFFICER, "--json")
    assert approved == {
        "submission": submitted["submission"],
        "status": "核定",
        "applied": submitted["differences"],
    }
    assert flask("plan", "show", "SMEITA-107", "--json")["revision"] == 2

    after = flask("slippage", "scan", "--on", "2018-12-31", "--json")
    assert len(after["resolved"]) == 14
    assert (after["opened"], after["open"]) == ([], [])

    rows = {row["key"]: row for row in flask("variance", "SMEITA-107", "--json")}
    figures = ("target", "actual", "difference", "sentence")
    assert tuple(rows["1"][name] for name in figures) == ("167", "214", "47", "完成個案輔導數比原預期規劃超出 47 案。")
    assert tuple(rows["2"][name] for name in figures) == ("3.51", "5.01", "1.5", "增加產值比原預期規劃超出 1.5 億元。")
    assert tuple(rows["3"][name] for name in figures) == (
        *("0.50", "0.97", "0.47"),
        "降低成本比原預期規劃超出 0.47 億元。",
    )
    assert tuple(rows["A-4"][name] for name in figures[:3]) == ("334", "658", "324")
    assert "超出 324 案" in rows["A-4"]["sentence"]


def with_one_bad_cell(workbook: Path) -> Path:
    """A copy whose 查核點 I5 (how many briefings) is not a figure."""
    book = load_workbook(workbook)
    book["查核點"]["I5"] = "很多"
    path = workbook.with_name("bad.xlsx")
    book.save(path)
    return path
