"""A file with something wrong is rejected whole: every problem at once, at its cell, with what to do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from app.services.examination import Examination

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them


def errors(examined: Examination) -> list[tuple[str, str | None, str]]:
    """Sheet, cell and code of everything that blocks."""
    return [(one.sheet, one.cell, one.code) for one in examined.problems if one.severity == "錯誤"]


def message(examined: Examination) -> str:
    """The sentence of the only problem."""
    [problem] = examined.problems
    return problem.message


@pytest.mark.parametrize(
    ("identity", "what", "to_do"),
    [
        pytest.param({"revision": "99"}, "版本資訊與系統紀錄不符", "重新下載活頁簿", id="revision-that-never-was"),
        pytest.param({"fingerprint": "0" * 64}, "版本資訊與系統紀錄不符", "重新下載活頁簿", id="altered-fingerprint"),
        pytest.param({"plan_code": "NO-SUCH-107"}, "查無計畫 NO-SUCH-107", "請確認計畫代號", id="unknown-plan"),
        pytest.param({"period_key": "期初"}, "沒有「期初」這個期別", "期中、期末", id="unknown-period"),
        pytest.param({"plan_code": None}, "不含計畫與期別的識別資料", "重新下載填報檔", id="no-plan-named"),
        pytest.param({"revision": "一"}, "不含計畫與期別的識別資料", "重新下載填報檔", id="revision-is-no-number"),
        pytest.param({"template_version": "99"}, "第 99 版格式", "重新下載填報檔", id="template-of-another-system"),
    ],
)
def test_a_file_that_another_system_made_is_refused_and_told_what_to_do(
    desk, rows_in_every_table: Callable[[], dict[str, int]], identity: dict[str, Any], what: str, to_do: str
) -> None:
    file = desk.exported().forge(seal=True, **identity)
    file.type_in("績效指標", "1", "實際達成值", 214)
    before = rows_in_every_table()

    examined = desk.examined(file)

    assert not examined.is_accepted
    assert what in message(examined)
    assert to_do in message(examined)
    assert examined.problems[0].sheet == "_meta"
    assert rows_in_every_table() == before


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param({"period_key": "期中"}, id="another-period-of-the-plan"),
        pytest.param({"revision": "2"}, id="another-revision"),
        pytest.param({"roc_year": "106"}, id="another-year"),
    ],
)
def test_a_file_whose_hidden_identity_was_typed_over_is_refused(desk, identity: dict[str, str]) -> None:
    examined = desk.examined(desk.exported().forge(**identity))

    assert not examined.is_accepted
    assert errors(examined) == [("_meta", None, "meta_tampered")]
    assert "重新下載填報檔" in message(examined)


@pytest.mark.parametrize(
    "expected",
    [pytest.param(("TEST-107", "期中"), id="other-period"), pytest.param(("OTHER-107", "期末"), id="other-plan")],
)
def test_a_file_uploaded_on_the_page_of_another_report_is_refused_with_both_names(
    desk, expected: tuple[str, str]
) -> None:
    examined = desk.examined(desk.exported(), expected=expected)

    assert not examined.is_accepted
    assert "計畫 TEST-107 的「期末」期報" in message(examined)
    assert f"計畫 {expected[0]} 的「{expected[1]}」" in message(examined)


def test_a_file_uploaded_on_its_own_page_is_welcome(desk) -> None:
    assert desk.examined(desk.exported(), expected=("TEST-107", "期末")).is_accepted


@pytest.mark.parametrize(
    ("sheet", "key", "header", "value", "old", "new"),
    [
        pytest.param("查核點", "A-2", "預定完成日", "107/6/30", "107/4/30", "107/6/30", id="due-date"),
        pytest.param("查核點", "A-2", "預定值", 300, "334", "300", id="target-of-a-checkpoint"),
        pytest.param("查核點", "A-2", "權重", 30, "20", "30", id="weight"),
        pytest.param("績效指標", "2", "原訂目標值", 3, "3.51", "3", id="target-of-an-indicator"),
        pytest.param("經費", "一-1|政府經費", "簽約數", 2_740_001, "2740000", "2740001", id="contract"),
    ],
)
def test_what_the_office_set_up_cannot_be_changed_by_a_report(
    desk, sheet: str, key: str, header: str, value: Any, old: str, new: str
) -> None:
    file = desk.exported()
    cell = file.type_in(sheet, key, header, value)

    examined = desk.examined(file)

    assert not examined.is_accepted
    assert errors(examined) == [(sheet, cell, "locked_cell_changed")]
    said = message(examined).replace(",", "")
    assert f"原為「{old}" in said
    assert f"檔案中為「{new}" in said
    assert "請提計畫變更" in said


def test_all_that_is_wrong_is_said_at_once_each_at_its_cell(desk) -> None:
    file = desk.exported()
    wrong = {
        ("查核點", file.type_in("查核點", "A-2", "實際完成日", "還沒")),
        ("查核點", file.type_in("查核點", "A-2", "實際值", "很多")),
        ("查核點", file.type_in("查核點", "B-2", "實際值", "約160")),
        ("績效指標", file.type_in("績效指標", "1", "實際達成值", -3)),
        ("績效指標", file.type_in("績效指標", "2", "原訂目標值", 9)),
        ("個案成效", file.type_in("個案成效", "107-0001", "統一編號", "12345678")),
        ("個案成效", file.type_in("個案成效", "107-0001", "政府經費", 1.5)),
        ("個案成效", file.type_in("個案成效", "107-0002", "縣市", "花連縣")),
        ("經費", file.type_in("經費", "一-3|政府經費", "執行數", 260_001)),
        ("人力", file.type_in("人力", "副研究員級", "實際人月", "全部")),
    }

    examined = desk.examined(file)

    assert not examined.is_accepted
    assert examined.merge is None
    assert {(sheet, cell) for sheet, cell, _ in errors(examined)} == wrong
    assert [problem.message for problem in examined.problems if not re.search("[請須]", problem.message)] == []


def test_a_misspelt_choice_is_answered_with_the_likely_one(desk) -> None:
    file = desk.exported()
    file.type_in("個案成效", "107-0002", "輔導功能", "製成技術")

    assert "是否為「製程技術」" in message(desk.examined(file))


def test_a_checkpoint_completed_tomorrow_is_not_completed(desk) -> None:
    file = desk.exported()
    cell = file.type_in("查核點", "B-1", "實際完成日", "107/12/2")

    assert ("查核點", cell, "completed_in_the_future") in errors(desk.examined(file))


def test_a_warning_is_shown_and_does_not_block(desk) -> None:
    file = desk.exported()
    file.type_in("查核點", "A-3", "實際完成日", "107/3/30")

    examined = desk.examined(file)

    assert examined.is_accepted
    assert [(one.severity, one.code) for one in examined.problems] == [("警示", "actual_missing")]
    assert examined.proposal is not None
    assert examined.proposal.problems == examined.problems


def test_a_file_without_a_sheet_is_refused_with_the_name_of_the_sheet(desk) -> None:
    examined = desk.examined(desk.exported().without_sheet("經費"))

    assert ("經費", None, "sheet_missing") in errors(examined)


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"", id="empty"), pytest.param(b"PK\x03\x04 broken", id="broken"), pytest.param(b"a,b\n", id="csv")],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(desk, content: bytes) -> None:
    file = desk.exported()
    file.path.write_bytes(content)

    examined = desk.examined(file)

    assert not examined.is_accepted
    assert examined.plan is None
    assert len(message(examined)) > 10


def test_a_workbook_of_somebody_elses_making_is_refused_for_its_missing_identity(desk) -> None:
    file = desk.exported()
    Workbook().save(file.path)

    assert ("_meta", None, "meta_missing") in errors(desk.examined(file))
