"""The sheet that a contractor sees first: what is wrong, where, and how to get there."""

from io import BytesIO

import openpyxl
import pytest
from support.rich_workbooks import MAIN, QUOTED, rich_xlsx

from app.domain.findings import Problem, Severity
from app.workbooks.annotation import annotate

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

PROBLEMS = (
    Problem(MAIN, "B3", Severity.WARNING, "code", "請確認", "A-2"),
    Problem(QUOTED, "A1", Severity.ERROR, "code", "不在選項內", "A-1"),
    Problem(MAIN, None, Severity.ERROR, "code", "找不到欄位"),
    Problem("", None, Severity.ERROR, "code", "檔案有誤"),
    Problem("沒有的工作表", None, Severity.ERROR, "code", "找不到工作表"),
    Problem("藏", "A1", Severity.ERROR, "code", "隱藏的工作表"),
)


@pytest.fixture(scope="module")
def results():
    marked = annotate(rich_xlsx(), PROBLEMS, summary=["計畫：示範計畫", "期別：期末"])
    return openpyxl.load_workbook(BytesIO(marked))["檢核結果"]


def test_it_opens_with_what_the_file_is_and_what_to_do(results):
    lines = [results.cell(line, 1).value for line in range(1, 6)]

    assert lines[:4] == [
        "檢核結果",
        "計畫：示範計畫",
        "期別：期末",
        "錯誤 5 項（紅色，必須修正）、警示 1 項（黃色，請確認）。",
    ]
    assert "直接上傳本檔案" in lines[4]


def test_errors_come_first_and_each_problem_has_its_row(results):
    rows = list(results.iter_rows(min_row=6, max_col=6, values_only=True))

    assert rows == [
        ("編號", "工作表", "儲存格", "列", "嚴重程度", "說明"),
        (1, QUOTED, "A1", "A-1", "錯誤", "不在選項內"),
        (2, MAIN, "整張工作表", "—", "錯誤", "找不到欄位"),
        (3, "整個檔案", "—", "—", "錯誤", "檔案有誤"),
        (4, "沒有的工作表", "—", "—", "錯誤", "找不到工作表"),
        (5, "藏", "A1", "—", "錯誤", "隱藏的工作表"),
        (6, MAIN, "B3", "A-2", "警示", "請確認"),
    ]


def test_a_link_leads_to_each_cell_that_can_be_seen(results):
    links = {cell.coordinate: cell.hyperlink.location for (cell,) in results["C7:C12"] if cell.hyperlink}

    assert links == {"C7": "'選''項 A'!A1", "C8": "'指標'!A1", "C12": "'指標'!B3"}


def test_it_prints_on_a4_across_with_its_header_on_every_page(results):
    assert (results.page_setup.paperSize, results.page_setup.orientation) == (9, "landscape")
    assert results.print_title_rows == "$6:$6"
    assert results.freeze_panes == "A7"
    assert results.protection.sheet


def test_a_file_without_problems_says_so():
    marked = openpyxl.load_workbook(BytesIO(annotate(rich_xlsx(), [])))

    assert marked["檢核結果"]["A2"].value == "檢核完成，沒有發現問題。"
