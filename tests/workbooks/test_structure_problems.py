"""What is wrong with the shape of a file: always named, never guessed."""

import pytest
from support.plan_builder import plan
from support.workbook_files import (
    HEADER_LINE,
    column_of,
    edited,
    exported,
    exported_without_blank_rows,
    repacked,
    typed,
)

from app.domain.findings import Severity
from app.workbooks.checking import Checked, overlay
from app.workbooks.reader import MOST_SHEETS, read_workbook

KEY = 14  # the hidden column of 查核點


def drop_sheet(workbook):
    del workbook["人力"]


def rename_header(workbook):
    workbook["查核點"].cell(HEADER_LINE, column_of(workbook["查核點"], "實際值")).value = "完成數"


def drop_locked_column(workbook):
    workbook["查核點"].delete_cols(5)


def drop_unit_column(workbook):
    workbook["查核點"].delete_cols(7)


def repeat_column(workbook):
    workbook["查核點"].cell(HEADER_LINE, 20).value = "實際值"


def drop_keys(workbook):
    workbook["查核點"].delete_cols(KEY)


def drop_header(workbook):
    workbook["查核點"].delete_rows(HEADER_LINE)


def copy_row(workbook):
    sheet = workbook["查核點"]
    for column in range(1, KEY + 1):
        sheet.cell(9, column).value = sheet.cell(5, column).value


def add_row(workbook):
    workbook["查核點"]["D12"] = "完成加辦的說明會"


def add_case_without_number(workbook):
    workbook["個案成效"]["B9"] = "示範貿易有限公司"


def add_case_twice(workbook):
    workbook["個案成效"]["A9"] = "107-0001"
    workbook["個案成效"]["B9"] = "示範貿易有限公司"


def merge_cells(workbook):
    workbook["查核點"].merge_cells("I4:I5")


@pytest.mark.parametrize(
    ("damage", "sheet", "cell", "code"),
    [
        pytest.param(drop_sheet, "人力", None, "sheet_missing", id="sheet-dropped"),
        pytest.param(rename_header, "查核點", None, "column_missing", id="header-renamed"),
        pytest.param(drop_unit_column, "查核點", None, "column_missing", id="units-dropped"),
        pytest.param(repeat_column, "查核點", None, "column_repeated", id="header-repeated"),
        pytest.param(drop_header, "查核點", None, "header_missing", id="header-row-dropped"),
        pytest.param(copy_row, "查核點", "A9", "key_repeated", id="row-copied"),
        pytest.param(add_row, "查核點", "D12", "row_unknown", id="row-added-where-none-may-be"),
        pytest.param(add_case_without_number, "個案成效", "A9", "key_missing", id="case-without-number"),
        pytest.param(add_case_twice, "個案成效", "A9", "key_repeated", id="case-number-taken"),
        pytest.param(merge_cells, "查核點", "I5", "cells_merged", id="figures-merged"),
    ],
)
def test_damage_is_an_error_that_names_its_place(damage, sheet, cell, code):
    errors = [
        p
        for p in read_workbook(edited(exported_without_blank_rows(plan()), damage)).problems
        if p.severity is Severity.ERROR
    ]

    assert (errors[0].sheet, errors[0].cell, errors[0].code) == (sheet, cell, code)


def test_rows_without_their_keys_are_reported_once_for_the_sheet():
    """Each row is as it should be; nobody is told to clear them."""
    reading = read_workbook(edited(exported_without_blank_rows(plan()), drop_keys))

    assert [problem.code for problem in reading.problems] == ["key_column_missing"]
    assert [problem.code for problem in overlay(plan(), reading).problems] == ["key_column_missing"]


def test_without_the_units_no_figure_is_judged():
    data = edited(exported_without_blank_rows(plan()), drop_unit_column)

    (problem,) = overlay(plan(), read_workbook(data)).problems

    assert (problem.sheet, problem.code) == ("查核點", "column_missing")


def test_the_totals_are_no_row_when_the_hidden_keys_are_gone():
    def drop(workbook):
        workbook["人力"].delete_cols(4)

    checked = overlay(plan(), read_workbook(edited(exported_without_blank_rows(plan()), drop)))

    assert checked == (Checked(plan(), ()))


def test_a_missing_locked_column_is_only_a_warning():
    (problem,) = read_workbook(edited(exported_without_blank_rows(plan()), drop_locked_column)).problems

    assert (problem.severity, problem.code) == (Severity.WARNING, "column_missing")


def test_an_indicator_is_known_by_its_number_when_the_hidden_keys_are_gone():
    def drop(workbook):
        workbook["績效指標"].delete_cols(10)

    reading = read_workbook(edited(exported_without_blank_rows(plan()), drop))

    assert [row.key for row in reading.rows if row.section == "indicators"] == ["1", "2", "3"]
    assert reading.problems == ()


def test_a_new_case_is_known_by_the_number_that_its_author_gave_it():
    def add(workbook):
        typed("個案成效", "個案編號", 20, "107-0003")(workbook)
        typed("個案成效", "受輔導業者", 20, "示範貿易有限公司")(workbook)

    reading = read_workbook(edited(exported_without_blank_rows(plan()), add))

    row = reading.by_key["cases", "107-0003"]
    assert row.values["firm_name"] == "示範貿易有限公司"
    assert (row.cell("firm_name"), row.cells["key"]) == ("B20", "A20")


def copied(origin, to, number):
    """The row of a case copied with everything hidden in it, and given another number."""

    def copy(workbook):
        sheet = workbook["個案成效"]
        for column in range(1, sheet.max_column + 1):
            sheet.cell(to, column).value = sheet.cell(origin, column).value
        sheet.cell(to, 1).value = number

    return copy


@pytest.mark.parametrize(
    ("to", "number", "keys", "codes"),
    [
        pytest.param(20, "107-0009", ["107-0001", "107-0002", "107-0009"], [], id="new-number"),
        pytest.param(20, "１０７－０００９", ["107-0001", "107-0002", "107-0009"], [], id="new-number-in-full-width"),
        pytest.param(20, "107-0001", ["107-0001", "107-0002"], ["key_repeated"], id="its-own-number"),
        pytest.param(20, "１０７－０００１", ["107-0001", "107-0002"], ["key_repeated"], id="its-own-in-full-width"),
        pytest.param(20, "107-0002", ["107-0001", "107-0002"], ["key_repeated"], id="number-of-another"),
        pytest.param(20, None, ["107-0001", "107-0002"], ["key_missing"], id="no-number"),
        pytest.param(5, "107-0009", ["107-0001", "107-0009"], [], id="over-another-row"),
    ],
)
def test_a_copied_case_is_known_by_the_number_that_its_author_gave_it(to, number, keys, codes):
    reading = read_workbook(edited(exported_without_blank_rows(plan()), copied(4, to, number)))

    assert [row.key for row in reading.rows if row.section == "cases"] == keys
    assert [(problem.cell, problem.code) for problem in reading.problems] == [(f"A{to}", code) for code in codes]


def test_a_copy_may_stand_above_the_row_that_it_was_copied_from():
    def copy_upwards(workbook):
        workbook["個案成效"].insert_rows(4)
        copied(5, 4, "107-0009")(workbook)

    reading = read_workbook(edited(exported_without_blank_rows(plan()), copy_upwards))

    assert [row.key for row in reading.rows if row.section == "cases"] == ["107-0009", "107-0001", "107-0002"]
    assert reading.problems == ()


def test_a_number_that_is_changed_without_copying_is_still_that_of_its_row():
    data = edited(exported_without_blank_rows(plan()), typed("個案成效", "個案編號", 4, "107-0009"))

    (problem,) = overlay(plan(), read_workbook(data)).problems

    assert (problem.cell, problem.code, problem.key) == ("A4", "locked_cell_changed", "107-0001")


def test_a_number_retyped_in_full_width_is_not_changed():
    data = edited(exported_without_blank_rows(plan()), typed("個案成效", "個案編號", 4, "１０７－０００１"))

    assert overlay(plan(), read_workbook(data)) == Checked(plan(), ())


@pytest.mark.parametrize(
    ("more", "codes"), [(MOST_SHEETS - 8, []), (MOST_SHEETS - 7, ["file_too_heavy"])], ids=["most", "one-too-many"]
)
def test_only_so_many_sheets_are_read(more, codes):
    named = "".join(f'<sheet name="n{n}" sheetId="{n + 20}" r:id="rId2"/>' for n in range(more))
    change = {"xl/workbook.xml": lambda xml: xml.replace(b"</sheets>", named.encode() + b"</sheets>")}

    reading = read_workbook(repacked(exported_without_blank_rows(plan()), change))

    assert [problem.code for problem in reading.problems] == codes


@pytest.mark.parametrize(
    ("name", "value"), [("revision", ""), ("revision", "three"), ("plan_code", None), ("fingerprint", None)]
)
def test_a_file_that_does_not_say_where_it_comes_from_is_told_so(name, value):
    def spoil(workbook):
        for row in workbook["_meta"].iter_rows():
            if row[0].value == name:
                row[1].value = value

    reading = read_workbook(edited(exported_without_blank_rows(plan()), spoil))

    assert reading.meta is None
    assert [problem.code for problem in reading.problems] == ["meta_missing"]


def test_a_revision_that_became_a_number_is_still_the_revision():
    def retype(workbook):
        for row in workbook["_meta"].iter_rows():
            if row[0].value == "revision":
                row[1].value = 3

    assert read_workbook(edited(exported_without_blank_rows(plan()), retype)).meta.revision == 3


def test_a_file_of_another_template_is_told_so():
    def age(workbook):
        for row in workbook["_meta"].iter_rows():
            if row[0].value == "template_version":
                row[1].value = "99"

    assert [p.code for p in read_workbook(edited(exported_without_blank_rows(plan()), age)).problems] == [
        "template_unknown"
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param('<c r="D5" s="1" t="e"><v>#DIV/0!</v></c>', "cell_error", id="plain"),
        pytest.param("<c t='e' r='D5'><f>1/0</f><v>#DIV/0!</v></c>", "cell_error", id="quoted-otherwise"),
        pytest.param('<x:c xmlns:x="urn:x" r="D5" t="e"><x:v>#DIV/0!</x:v></x:c>', "cell_error", id="prefixed"),
        pytest.param('<c r="D5"><f>1+1</f></c>', "formula_not_calculated", id="never-calculated"),
        pytest.param('<c r="D5" t="str"><f>1+1</f></c>', "formula_not_calculated", id="text-never-calculated"),
        pytest.param('<c r="D5"><f>1+1</f><v></v></c>', "formula_not_calculated", id="empty-result"),
        pytest.param('<c r="D5"><f t="shared" si="0"/></c>', "formula_not_calculated", id="shared-never-calculated"),
        pytest.param('<c r="D5" t="str"><f>""</f><v></v></c>', None, id="empty-text-is-a-result"),
        pytest.param('<c r="D5"><f t="shared" si="0"/><v>7</v></c>', None, id="shared-and-calculated"),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_never_read_as_blank(cell, code):
    def spoil(xml):
        start = xml.index(b'<c r="D5"')
        end = xml.index(b"</c>", start) + len(b"</c>")
        return xml[:start] + cell.encode() + xml[end:]

    reading = read_workbook(repacked(exported(plan()), {"xl/worksheets/sheet6.xml": spoil}))

    assert [(p.sheet, p.cell, p.code) for p in reading.problems] == ([("經費", "D5", code)] if code else [])
    assert ("executed" in reading.by_key["finance_lines", "一-1|自籌款"].values) is (code is None)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        pytest.param(
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
            ["cell_error"],
            id="error",
        ),
        pytest.param('<table:table-cell table:formula="of:=1+1"/>', ["formula_not_calculated"], id="never-calculated"),
        pytest.param(
            '<table:table-cell table:formula="of:=1+1"><office:annotation><text:p>註解</text:p></office:annotation>'
            "</table:table-cell>",
            ["formula_not_calculated"],
            id="never-calculated-and-commented",
        ),
        pytest.param('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>', [], id="blank"),
        pytest.param("<table:covered-table-cell/>", ["cells_merged"], id="merged"),
    ],
)
def test_an_ods_cell_without_a_value_of_its_own_is_never_read_as_blank(cell, codes):
    def spoil(xml):
        line, reported = xml.index("人事費".encode()), b'office:value="250000"/>'
        end = xml.index(reported, line) + len(reported)
        start = xml.rindex(b"<table:table-cell", line, end)
        return xml[:start] + cell.encode() + xml[end:]

    reading = read_workbook(repacked(exported(plan(), "ods"), {"content.xml": spoil}))

    assert [p.code for p in reading.problems] == codes
    assert all((p.sheet, p.cell) == ("經費", "D5") for p in reading.problems)
