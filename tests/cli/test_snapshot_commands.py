"""``flask snapshots`` and ``flask period``: what scripts rely on."""

from pathlib import Path

import pytest

from .conftest import OFFICER, Command

pytestmark = pytest.mark.slow  # these set up the demonstration


def test_days_are_kept_and_shown(demo: Command) -> None:
    first = demo("snapshots", "take", "--on", "2018-07-31", "--json")
    again = demo("snapshots", "take", "--on", "2018-07-31", "--json")
    earlier = demo("snapshots", "take", "--on", "2018-06-30", "--json")
    shown = demo("snapshots", "show", "SMEITA-107", "--json")

    assert first.value == {"on": "2018-07-31", "written": 1, "kept": 0, "skipped": []}
    assert [(answer.value["written"], answer.value["kept"]) for answer in (again, earlier)] == [(0, 1), (0, 1)]
    [day] = shown.value
    assert (day["on"], day["light"], day["planned_pct"], day["actual_pct"]) == ("2018-07-31", "紅", "48", "0")
    assert (day["difference_pp"], day["is_afterwards"]) == ("-48", True)


def test_a_day_that_has_not_come_is_wrong_usage(demo: Command) -> None:
    assert demo("snapshots", "take", "--on", "2999-01-01").code == 2


def test_a_closed_period_gives_its_figures(demo: Command, filled: Path) -> None:
    assert demo("period", "show", "SMEITA-107", "期末").code == 1
    assert demo("period", "close", "SMEITA-107", "期末", "--as", OFFICER).code == 1
    assert demo("workbook", "submit", filled, "--as", "contractor@demo.example").code == 0
    assert demo("submission", "approve", "1", "--as", OFFICER).code == 0

    closed = demo("period", "close", "SMEITA-107", "期末", "--as", OFFICER, "--json")
    shown = demo("period", "show", "SMEITA-107", "期末", "--json")

    assert (closed.value["status"], len(closed.value["sha256"])) == ("已關閉", 64)
    assert shown.value["sha256"] == closed.value["sha256"]
    assert {row["key"]: row["actual"] for row in shown.value["figures"]["indicators"]}["2"] == "501000000"
