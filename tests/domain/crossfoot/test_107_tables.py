"""The printed tables of the 107 report: what they really contradict, and not one word more."""

from pathlib import Path

import pytest

import app.demo
from app.domain.crossfoot.audit import audit_tables
from app.domain.crossfoot.finding import AuditResult, Kind
from app.workbooks.tables import read_tables

TABLES = Path(app.demo.__file__).parent / "data" / "plan-107" / "tables"


@pytest.fixture(scope="module")
def result() -> AuditResult:
    found = read_tables(sorted(TABLES.glob("*.csv")))
    return audit_tables(found.tables, found.prose)


def test_the_contradictions_are_found_and_nothing_else(result):
    assert [(f.file, f.printed, f.recomputed) for f in result.findings if "、" not in f.printed] == [
        ("table11.csv", "18", "≤ 17"),  # more answers of 食品藥技 than cases
        ("table27.csv", "43.73", "43.27"),
        ("table30.csv", "41.11", "41.12"),  # 88 ÷ 214
    ]
    assert [(f.file, f.kind) for f in result.findings if "、" in f.printed] == [
        ("table12.csv", Kind.CONTRADICTION),  # shares of 件 under a heading that says 案數
        ("table28.csv", Kind.MISPLACED),  # 小計 repeats 99
    ]


def test_rounding_of_the_benefit_tables_is_noted_and_not_reported(result):
    noted = {note.file for note in result.notes if note.kind is Kind.ROUNDING}

    assert {"table03.csv", "table22.csv", "table26.csv", "table29.csv"} <= noted


def test_schools_counted_once_over_ten_years_are_no_contradiction(result):
    assert [note.printed for note in result.notes if note.kind is Kind.CONTRADICTION] == ["102", "79"]
