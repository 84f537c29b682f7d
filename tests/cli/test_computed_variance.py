"""``flask variance`` of indicators that are sums over cases: what the cases say, and what was typed beside it."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from .conftest import CONTRACTOR, OFFICER, Command

pytestmark = pytest.mark.slow  # the whole year goes through the workbook


def typed(path: Path, text: str | None) -> Path:
    """The filled workbook with another figure for 增加產值."""
    book = load_workbook(path)
    assert book["績效指標"]["D5"].value == "增加產值"
    book["績效指標"]["G5"] = text
    book.save(path)
    return path


def of_output(demo: Command) -> dict[str, Any]:
    rows: list[dict[str, Any]] = demo("variance", "SMEITA-107", "--json").value
    return next(row for row in rows if row["item"] == "增加產值")


def accepted(demo: Command, report: Path) -> None:
    sent = demo("workbook", "submit", report, "--as", CONTRACTOR, "--json")
    assert sent.code == 0, sent.err
    assert demo("submission", "approve", sent.value["submission"], "--as", OFFICER).code == 0


def test_another_figure_is_asked_about_at_its_cell_and_stands_beside_the_sum(demo: Command, filled: Path) -> None:
    report = typed(filled, "6.01億元")

    (asked,) = demo("workbook", "check", report, "--json").value["problems"]
    accepted(demo, report)

    assert (asked["sheet"], asked["cell"], asked["code"]) == ("績效指標", "G5", "cases_disagree")
    row = of_output(demo)
    assert (row["actual"], row["difference"], row["typed"], row["disagrees"]) == ("5.01", "1.5", "6.01", True)
    assert "填報 6.01 億元，個案加總為 5.01 億元" in demo("variance", "SMEITA-107").out


def test_a_figure_that_nobody_typed_is_the_sum(demo: Command, filled: Path) -> None:
    accepted(demo, typed(filled, None))

    row = of_output(demo)
    assert (row["actual"], row["status"], row["typed"], row["disagrees"]) == ("5.01", "超越", None, False)
