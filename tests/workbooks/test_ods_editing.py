"""Typing into an .ods file changes the cell that was meant, and nothing else."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from app.workbooks.ods_editing import OdsFile

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"><office:body><office:spreadsheet>
<table:table table:name="經費">
  <table:table-column table:number-columns-repeated="3"/>
  <table:table-header-rows><table:table-row>
    <table:table-cell office:value-type="string"><text:p>會計科目</text:p></table:table-cell>
    <table:table-cell office:value-type="string"><text:p>執<text:span>行</text:span>數</text:p></table:table-cell>
    <table:table-cell/>
  </table:table-row></table:table-header-rows>
  <table:table-row table:number-rows-repeated="3">
    <table:table-cell table:style-name="open" table:number-columns-repeated="2"/>
    <table:table-cell
      table:formula="of:=[.A1]" office:value-type="float" office:value="1.5"><text:p>2</text:p></table:table-cell>
    <table:table-cell table:number-columns-repeated="16381"/>
  </table:table-row>
  <table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


@pytest.fixture
def ods(tmp_path: Path) -> Path:
    path = tmp_path / "small.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        package.writestr("content.xml", CONTENT, zipfile.ZIP_DEFLATED)
        package.writestr("styles.xml", "<styles/>", zipfile.ZIP_DEFLATED)
    return path


def edited(path: Path, row: int, column: int, value: str | int | Decimal) -> OdsFile:
    """The file, read again after one cell was typed into."""
    book = OdsFile(path)
    book.sheet("經費").write(row, column, value)
    book.save()
    return OdsFile(path)


def test_rows_written_once_for_many_are_rows_of_their_own(ods: Path) -> None:
    sheet = edited(ods, 2, 1, "甲").sheet("經費")

    assert [sheet.line(row) for row in range(sheet.height)] == [
        ["會計科目", "執行數", ""],
        ["", "", "1.5"],
        ["", "甲", "1.5"],
        ["", "", "1.5"],
    ]


def test_a_cell_beyond_the_end_of_a_row_is_empty(ods: Path) -> None:
    assert OdsFile(ods).sheet("經費").read(1, 99) == ""


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("第一行\n第二行", "第一行\n第二行", id="lines"),
        pytest.param("<&>", "<&>", id="markup-is-text"),
        pytest.param(52172368, "52172368", id="integer"),
        pytest.param(Decimal("19.78"), "19.78", id="decimals"),
        pytest.param("00003484", "00003484", id="leading-zeros"),
    ],
)
def test_what_was_typed_is_read_back(ods: Path, value: str | int | Decimal, read: str) -> None:
    assert edited(ods, 1, 0, value).sheet("經費").read(1, 0) == read


def test_a_number_is_stored_as_a_number_and_a_text_as_text(ods: Path) -> None:
    edited(ods, 1, 0, 5)
    edited(ods, 2, 0, "5")

    content = zipfile.ZipFile(ods).read("content.xml").decode()

    assert '<table:table-cell table:style-name="open" office:value-type="float" office:value="5">' in content
    assert '<table:table-cell table:style-name="open" office:value-type="string"><text:p>5</text:p>' in content


def test_typing_over_a_formula_replaces_it(ods: Path) -> None:
    sheet = edited(ods, 1, 2, 7).sheet("經費")

    assert [sheet.read(row, 2) for row in (1, 2)] == ["7", "1.5"]
    assert zipfile.ZipFile(ods).read("content.xml").decode().count("table:formula") == 2


def test_the_package_keeps_its_parts_and_its_stored_mimetype_first(ods: Path) -> None:
    edited(ods, 1, 0, "甲")

    with zipfile.ZipFile(ods) as package:
        first = package.infolist()[0]
        assert [info.filename for info in package.infolist()] == ["mimetype", "content.xml", "styles.xml"]
        assert (first.compress_type, package.read("mimetype").decode()) == (zipfile.ZIP_STORED, MIMETYPE)
        assert b'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"' in package.read("content.xml")
