"""``flask submission``, ``slippage``, ``variance``, ``plan`` and ``demo``: what scripts rely on (design section 5)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

CONTRACTOR = "contractor@demo.example"
OFFICER = "officer@demo.example"
ALERT = {"plan", "kind", "key", "state", "days", "light", "rule"}


@pytest.fixture
def submitted(demo, filled: Path) -> str:
    """Number of the submission that reports the year."""
    return str(demo("workbook", "submit", filled, "--as", CONTRACTOR, "--json").value["submission"])


@pytest.fixture
def unchanged(demo, report: Path) -> str:
    """Number of a submission that would change nothing."""
    return str(demo("workbook", "submit", report, "--as", CONTRACTOR, "--json").value["submission"])


@pytest.fixture
def approved(demo, submitted: str) -> str:
    assert demo("submission", "approve", submitted, "--as", OFFICER).code == 0
    return submitted


def by_item(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in rows}


def test_approval_says_how_much_it_applied(demo, submitted: str) -> None:
    answer = demo("submission", "approve", submitted, "--as", OFFICER, "--json")

    assert answer.code == 0
    assert set(answer.value) == {"submission", "status", "applied"}
    assert (answer.value["submission"], answer.value["status"]) == (int(submitted), "核定")
    assert answer.value["applied"] > 215


def test_a_return_applies_nothing_and_needs_a_reason(demo, unchanged: str) -> None:
    blank = demo("submission", "return", unchanged, "--as", OFFICER, "--comment", " ", "--json")
    answer = demo("submission", "return", unchanged, "--as", OFFICER, "--comment", "請補正案數。", "--json")

    assert blank.code == 1
    assert "須填寫原因" in blank.err
    assert answer.code == 0
    assert answer.value == {"submission": int(unchanged), "status": "退回補正", "applied": 0}
    assert demo("plan", "show", "SMEITA-107", "--json").value["revision"] == 1


def test_a_manager_takes_an_accepted_report_back_with_a_reason(demo, approved: str) -> None:
    manager = "manager@demo.example"
    blank = demo("submission", "revert", approved, "--as", manager, "--reason", " ", "--json")
    officer = demo("submission", "revert", approved, "--as", OFFICER, "--reason", "誤報。", "--json")
    answer = demo("submission", "revert", approved, "--as", manager, "--reason", "誤報。", "--json")
    again = demo("submission", "revert", approved, "--as", manager, "--reason", "誤報。", "--json")

    assert (blank.code, officer.code, answer.code, again.code) == (1, 1, 0, 1)
    assert (answer.value["submission"], answer.value["status"]) == (int(approved), "已復原")
    assert answer.value["applied"] > 215
    assert "已經復原" in again.err
    assert demo("plan", "show", "SMEITA-107", "--json").value["revision"] == 3


@pytest.mark.parametrize(
    ("number", "email", "said"),
    [
        pytest.param("999", OFFICER, "查無期報 999", id="unknown-submission"),
        pytest.param(None, "nobody@demo.example", "查無使用者", id="unknown-user"),
        pytest.param(None, CONTRACTOR, "您沒有「審查期報」的權限", id="contractor"),
        pytest.param(None, "auditor@demo.example", "您沒有「審查期報」的權限", id="auditor"),
    ],
)
def test_an_approval_that_may_not_be_is_refused_and_nothing_changes(
    demo,
    unchanged: str,
    rows_in_every_table: Callable[[], dict[str, int]],
    number: str | None,
    email: str,
    said: str,
) -> None:
    before = rows_in_every_table()

    answer = demo("submission", "approve", number or unchanged, "--as", email, "--json")

    assert answer.code == 1
    assert said in answer.err
    assert said in answer.value["error"]["message"]
    assert rows_in_every_table() == before


def test_approving_twice_is_refused(demo, unchanged: str) -> None:
    first, second = (demo("submission", "approve", unchanged, "--as", OFFICER) for _ in range(2))

    assert (first.code, second.code) == (0, 1)
    assert "目前為「核定」" in second.err


def test_variance_gives_figures_as_the_report_printed_them(demo, approved: str) -> None:
    answer = demo("variance", "SMEITA-107", "--json")

    assert answer.code == 0
    rows = by_item(answer.value)
    printed = [(row["item"], row["unit"], row["target"], row["actual"], row["difference"]) for row in answer.value[:3]]
    assert printed == [
        ("完成個案輔導數", "案", "167", "214", "47"),
        ("增加產值", "億元", "3.51", "5.01", "1.5"),
        ("降低成本", "億元", "0.50", "0.97", "0.47"),
    ]
    assert [row["sentence"] for row in answer.value[:3]] == [
        "完成個案輔導數比原預期規劃超出 47 案。",
        "增加產值比原預期規劃超出 1.5 億元。",
        "降低成本比原預期規劃超出 0.47 億元。",
    ]
    assert (rows["完成個案輔導數"]["rate"], rows["完成個案輔導數"]["status"]) == ("1.2814", "超越")
    [accepted] = [row for row in answer.value if row["key"] == "A-4"]
    assert (accepted["target"], accepted["actual"], accepted["difference"]) == ("334", "658", "324")
    assert "超出 324 案" in accepted["sentence"]
    assert {"item", "unit", "target", "actual", "difference", "rate", "status", "sentence"} <= set(answer.value[0])


def test_variance_lists_indicators_and_then_the_checkpoints_that_carry_a_quantity(demo, approved: str) -> None:
    rows = demo("variance", "SMEITA-107", "--json").value

    assert [row["key"] for row in rows if row["section"] == "indicators"] == list("12345678")
    assert [row["key"] for row in rows if row["section"] == "checkpoints"] == (
        ["A-2", "A-4", "A-6", "A-7", "A-11", "A-15", "A-16", "A-17", "A-21", "B-1", "B-2", "B-3", "B-4"]
    )


def test_before_the_report_the_actual_is_missing_and_not_zero(demo) -> None:
    first = demo("variance", "SMEITA-107", "--json").value[0]

    assert (first["actual"], first["difference"], first["rate"]) == (None, None, None)
    assert first["status"] == "未填報"


def test_the_variance_table_for_people_has_a_line_for_each_row(demo, approved: str) -> None:
    answer = demo("variance", "SMEITA-107")

    assert answer.code == 0
    assert len(answer.out.splitlines()) == 1 + 8 + 13
    assert "128.1%" in answer.out


def test_a_scan_lists_what_it_opened_and_what_is_open(demo) -> None:
    answer = demo("slippage", "scan", "--on", "2018-07-31", "--json")

    assert answer.code == 0
    assert set(answer.value) == {"opened", "escalated", "resolved", "open"}
    assert all(set(alert) == ALERT for alert in answer.value["open"])
    assert [alert["key"] for alert in answer.value["opened"]] == (
        ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9", "A-10", "B-1", "B-2", "期中", "第1期"]
    )
    [late] = [alert for alert in answer.value["open"] if alert["key"] == "A-6"]
    assert late == {
        "plan": "SMEITA-107",
        "kind": "checkpoint",
        "key": "A-6",
        "state": "落後",
        "days": 31,
        "light": "紅",
        "rule": "預定 107/6/30 完成，逾期 31 天未完成；逾期超過 30 天為紅燈",
    }


def test_a_scan_for_people_names_the_day_and_the_counts(demo) -> None:
    answer = demo("slippage", "scan", "--on", "2018-07-31")

    assert answer.code == 0
    assert "107/7/31 掃描：新開 14" in answer.out


def test_a_scan_without_a_day_looks_at_today(demo) -> None:
    days = {alert["key"]: alert["days"] for alert in demo("slippage", "scan", "--json").value["open"]}

    assert days["A-1"] > 365


def test_plans_are_listed_and_shown(demo) -> None:
    [listed] = demo("plan", "list", "--json").value
    shown = demo("plan", "show", "SMEITA-107", "--json").value

    assert (listed["code"], listed["name"]) == ("SMEITA-107", "中小企業即時技術輔導計畫(2/4)")
    assert (shown["contractor"], shown["government_budget"]) == ("財團法人中衛發展中心", 58_964_000)
    assert (len(shown["sub_plans"]), len(shown["checkpoints"]), shown["revision"]) == (2, 25, 1)
    assert "中小企業即時技術輔導計畫(2/4)" in demo("plan", "list").out
    assert "查核點 25" in demo("plan", "show", "SMEITA-107").out


@pytest.mark.parametrize("arguments", [["plan", "show"], ["variance"]], ids=["plan-show", "variance"])
def test_an_unknown_plan_is_refused_in_a_sentence(demo, arguments: list[str]) -> None:
    answer = demo(*arguments, "NO-SUCH-107", "--json")

    assert answer.code == 1
    assert answer.err.strip() == "查無計畫 NO-SUCH-107，請確認計畫代號。"
    assert answer.value["error"]["message"] == answer.err.strip()


def test_loading_the_demo_twice_counts_the_same_and_keeps_what_happened(demo, unchanged: str) -> None:
    counts = demo("demo", "load", "--json")

    assert counts.code == 0
    assert counts.value == {
        "agencies": 1,
        "contractors": 2,
        "users": 6,
        "plans": 1,
        "checkpoints": 25,
        "indicators": 8,
    }
    assert demo("submission", "approve", unchanged, "--as", OFFICER).code == 0


def test_filling_says_how_many_cells_were_typed(demo, report: Path) -> None:
    answer = demo("demo", "fill", report, "--json")

    assert answer.code == 0
    assert answer.value["file"] == str(report)
    assert answer.value["cells"] > 215


def test_filling_another_workbook_is_refused_in_a_sentence(demo, tmp_path: Path) -> None:
    path = tmp_path / "no-workbook.xlsx"
    path.write_bytes(b"no workbook")

    answer = demo("demo", "fill", path)

    assert answer.code == 1
    assert answer.err
