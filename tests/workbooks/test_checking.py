"""What a file proposes against what was exported: open cells change, locked ones do not, rows are never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from support.plan_builder import case, checkpoint, indicator, plan
from support.workbook_files import edited, exported, exported_without_blank_rows, typed

from app.domain.findings import Finding, Severity
from app.domain.plan_document import Case, CompletionBasis
from app.domain.report_rules import check_report
from app.workbooks.checking import overlay, place
from app.workbooks.comparison import Comparison
from app.workbooks.reader import read_workbook
from app.workbooks.reading import Block
from app.workbooks.safety import read_safely


def overlaid(*edits, document=None):
    document = document or plan()

    def edit(workbook):
        for one in edits:
            one(workbook)

    return overlay(document, read_workbook(edited(exported_without_blank_rows(document), edit)))


def test_reported_values_replace_those_of_the_base():
    checked = overlaid(
        typed("查核點", "實際完成日", 8, "107/11/30前"),
        typed("查核點", "實際值", 8, 214),
        typed("績效指標", "實際達成值", 5, 5.01),
        typed("經費", "執行數", 4, 2_740_000),
    )

    row = checked.document.row("checkpoints", "B-2")
    assert (row.completed_on, row.completion_basis) == (date(2018, 11, 30), CompletionBasis.ON_OR_BEFORE)
    assert row.actual == 214
    assert checked.document.row("indicators", "2").actual == Decimal(501_000_000)
    assert checked.document.row("finance_lines", "一-1|政府經費").executed == 2_740_000
    assert checked.problems == ()


def test_a_cleared_cell_is_not_reported_any_more():
    checked = overlaid(typed("查核點", "實際完成日", 4, None), typed("個案成效", "輔導單位", 4, None))

    assert checked.document.row("checkpoints", "A-1").completed_on is None
    assert checked.document.row("cases", "107-0001").adviser_name == ""


def test_a_date_that_loses_its_bound_is_a_change():
    bounded = checkpoint(completed_on=date(2018, 7, 15), completion_basis=CompletionBasis.ON_OR_BEFORE)
    document = plan(checkpoints=(bounded,))

    checked = overlaid(typed("查核點", "實際完成日", 4, "107/7/15"), document=document)

    assert checked.document.checkpoints[0].completion_basis is CompletionBasis.EXACT


@pytest.mark.parametrize(
    ("sheet", "header", "line", "value", "cell", "old", "new"),
    [
        pytest.param("查核點", "預定完成日", 5, "107/5/31", "C5", "107/4/30", "107/5/31", id="due-date"),
        pytest.param("查核點", "預定值", 5, 300, "F5", "334", "300", id="target"),
        pytest.param("查核點", "單位", 5, "件", "G5", "案", "件", id="unit"),
        pytest.param("查核點", "查核點概述", 5, None, "D5", "完成第 2 項工作", "空白", id="emptied"),
        pytest.param("查核點", "分項計畫", 5, "B", "A5", "A 管理及推廣分項計畫", "B", id="sub-plan"),
        pytest.param("績效指標", "原訂目標值", 5, "很多", "F5", "3.51", "很多", id="unreadable"),
        pytest.param("經費", "簽約數", 4, 2_000_000, "C4", "2,740,000", "2,000,000", id="contract"),
        pytest.param("個案成效", "個案編號", 4, "107-0009", "A4", "107-0001", "107-0009", id="case-number"),
    ],
)
def test_a_changed_locked_cell_is_an_error_that_tells_both_values(sheet, header, line, value, cell, old, new):
    checked = overlaid(typed(sheet, header, line, value))

    (problem,) = [p for p in checked.problems if p.code == "locked_cell_changed"]
    assert (problem.sheet, problem.cell, problem.severity) == (sheet, cell, Severity.ERROR)
    assert f"「{old}」" in problem.message
    assert f"「{new}」" in problem.message
    assert "計畫變更" in problem.message
    assert checked.document == plan()


def test_a_row_that_the_file_lacks_stays_and_is_told():
    checked = overlaid(lambda workbook: workbook["查核點"].delete_rows(5))

    (problem,) = checked.problems
    assert (problem.severity, problem.code, problem.key) == (Severity.WARNING, "row_missing", "A-2")
    assert checked.document == plan()


def test_a_missing_sheet_is_not_told_row_by_row():
    def drop(workbook):
        del workbook["查核點"]

    assert [problem.code for problem in overlaid(drop).problems] == ["sheet_missing"]


def test_a_new_case_is_added_after_those_that_were_exported():
    checked = overlaid(
        typed("個案成效", "個案編號", 6, "107-0003"),
        typed("個案成效", "受輔導業者", 6, "示範貿易有限公司"),
        typed("個案成效", "縣市", 6, "台東縣"),
        typed("個案成效", "降低庫存成本", 6, "12萬"),
    )

    added = Case("107-0003", firm_name="示範貿易有限公司", county="臺東縣", inventory_cost=120_000)
    assert checked.document.cases == (*plan().cases, added)
    assert checked.problems == ()


def test_a_new_row_where_none_may_be_added_is_an_error():
    def add(workbook):
        workbook["查核點"]["D9"] = "加辦說明會"
        workbook["查核點"]["N9"] = "A-9"

    checked = overlaid(add)

    (problem,) = checked.problems
    assert (problem.code, problem.cell, problem.key) == ("key_unknown", "A9", "A-9")
    assert checked.document == plan()


def test_a_word_outside_the_list_is_an_error_with_the_closest_choice():
    checked = overlaid(typed("個案成效", "輔導功能", 4, "新產品開發"))

    (problem,) = checked.problems
    assert (problem.code, problem.cell) == ("choice_unknown", "F4")
    assert "是否為「新產品/新技術開發」" in problem.message


def test_a_word_outside_the_list_that_was_exported_so_is_nobodys_fault():
    document = plan(cases=(case(county="彰化市"),))

    assert overlaid(document=document).problems == ()


def test_how_a_cell_was_understood_is_told_only_where_it_says_something_new():
    document = plan(indicators=(indicator(unit="億元", target=Decimal(10) ** 12, actual=Decimal(10) ** 12),))

    assert overlaid(document=document).problems == ()

    (problem,) = overlaid(typed("績效指標", "實際達成值", 4, 12_345), document=document).problems
    assert (problem.cell, problem.code) == ("G4", "taken_for_granted")


def test_problems_of_reading_and_of_checking_come_together():
    checked = overlaid(typed("查核點", "實際完成日", 4, "?"), typed("查核點", "預定值", 5, 1))

    assert [problem.code for problem in checked.problems] == ["not_a_date", "locked_cell_changed"]
    assert checked.document.row("checkpoints", "A-1") == plan().row("checkpoints", "A-1")


@pytest.mark.parametrize(
    ("section", "key", "field", "sheet", "cell"),
    [
        pytest.param("checkpoints", "A-2", "delay_reason", "查核點", "K5", id="field"),
        pytest.param("checkpoints", "A-2", "completion_basis", "查核點", "H5", id="second-field-of-a-cell"),
        pytest.param("checkpoints", "A-2", None, "查核點", "A5", id="whole-row"),
        pytest.param("checkpoints", "A-2", "original_due_on", "查核點", None, id="field-without-a-column"),
        pytest.param("cases", "107-0099", "tax_id", "個案成效", None, id="row-not-in-the-file"),
    ],
)
def test_a_finding_is_placed_where_its_author_sees_it(section, key, field, sheet, cell):
    reading = read_workbook(exported(plan()))

    problem = place(Finding(section, key, field, Severity.WARNING, "some_code", "請修正。"), reading)

    assert (problem.sheet, problem.cell, problem.key) == (sheet, cell, key)
    assert (problem.severity, problem.code, problem.message) == (Severity.WARNING, "some_code", "請修正。")


def test_what_was_found_out_while_reading_changes_nothing_of_the_outcome():
    document = plan(cases=tuple(case(key=f"107-{number:04}") for number in range(1, 5)))

    def edit(workbook):
        typed("個案成效", "增加產品訂單", 5, 7_000)(workbook)
        typed("個案成效", "個案編號", 6, "107-0009")(workbook)
        typed("個案成效", "個案編號", 8, "107-0010")(workbook)
        typed("個案成效", "政府經費", 8, -1)(workbook)
        typed("查核點", "實際值", 8, 214)(workbook)

    file = edited(exported_without_blank_rows(document), edit)
    comparison = Comparison(document, date(2018, 12, 1))
    reading = read_safely(file, hear=lambda piece: comparison.take(piece) if isinstance(piece, Block) else None)

    proposed = overlay(document, reading, comparison)

    assert {"107-0001", "107-0004"} <= comparison.untouched["cases"]
    assert not {"107-0002", "107-0003"} & comparison.untouched["cases"]
    assert [*comparison.new["cases"]] == [*comparison.checked["cases"]] == ["107-0010"]
    assert "negative" in {finding.code for finding in comparison.checked["cases"]["107-0010"]}
    assert proposed == overlay(document, reading)
    assert proposed.document.row("cases", "107-0002").new_orders == 7_000
    found = check_report(document, proposed.document, on=date(2018, 12, 1), checked=comparison.checked)
    assert found == check_report(document, proposed.document, on=date(2018, 12, 1))
