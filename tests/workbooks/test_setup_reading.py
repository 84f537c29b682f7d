"""Set-up workbooks as officers fill them in: forgiving about form, every fault named by its cell."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from support.plan_builder import plan
from support.setup_files import NOW, TAX_ID, edited_file, good_file, good_plan, read, with_fact, written
from support.workbook_files import exported, typed

from app.domain.plan_document import WorkItem
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import PlanSetup, setup_of
from app.workbooks.reader import read_workbook
from app.workbooks.setup_sheets import FACT_COLUMNS, SETUP_SHEETS
from app.workbooks.setup_workbook import is_setup, placed, write_setup

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them


def places(data: bytes) -> list[tuple]:
    return [(one.sheet, one.cell, one.code) for one in read(data).problems]


def test_the_empty_form_asks_for_everything_that_is_needed():
    found = read(written(None))

    needed = [(f"B{line}", column) for line, column in enumerate(FACT_COLUMNS, start=4) if column.required]
    assert found.setup == PlanSetup()
    assert [(one.cell, one.key, one.code) for one in found.problems] == [
        (cell, column.header, "required") for cell, column in needed
    ]


@pytest.mark.parametrize(
    ("label", "typed_in", "fact", "understood"),
    [
        ("年度", "108年度", "roc_year", 108),
        ("年度", 108, "roc_year", 108),
        ("第幾年", "第2年", "year_index", 2),
        ("計畫開始日", date(2018, 1, 1), "starts_on", date(2018, 1, 1)),
        ("計畫開始日", "民國107年1月1日", "starts_on", date(2018, 1, 1)),
        ("政府經費", 58964000, "government_budget", 58_964_000),
        ("政府經費", "5,896.4萬元", "government_budget", 58_964_000),
        ("統一編號", 10458575, "contractor_tax_id", "10458575"),
        ("計畫名稱", "  示範計畫 ", "name", "示範計畫"),
        ("組別", None, "division", None),
    ],
)
def test_facts_are_read_as_people_write_them(label, typed_in, fact, understood):
    found = read(edited_file(with_fact(label, typed_in)))

    assert [one for one in found.problems if one.severity == "錯誤"] == []
    assert getattr(found.setup.facts, fact) == understood


@pytest.mark.parametrize(
    ("label", "typed_in", "code"),
    [
        ("年度", "今年", "not_a_figure"),
        ("計畫開始日", "年初", "not_a_date"),
        ("計畫開始日", "1/1", "not_a_date"),
        ("政府經費", "約5000萬", "not_a_figure"),
        ("政府經費", "1.5", "not_whole"),
        ("計畫名稱", "   ", "required"),
    ],
)
def test_a_fact_that_cannot_be_read_is_named_once(label, typed_in, code):
    [problem] = read(edited_file(with_fact(label, typed_in))).problems

    assert (problem.sheet, problem.key, problem.severity) == ("計畫基本資料", label, "錯誤")
    assert problem.code in {code, "not_exact"}
    assert problem.cell[0] == "B"


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (typed("查核點", "預定完成日", 4, "年底"), ("查核點", "C4", "not_a_date")),
        (typed("查核點", "預定完成日", 4, None), ("查核點", "C4", "required")),
        (typed("查核點", "目標限定", 5, "大約"), ("查核點", "F5", "choice_unknown")),
        (typed("查核點", "單位", 5, None), ("查核點", "G5", "quantity_unexpected")),
        (typed("查核點", "序號", 5, 1), ("查核點", "A5", "key_repeated")),
        (typed("績效指標", "方向", 4, "越多越好"), ("績效指標", "I4", "choice_unknown")),
        (typed("經費", "簽約數", 4, "一百萬左右"), ("經費", "D4", "not_exact")),
        (typed("經費", "經費來源", 4, None), ("經費", "C4", "required")),
        (typed("人力", "級別", 5, "研究員級"), ("人力", "A5", "key_repeated")),
        (typed("期別", "截止日", 4, "13月1日"), ("期別", "C4", "not_a_date")),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_its_sums_are_not_judged(edit, place):
    found = read(edited_file(edit))

    assert [(one.sheet, one.cell, one.code) for one in found.problems] == [place]
    assert found.setup.unread
    assert not [one for one in check_setup(found.setup) if one.code in {"weights_not_whole", "budget_disagrees"}]


def test_a_target_without_a_unit_says_what_is_missing():
    [problem] = read(edited_file(typed("查核點", "單位", 5, None))).problems

    assert "單位" in problem.message
    assert "有數值而沒有單位" in problem.message


def test_a_cleared_row_is_gone_and_a_new_one_counts():
    def edit(workbook: Workbook) -> None:
        sheet = workbook["人力"]
        sheet["A5"], sheet["B5"] = None, None
        sheet["A8"], sheet["B8"] = "技術員", "3.5"

    found = read(edited_file(edit))

    assert found.problems == ()
    assert [(row.key, row.planned_months) for row in found.setup.staffing] == [
        ("研究員級", Decimal(1)),
        ("技術員", Decimal("3.5")),
    ]


def test_a_row_may_change_its_number():
    found = read(edited_file(typed("查核點", "序號", 4, 9)))

    assert [row.key for row in found.setup.checkpoints] == ["A-9", "A-2", "A-3", "B-1", "B-2"]


@pytest.mark.parametrize("written_as", ["A", "a", "Ａ", "A 管理及推廣分項計畫"])
def test_a_sub_plan_is_known_by_its_letter(written_as):
    assert read(edited_file(typed("查核點", "分項計畫", 4, written_as))).setup.checkpoints[0].sub_plan == "A"


def test_what_is_left_out_has_its_usual_meaning():
    edits = [typed("績效指標", header, 4, None) for header in ("差異用語", "小數位數", "方向", "目標限定", "列入表別")]

    row = read(edited_file(*edits)).setup.indicators[0]

    assert (row.subject, row.places, row.direction, row.target_qualifier, row.listed_in) == (
        *("技術服務家數", 0, "越高越好", ">=", ()),
    )


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SETUP_SHEETS])
def test_a_sheet_that_is_gone_is_missed(sheet):
    def edit(workbook: Workbook) -> None:
        del workbook[sheet]

    assert places(edited_file(edit)) == [(sheet, None, "sheet_missing")]


def test_a_column_that_is_gone_is_missed_once():
    def edit(workbook: Workbook) -> None:
        workbook["查核點"].delete_cols(3)

    assert places(edited_file(edit)) == [("查核點", None, "column_missing")]


def test_a_label_that_was_typed_over_is_missed():
    def edit(workbook: Workbook) -> None:
        workbook["計畫基本資料"]["A4"] = "代碼"

    assert [(cell, code) for _, cell, code in places(edited_file(edit))] == [
        ("A4", "fact_unknown"),
        (None, "fact_missing"),
    ]


def test_a_finding_stands_at_its_cell():
    found = read(edited_file(with_fact("統一編號", "12345678"), typed("查核點", "分項計畫", 6, "C")))

    placed = [found.place(one) for one in check_setup(found.setup)]

    assert ("計畫基本資料", "B12", "tax_id", "統一編號") in [(p.sheet, p.cell, p.code, p.key) for p in placed]
    assert ("查核點", "A6", "sub_plan_unknown", "C-3") in [(p.sheet, p.cell, p.code, p.key) for p in placed]


def test_a_file_without_its_hidden_sheet_is_as_good():
    def edit(workbook: Workbook) -> None:
        del workbook["_meta"]

    assert read(edited_file(edit)).problems == ()


def test_money_of_the_plan_is_written_with_commas():
    lines = {row[0].value: row[1].value for row in load_workbook(BytesIO(good_file()))["計畫基本資料"].iter_rows()}

    assert (lines["政府經費"], lines["年度"]) == ("3,000,000", "107")


def test_a_set_up_file_says_that_it_is_one():
    meta, of_report = (read_workbook(data, SETUP_SHEETS).meta for data in (good_file(), exported(plan())))

    assert is_setup(meta)
    assert not is_setup(of_report)


def test_what_has_to_be_confirmed_stands_on_the_cover_with_its_cell():
    setup = setup_of(good_plan(work_items=(WorkItem("A-1", "A", 1, "辦理106年度成果"),)), TAX_ID)
    out = BytesIO()

    write_setup(
        setup, out, "xlsx", created_at=NOW, to_confirm=[placed(finding, setup) for finding in check_setup(setup)]
    )

    lines = [[cell.value for cell in row] for row in load_workbook(out)["填表說明"].iter_rows()]
    assert ["工作項目", "C4"] in [line[1:3] for line in lines]
