"""Excel's habits are no errors: what is moved, hidden, sorted, filtered or added beside does no harm."""

import pytest
from openpyxl.styles import PatternFill
from support.plan_builder import plan
from support.workbook_files import HEADER_LINE, column_of, edited, exported, exported_without_blank_rows, repacked

from app.workbooks.checking import overlay
from app.workbooks.reader import read_workbook


def move_a_column(workbook):
    sheet = workbook["查核點"]
    sheet.move_range(f"I1:I{sheet.max_row}", cols=10)


def hide_columns(workbook):
    for letter in "BEK":
        workbook["查核點"].column_dimensions[letter].hidden = True


def add_own_columns(workbook):
    sheet = workbook["查核點"]
    sheet.insert_cols(1)
    for line in range(HEADER_LINE, sheet.max_row + 1):
        sheet.cell(line, 1, f"內部編號 {line}")
        sheet.cell(line, sheet.max_column + 2, "我的註記")


def add_title_rows(workbook):
    workbook["經費"].insert_rows(1, 3)
    workbook["經費"]["A1"] = "財團法人示範中心 107 年度填報"


def sort_rows(workbook):
    sheet = workbook["查核點"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_LINE + 1)]
    for line, row in enumerate(sorted(rows, key=lambda row: row[13], reverse=True), HEADER_LINE + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column).value = value


def insert_blank_rows(workbook):
    workbook["查核點"].insert_rows(6, 2)


def filter_rows(workbook):
    sheet = workbook["個案成效"]
    sheet.auto_filter.add_filter_column(3, ["花蓮縣"])
    sheet.row_dimensions[4].hidden = True


def reorder_sheets(workbook):
    workbook.move_sheet("人力", offset=-6)
    workbook.move_sheet("_meta", offset=-3)
    workbook.create_sheet("內部討論", 0)["A1"] = "查核點"


def format_phantom_rows(workbook):
    workbook["查核點"]["A9000"].fill = PatternFill("solid", fgColor="FFFF00")
    workbook["查核點"]["C9001"] = "   "


def write_in_an_unused_column(workbook):
    workbook["查核點"]["Z40"] = "x"


def widen_headers(workbook):
    sheet = workbook["經費"]
    sheet.cell(HEADER_LINE, column_of(sheet, "執行數")).value = " 執行數（元）* "
    sheet.cell(HEADER_LINE, column_of(sheet, "備註")).value = "備\n註"


def merge_the_title(workbook):
    workbook["查核點"].merge_cells("A1:M1")


@pytest.mark.parametrize(
    "habit",
    [
        *(move_a_column, hide_columns, add_own_columns, add_title_rows, sort_rows, insert_blank_rows, filter_rows),
        *(reorder_sheets, format_phantom_rows, write_in_an_unused_column, widen_headers, merge_the_title),
    ],
)
def test_a_file_is_read_as_if_nothing_had_been_moved(habit):
    document = plan()

    checked = overlay(document, read_workbook(edited(exported_without_blank_rows(document), habit)))

    assert checked.problems == ()
    assert checked.document == document


def test_a_problem_names_the_cell_where_it_stands_now():
    def move_and_spoil(workbook):
        add_title_rows(workbook)
        workbook["經費"]["D7"] = "待補"

    (problem,) = read_workbook(edited(exported_without_blank_rows(plan()), move_and_spoil)).problems

    assert (problem.sheet, problem.cell, problem.key) == ("經費", "D7", "一-1|政府經費")


def test_an_ods_that_ends_in_a_million_empty_rows_is_read():
    empty = b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
    data = repacked(exported(plan(), "ods"), {"content.xml": lambda xml: xml.replace(b"</table:table>", empty)})

    checked = overlay(plan(), read_workbook(data))

    assert (checked.document, checked.problems) == (plan(), ())
