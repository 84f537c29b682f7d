from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from app.domain.crossfoot.audit import audit_tables
from app.domain.crossfoot.table import Table
from app.workbooks.tables import UnreadableFile, read_tables

SIMPLE = "單位別,申請案數\n法人,179\n學校,240\n合計,419\n"


def one_table(path: Path) -> Table:
    tables = read_tables([path]).tables
    assert len(tables) == 1
    return tables[0]


def written(tmp_path: Path, text: str, name: str = "table02.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def workbook(tmp_path: Path, rows: list[list[object]], *, merged: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    path = tmp_path / "report.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_csv_is_read_in_every_encoding_of_an_office(tmp_path, encoding):
    table = one_table(written(tmp_path, SIMPLE, encoding=encoding))

    assert table.headers == (("單位別",), ("申請案數",))
    assert table.rows[1][1].value == 240


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_csv_may_be_set_apart_otherwise(tmp_path, delimiter):
    assert one_table(written(tmp_path, SIMPLE.replace(",", delimiter))).rows[2][1].value == 419


def test_a_title_without_commas_is_no_header(tmp_path):
    table = one_table(written(tmp_path, "表2 申請統計\n單位：案\n" + SIMPLE, "a.csv"))

    assert (table.name, table.title, table.unit) == ("表2", "表2 申請統計", "案")
    assert table.headers == (("單位別",), ("申請案數",))


@pytest.mark.parametrize(
    ("file", "name"),
    [("table02.csv", "表2"), ("表28.csv", "表28"), ("Table_7_regions.csv", "表7"), ("accounts.csv", "accounts")],
)
def test_a_table_is_called_by_its_number_or_its_file(tmp_path, file, name):
    assert one_table(written(tmp_path, SIMPLE, file)).name == name


def test_a_header_in_two_languages_is_read_in_chinese(tmp_path):
    table = one_table(written(tmp_path, "unit(單位別),cases(申請案數),share(占比例%)\n法人,179,100\n學校,2,1\n"))

    assert [table.header(c) for c in range(3)] == ["單位別", "申請案數", "占比例%"]


def test_a_chinese_header_keeps_its_brackets(tmp_path):
    assert one_table(written(tmp_path, "單位別,效益(萬元)\n法人,179\n學校,2\n")).header(1) == "效益(萬元)"


def test_title_unit_and_notes_are_no_rows(tmp_path):
    text = "表 28 專利服務統計,,\n,,單位：千元\n年度,案數,經費\n99,37,6987.645\n100,66,10855\n註：含自籌款。,,\n"

    table = one_table(written(tmp_path, text, "x.csv"))

    assert (table.name, table.title, table.unit) == ("表28", "表 28 專利服務統計", "千元")
    assert [row[0].text for row in table.rows] == ["99", "100"]
    assert table.address(0, 1) == "B4"


def test_headers_of_two_rows_with_merged_blanks_become_levels(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["年度", "地區別場次", None, None, "參與人次", None],
            [None, "北", "南", "合計", "北", "南"],
            [106, 2, 3, 5, 148, 167],
            [107, 2, 2, 4, 366, 288],
        ],
        merged=("A1:A2", "B1:D1", "E1:F1"),
    )

    table = one_table(path)

    assert table.headers[1:] == (
        ("地區別場次", "北"),
        ("地區別場次", "南"),
        ("地區別場次", "合計"),
        ("參與人次", "北"),
        ("參與人次", "南"),
    )
    assert table.address(0, 3) == "D3"


def test_a_percentage_in_excel_is_what_people_see(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["單位", "案數", "占比"])
    for name, cases, share in (("法人", 179, 0.27204), ("學校", 479, 0.72796)):
        sheet.append([name, cases, share])
    for row in (2, 3):
        sheet.cell(row, 3).number_format = "0.0%"
        sheet.cell(row, 2).number_format = "#,##0"
    path = tmp_path / "shares.xlsx"
    book.save(path)

    cell = one_table(path).rows[0][2]

    assert (cell.text, cell.value, cell.places, cell.is_percent) == ("27.2%", Decimal("27.2"), 1, True)


def test_binary_dust_of_a_float_is_not_printed(tmp_path):
    path = workbook(tmp_path, [["項目", "億元"], ["甲", 0.1 + 0.2], ["乙", 1.7]])

    assert [row[1].text for row in one_table(path).rows] == ["0.3", "1.7"]


def test_hidden_sheets_are_left_alone_and_every_visible_one_is_read(tmp_path):
    book = Workbook()
    for number, title in enumerate(("表1", "表2", "_meta")):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in (["單位", "案數"], ["甲", 1], ["乙", 2]):
            sheet.append(row)
    book["_meta"].sheet_state = "hidden"
    path = tmp_path / "book.xlsx"
    book.save(path)

    assert [table.name for table in read_tables([path]).tables] == ["表1", "表2"]


def test_two_tables_on_one_sheet_are_two_tables(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["表 1 甲"],
            ["單位", "案數"],
            ["法人", 1],
            ["學校", 2],
            [None],
            ["表 2 乙"],
            ["縣市", "家數"],
            ["台北", 3],
            ["台中", 4],
        ],
    )

    tables = read_tables([path]).tables

    assert [(table.name, table.rows[0][1].value, table.address(0, 1)) for table in tables] == [
        ("表1", 1, "B3"),
        ("表2", 3, "B8"),
    ]


def test_pairs_of_projects_and_cases_become_two_columns(tmp_path):
    table = one_table(written(tmp_path, "類組,技審件數(案數),比例\n化學,3(19),33%\n知識,9(56),56%\n金屬,0,0%\n"))

    assert [table.header(c) for c in range(4)] == ["類組", "技審件數", "技審案數", "比例"]
    assert [[cell.value for cell in row[1:3]] for row in table.rows] == [[3, 19], [9, 56], [0, 0]]
    assert table.address(0, 2) == "B2"


def test_pairs_in_one_row_become_two_rows(tmp_path):
    text = "類組,金屬,化學,總計\n共通性輔導件數(案數),0,3(19),3(19)\n一般輔導案數,83,32,115\n"

    table = one_table(written(tmp_path, text))

    assert [row[0].text for row in table.rows] == ["共通性輔導件數", "共通性輔導案數", "一般輔導案數"]
    assert [cell.value for cell in table.rows[1][1:]] == [0, 19, 19]
    assert audit_tables([table]).findings == ()


def test_an_ods_sheet_is_read(tmp_path):
    table = one_table(_ods(tmp_path / "t.ods", [["單位", "案數"], ["法人", 179], ["學校", 240], ["合計", 419]]))

    assert [cell.text for cell in table.rows[2]] == ["合計", "419"]


def test_text_beside_the_tables_is_prose_and_gives_them_their_titles(tmp_path):
    path = written(tmp_path, "年度,案數\n99,125\n100,168\n101,202\n102,183\n", "table29.csv")
    prose = written(tmp_path, "表 29 98~102 年專利服務績效統計\n本計畫共輔導 678 案。\n", "report.txt")

    found = read_tables([path, prose])

    assert found.tables[0].title == "98~102 年專利服務績效統計"
    assert [text.file for text in found.prose] == ["report.txt"]
    assert [f.printed for f in audit_tables(found.tables, found.prose).findings] == ["98~102"]


def test_tables_set_with_tabs_inside_a_text_are_read(tmp_path):
    path = written(tmp_path, "一、員額\n\n區分\t員額\n職員\t95\n工友\t2\n合計\t97\n\n說明如上。\n", "budget.txt")

    table = one_table(path)

    assert table.rows[0][1].value == 95
    assert table.address(0, 1) == "B4"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("broken.xlsx", b"PK\x03\x04 not a package", id="damaged-workbook"),
        pytest.param("picture.csv", b"\x89PNG\r\n\x1a\n\xff\xff\xff", id="picture-named-csv"),
        pytest.param("empty.ods", b"", id="empty-file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableFile, match=name):
        read_tables([tmp_path / name])


def _ods(path: Path, rows: list[list[str | int]]) -> Path:
    def cell(value: str | int) -> str:
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="表">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path
