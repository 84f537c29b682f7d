"""An .ods file with its problems marked: rows and cells that are written once for many are told apart where needed."""

import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from python_calamine import CalamineWorkbook
from support.rich_workbooks import meant, parts
from support.workbook_files import repacked

from app.domain.findings import Problem, Severity
from app.workbooks.annotation import NotAWorkbook, annotate, cleared

SHEET = "經 '費"
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>"""
TABLE = f"""<table:table table:name="{SHEET}">
  <table:table-header-rows><table:table-row>
    <table:table-cell office:value-type="string"><text:p>科目</text:p></table:table-cell><table:table-cell/>
  </table:table-row></table:table-header-rows>
  <table:table-row table:number-rows-repeated="4">
    <table:table-cell table:style-name="open" table:number-columns-repeated="3"/>
    <table:table-cell office:value-type="float" office:value="1.5"><text:p>2</text:p></table:table-cell>
  </table:table-row>
  <table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>承辦人</text:p>
    </office:annotation><text:p>甲</text:p></table:table-cell></table:table-row>
  <table:table-row>
    <table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>合</text:p>
    </table:table-cell><table:covered-table-cell/></table:table-row>
  <table:table-row><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
  FORMATS
</table:table>"""
THEIR_FORMAT = (
    '<calcext:conditional-format calcext:target-range-address="A1:A9">'
    '<calcext:condition calcext:apply-style-name="Good" calcext:value="&gt;3"/></calcext:conditional-format>'
)
FORMATS = f"<calcext:conditional-formats>{THEIR_FORMAT}</calcext:conditional-formats>"


def ods(table=TABLE, formats=""):
    """A small file; without blanks between its elements, which the reading library takes for damage."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("mimetype", MIMETYPE, ZIP_STORED)
        closing = "</office:spreadsheet></office:body></office:document-content>"
        package.writestr("content.xml", OPENING + re.sub(r"\n\s*", "", table).replace("FORMATS", formats) + closing)
        package.writestr("META-INF/manifest.xml", MANIFEST)
        package.writestr("Pictures/1.png", b"\x89PNG")
    return out.getvalue()


def problem(cell, message="錯", severity=Severity.ERROR):
    return Problem(SHEET, cell, severity, "code", message)


def content(data):
    return parts(data)["content.xml"].decode()


def values(data, sheet=SHEET):
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def commented(data):
    """The comments by the text they hold, each with what stands around it."""
    return re.findall(r"<table:table-cell[^<>]*>\s*<office:annotation.*?</office:annotation>", content(data), re.DOTALL)


def test_one_of_many_equal_rows_and_cells_is_commented_alone():
    marked = annotate(ods(), [problem("B3", "不是數字")])

    assert len(commented(marked)) == 1 + 1  # theirs, and ours
    assert values(marked) == values(ods())
    rows = content(marked).partition(f'table:name="{SHEET}"')[2]
    assert re.findall(r'number-rows-repeated="(\d+)"', rows) == ["2"]
    assert rows.count("<table:table-row") == 4 + 3 - 1 + 1


@pytest.mark.parametrize("cell", ["A2", "C5", "D4", "B1", "F1", "C20", "ZZ30"])
def test_a_comment_anywhere_leaves_every_value_where_it_was(cell):
    marked = annotate(ods(), [problem(cell)])

    before, after = values(ods()), values(marked)
    assert [[value for value in row if value != ""] for row in after if any(row)] == [
        [value for value in row if value != ""] for row in before if any(row)
    ]
    assert [row[:4] for row in after[: len(before)]] == [row[:4] for row in before]
    assert len(commented(marked)) == 1 + 1  # theirs, and ours


def test_a_comment_of_the_author_is_kept_and_ours_stands_below():
    marked = annotate(ods(), [problem("A6", "不是名稱")])

    (found,) = commented(marked)
    assert re.findall(r"<text:p>(.*?)</text:p>", found) == ["承辦人", "檢核系統：", "【錯誤】不是名稱"]
    assert len(commented(cleared(marked))) == 1
    assert "檢核" not in content(cleared(marked))


def test_of_merged_cells_the_one_that_is_seen_is_marked():
    marked = annotate(ods(), [problem("B8")])

    assert any("number-columns-spanned" in found for found in commented(marked))
    assert f"target-range-address=\"'{SHEET.replace(chr(39), chr(39) * 2)}'.A7:" in content(marked)


@pytest.mark.parametrize("formats", ["", FORMATS])
def test_colours_come_before_those_of_the_file_and_can_be_taken_out(formats):
    data = ods(formats=formats)

    marked = annotate(data, [problem("A1"), problem("B1", severity=Severity.WARNING)])

    names = re.findall(r'apply-style-name="(.*?)"', content(marked))
    assert names == ["檢核錯誤", "檢核警示", *(["Good"] if formats else [])]
    assert meant(parts(cleared(marked)))["Pictures/1.png"] == parts(data)["Pictures/1.png"]
    assert (THEIR_FORMAT in content(cleared(marked))) == bool(formats)
    assert content(cleared(marked)).count("calcext:conditional-formats") == (2 if formats else 0)


def test_marking_twice_is_marking_once():
    once = annotate(ods(), [problem("B3"), problem("ZZ30")])

    assert annotate(once, [problem("B3"), problem("ZZ30")]) == once


def test_the_sheet_of_results_comes_first_and_leads_to_the_cell():
    marked = annotate(ods(), [problem("B3", "<不是> & 數字")])

    book = CalamineWorkbook.from_filelike(BytesIO(marked))
    assert book.sheet_names == ["檢核結果", SHEET]
    assert values(marked, "檢核結果")[4][:6] == [1.0, SHEET, "B3", "—", "錯誤", "<不是> & 數字"]
    assert "xlink:href=\"#'經 ''費'.B3\"" in content(marked)


def test_what_somebody_answered_in_our_comment_is_kept():
    def answer(xml):
        return xml.replace("【錯誤】錯</text:p>".encode(), "【錯誤】錯</text:p><text:p>已更正</text:p>".encode())

    answered = repacked(annotate(ods(), [problem("B3")]), {"content.xml": answer})

    assert "<text:p>已更正</text:p></office:annotation>" in content(cleared(answered))


def test_what_is_no_spreadsheet_is_refused():
    with pytest.raises(NotAWorkbook):
        annotate(ods(""), [problem("A1")])
