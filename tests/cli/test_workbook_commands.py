"""``flask workbook``: what scripts rely on (design section 5)."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.services import files

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

CONTRACTOR = "contractor@demo.example"
OFFICER = "officer@demo.example"
PROBLEM = {"sheet", "cell", "severity", "code", "message"}
ANSWER = {"submission", "status", "differences", "conflicts", "problems"}


def places(problems: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(problem["sheet"], problem["cell"]) for problem in problems]


@pytest.mark.parametrize("ending", ["xlsx", "ods", "XLSX"])
def test_export_writes_the_kind_of_file_that_the_ending_names(demo, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "new folder" / f"期末.{ending}"

    answer = demo("workbook", "export", "SMEITA-107", "--period", "期末", "--out", out, "--json")

    assert answer.code == 0
    assert answer.value == {"plan": "SMEITA-107", "period": "期末", "revision": 1, "file": str(out)}
    assert demo("workbook", "check", out, "--json").value == {"ok": True, "problems": []}


def test_another_ending_is_wrong_usage_and_leaves_no_file(demo, tmp_path: Path) -> None:
    answer = demo("workbook", "export", "SMEITA-107", "--period", "期末", "--out", tmp_path / "report.pdf")

    assert answer.code == 2
    assert ".xlsx" in answer.err
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    ("code", "period", "said"),
    [
        pytest.param("NO-SUCH", "期末", "查無計畫 NO-SUCH", id="unknown-plan"),
        pytest.param("SMEITA-107", "期初", "請改選現有的期別：第1期、期中、第2期、期末", id="unknown-period"),
    ],
)
def test_export_of_what_does_not_exist_is_refused_and_leaves_no_file(
    demo, tmp_path: Path, code: str, period: str, said: str
) -> None:
    out = tmp_path / "report.xlsx"

    answer = demo("workbook", "export", code, "--period", period, "--out", out, "--json")

    assert answer.code == 1
    assert said in answer.err
    assert said in answer.value["error"]["message"]
    assert not out.exists()


def test_check_names_every_problem_by_sheet_and_cell_and_ends_with_1(demo, bad: Path) -> None:
    answer = demo("workbook", "check", bad, "--json")

    assert answer.code == 1
    assert set(answer.value) == {"ok", "problems"}
    assert answer.value["ok"] is False
    assert all(set(problem) == PROBLEM for problem in answer.value["problems"])
    assert places(answer.value["problems"]) == [("查核點", "I5"), ("績效指標", "G4")]


def test_check_in_words_says_the_same(demo, bad: Path, report: Path) -> None:
    refused, fine = demo("workbook", "check", bad), demo("workbook", "check", report)

    assert (refused.code, fine.code) == (1, 0)
    assert "I5" in refused.out
    assert "檢核未通過" in refused.out
    assert "檢核通過" in fine.out


def test_an_untouched_file_is_submitted_with_no_difference(demo, report: Path) -> None:
    answer = demo("workbook", "submit", report, "--as", CONTRACTOR, "--json")

    assert answer.code == 0
    assert set(answer.value) == ANSWER
    assert answer.value | {"submission": None} == {
        "submission": None,
        "status": "送審",
        "differences": 0,
        "conflicts": [],
        "problems": [],
    }
    assert isinstance(answer.value["submission"], int)


def test_a_bad_file_is_rejected_whole_and_kept_without_changing_the_plan(
    demo, bad: Path, data_dir: Path, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    before = rows_in_every_table()

    answer = demo("workbook", "submit", bad, "--as", CONTRACTOR, "--json")

    assert answer.code == 1
    assert set(answer.value) == ANSWER
    assert (answer.value["submission"], answer.value["differences"]) == (None, 0)
    assert answer.value["status"] == "未收"
    assert all(set(problem) == PROBLEM for problem in answer.value["problems"])
    assert places(answer.value["problems"]) == [("查核點", "I5"), ("績效指標", "G4")]
    assert rows_in_every_table() == before | {
        table: before[table] + 1 for table in ("submission", "submission_event", "audit_event")
    }
    assert files.read(data_dir, hashlib.sha256(bad.read_bytes()).hexdigest()) == bad.read_bytes()


def test_the_same_file_again_is_told_as_what_it_became(demo, report: Path, bad: Path) -> None:
    first = demo("workbook", "submit", report, "--as", CONTRACTOR, "--json").value
    in_json, in_words = (demo("workbook", "submit", report, "--as", OFFICER, *more) for more in (["--json"], []))
    rejected, again = (demo("workbook", "submit", bad, "--as", CONTRACTOR) for _ in range(2))

    assert (in_json.code, in_json.value) == (0, first)
    assert (in_words.code, "第 1 版，送審" in in_words.out) == (0, True)
    assert (rejected.code, "上傳過" in rejected.out) == (1, False)
    assert (again.code, "第 2 版，未收" in again.out) == (1, True)


def test_a_file_that_cannot_be_read_is_not_kept(
    demo, tmp_path: Path, data_dir: Path, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    before = rows_in_every_table()

    assert demo("workbook", "submit", broken, "--as", CONTRACTOR, "--json").value["status"] == "未收"
    assert (rows_in_every_table(), list(data_dir.iterdir())) == (before, [])


def test_a_rejected_file_is_said_to_have_changed_nothing(demo, bad: Path) -> None:
    answer = demo("workbook", "submit", bad, "--as", CONTRACTOR)

    assert answer.code == 1
    assert "I5" in answer.out
    assert "計畫資料沒有任何變更" in answer.out


@pytest.mark.parametrize(
    ("email", "said"),
    [
        pytest.param("nobody@demo.example", "查無使用者 nobody@demo.example", id="unknown-user"),
        pytest.param("contractor2@demo.example", "您沒有「填報」的權限", id="another-organisation"),
        pytest.param("auditor@demo.example", "您沒有「填報」的權限", id="auditor"),
    ],
)
def test_who_may_not_report_is_refused_and_nothing_is_kept(
    demo, report: Path, rows_in_every_table: Callable[[], dict[str, int]], email: str, said: str
) -> None:
    before = rows_in_every_table()

    answer = demo("workbook", "submit", report, "--as", email, "--json")

    assert answer.code == 1
    assert said in answer.err
    assert said in answer.value["error"]["message"]
    assert rows_in_every_table() == before


def test_a_conflict_is_listed_with_its_cell_and_all_three_values(demo, report: Path) -> None:
    first, second = report, report.with_name("second.xlsx")
    second.write_bytes(first.read_bytes())
    for path, figure in ((first, 214), (second, 215)):
        book = load_workbook(path)
        book["績效指標"]["G4"] = figure
        book.save(path)
    earlier = demo("workbook", "submit", first, "--as", CONTRACTOR, "--json").value["submission"]
    demo("submission", "approve", str(earlier), "--as", OFFICER)

    answer = demo("workbook", "submit", second, "--as", CONTRACTOR, "--json")

    assert answer.code == 0
    assert answer.value["differences"] == 1
    [conflict] = answer.value["conflicts"]
    assert conflict == {
        "section": "indicators",
        "key": "1",
        "field": "actual",
        "base": None,
        "theirs": "215",
        "ours": "214",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["workbook", "check", "no-such-file.xlsx"], id="no-such-file"),
        pytest.param(["workbook", "check"], id="no-file"),
        pytest.param(["workbook", "export", "SMEITA-107", "--out", "a.xlsx"], id="no-period"),
        pytest.param(["workbook", "export", "SMEITA-107", "--period", "期末"], id="no-out"),
        pytest.param(["workbook", "deliver"], id="no-such-command"),
        pytest.param(["slippage", "scan", "--on", "107/7/31"], id="roc-date-in-a-script"),
        pytest.param(["slippage", "scan", "--on", "2018-02-30"], id="no-such-day"),
        pytest.param(["submission", "approve", "first", "--as", OFFICER], id="number-is-no-number"),
        pytest.param(["submission", "approve", "1"], id="nobody-approves"),
        pytest.param(["submission", "return", "1", "--as", OFFICER], id="returned-without-comment"),
        pytest.param(["variance"], id="no-plan"),
        pytest.param(["plan", "list", "--xml"], id="no-such-option"),
    ],
)
def test_wrong_usage_ends_with_2_and_prints_nothing_on_standard_output(flask, arguments: list[str]) -> None:
    answer = flask(*arguments)

    assert (answer.code, answer.out) == (2, "")
    assert answer.err
