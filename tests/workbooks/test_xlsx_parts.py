"""Drop-downs of any length, and what is printed."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from support.plan_builder import plan
from support.workbook_files import exported, meta_of

from app.workbooks.grids import book
from app.workbooks.reader import read_workbook
from app.workbooks.sheets import SHEETS
from app.workbooks.xlsx_writer import write_xlsx


def with_choices(choices):
    """The exported workbook, with another list of counties in its drop-down."""
    document = plan()
    contents = book(document, document.periods[-1], meta_of(document))

    def changed(hint):
        return replace(hint, choices=choices) if hint.title == "縣市" else hint

    grids = tuple(replace(grid, hints=tuple(map(changed, grid.hints))) for grid in contents.grids)
    out = BytesIO()
    write_xlsx(replace(contents, grids=grids), out)
    return out.getvalue()


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param(tuple(f"第{number}鄉鎮市區公所" for number in range(100)), id="longer-than-excel-takes"),
        pytest.param(("甲,乙", "丙"), id="a-comma-within"),
    ],
)
def test_a_list_that_a_validation_cannot_hold_is_offered_from_a_hidden_sheet(choices):
    data = with_choices(choices)
    workbook = openpyxl.load_workbook(BytesIO(data))

    offered = [v.formula1 for v in workbook["個案成效"].data_validations.dataValidation if v.promptTitle == "縣市"]
    assert offered == ["choices_1"]
    ((sheet, area),) = workbook.defined_names["choices_1"].destinations
    assert tuple(cell.value for row in workbook[sheet][area.replace("$", "")] for cell in row) == choices
    assert workbook[sheet].sheet_state == "veryHidden"
    assert read_workbook(data).problems == ()


@pytest.mark.parametrize("declared", [sheet for sheet in SHEETS if sheet.growing], ids=lambda sheet: sheet.section)
def test_blank_rows_for_new_cases_are_not_printed(declared):
    """Excel prints whatever has a border, so the print area ends at the last row with something in it."""
    workbook = openpyxl.load_workbook(BytesIO(exported(plan())))
    (area,) = [name for name in workbook.defined_names.values() if name.name == f"列印範圍_{declared.name}"]

    assert area.attr_text == (
        f"'{declared.name}'!$A$1:INDEX('{declared.name}'!$W$3:$W$305,"
        f"SUMPRODUCT(MAX(('{declared.name}'!$A$3:$W$305<>\"\")*(ROW('{declared.name}'!$A$3:$W$305)-2))))"
    )
