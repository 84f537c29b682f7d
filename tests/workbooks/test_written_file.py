"""The file as a person meets it."""

from datetime import date
from io import BytesIO
from xml.sax.saxutils import unescape
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from defusedxml import ElementTree
from support.plan_builder import checkpoint, plan
from support.workbook_files import HEADER_LINE, column_of, exported

from app.domain.plan_document import REPORTED_SECTIONS, CompletionBasis
from app.workbooks.code_lists import COUNTIES
from app.workbooks.sheets import SHEETS


@pytest.fixture(scope="module")
def workbook():
    return openpyxl.load_workbook(BytesIO(exported(plan())))


def test_the_cover_comes_first_and_the_identity_is_out_of_sight(workbook):
    assert workbook.sheetnames == ["填表說明", *REPORTED_SECTIONS.values(), "_meta"]
    assert workbook.active.title == "填表說明"
    assert workbook["_meta"].sheet_state == "veryHidden"


def test_the_cover_tells_plan_period_and_due_date(workbook):
    words = " ".join(str(cell.value) for row in workbook["填表說明"].iter_rows() for cell in row if cell.value)

    assert all(word in words for word in ("示範輔導計畫(2/4)", "期末", "107/12/16", "財團法人示範中心"))


@pytest.mark.parametrize("declared", SHEETS, ids=lambda sheet: sheet.section)
def test_only_what_is_reported_can_be_typed_into(workbook, declared):
    sheet = workbook[declared.name]
    row = sheet[HEADER_LINE + 1]

    assert sheet.protection.sheet
    assert sheet.protection.password is None
    locked = [not (declared.is_open(column) or declared.growing) for column in declared.columns]
    assert [cell.protection.locked for cell in row] == [*locked, not declared.growing]


def test_cases_can_be_sorted_because_nothing_in_their_rows_is_locked(workbook):
    sheet = workbook["個案成效"]
    filtered = sheet[sheet.auto_filter.ref]

    assert sheet.protection.sort is False  # not forbidden
    assert {cell.protection.locked for row in filtered[1:] for cell in row} == {False}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_number_of_an_exported_case_is_held_fast_by_its_hidden_key(kind):
    data = ZipFile(BytesIO(exported(plan(), kind)))
    guard = {"xlsx": 'OR($X4="",$A4=$X4)', "ods": 'of:is-true-formula(OR([.$X4]="";[.$A4]=[.$X4]))'}[kind]

    assert guard in _text_of(data)


@pytest.mark.parametrize("declared", SHEETS, ids=lambda sheet: sheet.section)
def test_headers_stay_in_sight_and_on_every_page(workbook, declared):
    sheet = workbook[declared.name]

    assert sheet.freeze_panes == f"{'ABC'[declared.frozen]}{HEADER_LINE + 1}"
    assert sheet.print_title_rows == f"${HEADER_LINE}:${HEADER_LINE}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.auto_filter.ref.startswith(f"A{HEADER_LINE}:")


@pytest.mark.parametrize(("name", "tall"), [("填表說明", 1), ("查核點", 0)])
def test_the_cover_is_one_page_and_tables_are_as_long_as_they_are(workbook, name, tall):
    fitted = workbook[name].page_setup.fitToHeight

    assert (1 if fitted is None else fitted) == tall  # the file format takes one page for granted


@pytest.mark.parametrize("declared", SHEETS, ids=lambda sheet: sheet.section)
def test_the_keys_are_hidden_beside_the_table(workbook, declared):
    sheet = workbook[declared.name]
    key = column_of(sheet, "_key")

    assert key == len(declared.columns) + 1
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(key)].hidden


def test_a_list_is_offered_in_every_row_and_lets_other_spellings_through(workbook):
    sheet = workbook["個案成效"]
    column = openpyxl.utils.get_column_letter(column_of(sheet, "縣市"))
    (offer,) = [v for v in sheet.data_validations.dataValidation if str(v.sqref).startswith(f"{column}4")]

    assert str(offer.sqref) == f"{column}4:{column}305"
    assert offer.formula1 == f'"{",".join(COUNTIES)}"'
    assert offer.errorStyle == "warning"


def test_an_open_cell_says_how_it_is_filled_in(workbook):
    sheet = workbook["查核點"]
    messages = {v.promptTitle: v.prompt for v in sheet.data_validations.dataValidation}

    assert "107/7/15前" in messages["實際完成日"]


def test_dates_are_texts_that_no_program_turns_into_days():
    bounded = checkpoint(completed_on=date(2018, 7, 15), completion_basis=CompletionBasis.ON_OR_BEFORE)
    sheet = openpyxl.load_workbook(BytesIO(exported(plan(checkpoints=(bounded,)))))["查核點"]

    assert (sheet["C4"].value, sheet["C4"].number_format) == ("107/1/31", "@")
    assert (sheet["H4"].value, sheet["H4"].number_format) == ("107/7/15前", "@")


def test_a_target_is_shown_in_the_unit_of_its_row(workbook):
    sheet = workbook["績效指標"]

    assert [sheet.cell(line, 6).value for line in (4, 5, 6)] == [167, 3.51, 35]
    assert sheet["F5"].number_format == "#,##0.00"


def test_totals_are_live_and_stay_blank_until_something_is_reported():
    document = plan()
    live = openpyxl.load_workbook(BytesIO(exported(document)))["經費"]
    shown = openpyxl.load_workbook(BytesIO(exported(document)), data_only=True)["經費"]

    assert [live.cell(line, 1).value for line in (7, 8, 9)] == ["政府經費小計", "自籌款小計", "合計"]
    assert live["C9"].value == '=IF(COUNT(C4:C6)=0,"",SUM(C4:C6))'
    assert [shown.cell(line, 3).value for line in (7, 8, 9)] == [3_000_000, 260_000, 3_260_000]
    assert [shown.cell(line, 4).value or "" for line in (7, 8, 9)] == ["", 250_000, 250_000]


def test_nothing_that_people_wrote_becomes_a_formula_or_a_link():
    hostile = checkpoint(
        description='=HYPERLINK("http://example.tw","x")', achievement="@SUM(1)", remedy="http://example.tw"
    )
    data = exported(plan(checkpoints=(hostile,)))
    sheet = openpyxl.load_workbook(BytesIO(data))["查核點"]

    assert [sheet[cell].data_type for cell in ("D4", "J4", "L4")] == ["s", "s", "s"]
    assert sheet["L4"].hyperlink is None


def test_an_ods_says_what_it_is_in_its_first_bytes():
    package = ZipFile(BytesIO(exported(plan(), "ods")))
    first = package.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert package.read(first) == b"application/vnd.oasis.opendocument.spreadsheet"


def test_every_part_of_an_ods_is_listed_and_well_formed():
    package = ZipFile(BytesIO(exported(plan(), "ods")))
    listed = package.read("META-INF/manifest.xml").decode()
    parts = [name for name in package.namelist() if name not in ("mimetype", "META-INF/manifest.xml")]

    assert all(f'manifest:full-path="{name}"' in listed for name in parts)
    assert all(ElementTree.fromstring(package.read(name)) is not None for name in parts)


def test_an_ods_protects_hides_and_offers_as_the_xlsx_does():
    content = ZipFile(BytesIO(exported(plan(), "ods"))).read("content.xml").decode()

    assert content.count('table:protected="true"') == len(SHEETS) + 2
    assert content.count('table:visibility="collapse"') == len(SHEETS)
    assert content.count('table:display="false"') == 1
    assert 'of:cell-content-is-in-list("臺北市";"新北市";' in content
    assert "of:=IF(COUNT([.C4:.C6])=0;" in content


def test_both_kinds_of_file_tell_and_offer_the_same():
    document = plan()
    sheets = openpyxl.load_workbook(BytesIO(exported(document))).worksheets
    xlsx = [v for sheet in sheets for v in sheet.data_validations.dataValidation]
    content = ElementTree.fromstring(ZipFile(BytesIO(exported(document, "ods"))).read("content.xml"))
    ods = [element for element in content.iter() if element.tag.endswith("}content-validation")]

    assert [(v.promptTitle, v.prompt) for v in xlsx] == [_help_of(element) for element in ods]
    assert [v.type in ("list", "custom") for v in xlsx] == [_condition_of(element) is not None for element in ods]


def _help_of(validation):
    (message,) = [element for element in validation if element.tag.endswith("}help-message")]
    title = next(value for name, value in message.attrib.items() if name.endswith("}title"))
    return title, "".join(message.itertext())


def _condition_of(validation):
    return next((value for name, value in validation.attrib.items() if name.endswith("}condition")), None)


def _text_of(package: ZipFile) -> str:
    return unescape("".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml")))
