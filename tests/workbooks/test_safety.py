"""Hostile and broken files: a clear refusal, in bounded time and memory, and this process alive."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from support.plan_builder import plan
from support.workbook_files import exported, repacked

from app.workbooks import reading_process
from app.workbooks.precheck import Limits
from app.workbooks.reader import read_workbook
from app.workbooks.reading import Block
from app.workbooks.safety import read_safely

XLSX = exported(plan())
ODS = exported(plan(), "ods")
SHEET = "xl/worksheets/sheet2.xml"
MEGABYTE = 1024 * 1024


def with_cell(reference):
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return repacked(XLSX, {SHEET: lambda xml: xml.replace(b"</sheetData>", cell)})


def with_ods_row(row, cell):
    """An .ods with a row and cell that are written once and meant many times."""
    row, cell = (f" table:number-{words}" if words else "" for words in (row, cell))
    xml = f'<table:table-cell{cell} office:value-type="float" office:value="1"/></table:table-row></table:table>'
    lines = f"<table:table-row{row}>{xml}".encode()
    return repacked(ODS, {"content.xml": lambda content: content.replace(b"</table:table>", lines)})


def hidden_in(cell):
    """A cell far away, written as no spreadsheet program would."""
    line = f'<row r="9">{cell}</row></sheetData>'.encode()
    return repacked(XLSX, {SHEET: lambda xml: xml.replace(b"</sheetData>", line)})


def with_doctype(data, part, root):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + root
    return repacked(data, {part: lambda xml: xml.replace(root, bomb, 1)})


def doctype_on_a_seam():
    """A declaration that lies across two of the chunks in which a part is looked at."""
    return repacked(XLSX, {}, {"xl/x.xml": b"<a>" + b" " * ((1 << 18) - 8) + b"<!DOCTYPE x>"})


def linked(xml):
    """An .ods with this at the end of a table."""
    return repacked(ODS, {"content.xml": lambda content: content.replace(b"</table:table>", xml + b"</table:table>")})


def with_ods_formula(formula):
    cell = f'<table:table-cell table:formula="{formula}" office:value-type="float" office:value="1"/>'
    return linked(f"<table:table-row>{cell}</table:table-row>".encode())


def merged(cells):
    xml = f'</sheetData><mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'.encode()
    return repacked(XLSX, {SHEET: lambda sheet: sheet.replace(b"</sheetData>", xml)})


def zip_of(**parts):
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


ENCRYPTION = b"<manifest:encryption-data/></manifest:manifest>"
ENCRYPTED_ODS = repacked(ODS, {"META-INF/manifest.xml": lambda xml: xml.replace(b"</manifest:manifest>", ENCRYPTION)})
MACRO_TYPE = {"[Content_Types].xml": lambda xml: xml.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file_empty", id="empty"),
        pytest.param("編號,名稱\n1,示範\n".encode(), "file_not_a_workbook", id="csv-renamed"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"0" * 99, "file_not_a_workbook", id="picture-renamed"),
        pytest.param(zip_of(**{"word/document.xml": b"<w/>"}), "file_not_a_workbook", id="another-zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 999, "file_old_or_encrypted", id="xls-or-encrypted"),
        pytest.param(ENCRYPTED_ODS, "file_old_or_encrypted", id="encrypted-ods"),
        pytest.param(repacked(XLSX, MACRO_TYPE), "file_has_macros", id="xlsm"),
        pytest.param(repacked(XLSX, {}, {"xl/vbaProject.bin": b"x"}), "file_has_macros", id="macros-in-xlsx"),
        pytest.param(repacked(ODS, {}, {"Basic/Standard/Module1.xml": b"<x/>"}), "file_has_macros", id="macros-in-ods"),
        pytest.param(XLSX[: len(XLSX) // 2], "file_damaged", id="truncated"),
        pytest.param(XLSX[:200] + b"\0" * 50 + XLSX[250:], "file_damaged", id="bytes-overwritten"),
        pytest.param(with_doctype(XLSX, SHEET, b"<worksheet"), "file_has_doctype", id="laughs-in-xlsx"),
        pytest.param(
            with_doctype(ODS, "content.xml", b"<office:document-content"), "file_has_doctype", id="laughs-in-ods"
        ),
        pytest.param(doctype_on_a_seam(), "file_has_doctype", id="doctype-on-a-seam"),
        pytest.param(repacked(XLSX, {SHEET: lambda xml: xml.decode().encode("utf-16")}), "file_encoding", id="utf-16"),
        pytest.param(with_cell("XFD1048576"), "sheet_too_large", id="far-corner"),
        pytest.param(with_cell("A1048576"), "sheet_too_large", id="far-row"),
        pytest.param(with_cell("AAA9"), "sheet_too_large", id="far-column"),
        pytest.param(with_ods_row('rows-repeated="1048000"', ""), "sheet_too_large", id="ods-row-a-million-times"),
        pytest.param(with_ods_row("", 'columns-repeated="16384"'), "sheet_too_large", id="ods-cell-all-the-way"),
        *(
            pytest.param(hidden_in(cell), "sheet_too_large", id=f"far-cell-{how}")
            for how, cell in {
                "in-single-quotes": "<c r='XFD1048576'><v>1</v></c>",
                "behind-its-style": '<c s="1" r="XFD1048576"><v>1</v></c>',
                "behind-a-line-break": '<c\n  r = "XFD1048576"><v>1</v></c>',
                "by-an-entity": '<c r="&#88;FD1048576"><v>1</v></c>',
                "by-a-prefix": '<x:c xmlns:x="urn:x" r="XFD1048576"><v>1</v></x:c>',
                "behind-a-long-attribute": f'<c s="{"1" * 300_000}" r="XFD1048576"><v>1</v></c>',
                "by-counting": "<c/>" * 800 + "<c><v>1</v></c>",
            }.items()
        ),
        pytest.param(with_ods_row("rows-repeated='1048000'", ""), "sheet_too_large", id="ods-single-quotes"),
        pytest.param(
            with_ods_row('rows-repeated="999"', "columns-repeated='16384'"), "sheet_too_large", id="ods-both-ways"
        ),
        pytest.param(merged("A1:XFD1048576"), "sheet_too_large", id="everything-merged"),
        pytest.param(
            with_ods_formula("of:=['file:///C:/%E7%B6%93%E8%B2%BB.ods'#$Sheet1.A1]"), "file_has_links", id="ods-formula"
        ),
        pytest.param(
            with_ods_formula("of:=1+[&apos;http://host/a.ods&apos;#$Sheet1.A1]"), "file_has_links", id="ods-formula-web"
        ),
        pytest.param(
            linked(b'<table:table-source xlink:href="file:///a.ods"/>'), "file_has_links", id="ods-sheet-of-another"
        ),
        pytest.param(
            linked(b'<table:cell-range-source xlink:href="a.ods"/>'), "file_has_links", id="ods-range-of-another"
        ),
        pytest.param(
            repacked(XLSX, {}, {f"xl/{n}.xml": b"<a/>" for n in range(1001)}), "file_too_heavy", id="many-parts"
        ),
        pytest.param(repacked(XLSX, {}, {"xl/media/a.bin": bytes(30 * MEGABYTE)}), "file_too_heavy", id="zip-bomb"),
        pytest.param(repacked(XLSX, {SHEET: lambda xml: xml[:-30]}), "file_unreadable", id="xml-cut-short"),
        pytest.param(repacked(XLSX, {"xl/workbook.xml": lambda xml: b"<x>"}), "file_unreadable", id="not-even-xml"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem_that_says_what_to_do(data, code):
    reading = read_safely(data, "期末.xlsx")

    (problem,) = reading.problems
    assert problem.code == code
    assert "請" in problem.message
    assert (reading.meta, reading.rows) == (None, ())


def test_a_file_over_the_limit_is_refused_by_its_size():
    limits = Limits(file_bytes=len(XLSX) - 1)

    assert [problem.code for problem in read_safely(XLSX, limits=limits).problems] == ["file_too_large"]


def test_a_file_of_exactly_the_limit_is_read():
    assert read_safely(XLSX, limits=Limits(file_bytes=len(XLSX))).problems == ()


@pytest.mark.parametrize("data", [pytest.param(XLSX, id="xlsx"), pytest.param(ODS, id="ods")])
def test_the_reading_process_says_what_reading_here_would_say(data):
    assert read_safely(data) == read_workbook(data)


def test_problems_survive_the_way_from_the_reading_process():
    data = repacked(XLSX, {"xl/sharedStrings.xml": lambda xml: xml.replace(b"107/1/10", "某日".encode())})

    reading = read_safely(data)

    assert reading == read_workbook(data)
    assert [problem.code for problem in reading.problems] == ["not_a_date"]


def test_an_empty_formatted_row_at_the_very_end_is_no_reason_to_refuse():
    far = b'<row r="1048576"><c r="XFD1048576" s="3"/></row></sheetData>'
    data = repacked(XLSX, {SHEET: lambda xml: xml.replace(b"</sheetData>", far)})

    assert read_safely(data).problems == ()


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param('<!-- <c r="XFD1048576"><v>1</v></c> -->', id="in-a-comment"),
        pytest.param('<c t="n" r="A9"><f>1+1</f><v>2</v></c>', id="in-another-order"),
        pytest.param('<c r="AB9" s="1"/>', id="beyond-the-table-and-empty"),
    ],
)
def test_what_is_written_unusually_and_lies_near_is_read(harmless):
    assert "sheet_too_large" not in [problem.code for problem in read_safely(hidden_in(harmless)).problems]


def test_an_ods_may_hold_hyperlinks_and_formulas_of_its_own():
    text = '<text:p><text:a xlink:href="file:///C:/a.ods">附件</text:a></text:p>'
    cells = f'<table:table-row><table:table-cell office:value-type="string">{text}</table:table-cell></table:table-row>'

    for data in (linked(cells.encode()), with_ods_formula("of:=[$'人力'.B4]+1")):
        assert "file_has_links" not in [problem.code for problem in read_safely(data).problems]


def test_progress_is_told_in_lines_of_all_sheets_and_ends_with_the_last():
    told = []

    read_safely(XLSX, hear=lambda piece: told.append((piece.passed, piece.total)) if isinstance(piece, Block) else None)

    totals = {of for _, of in told}
    assert len(totals) == 1
    assert told == sorted(told)
    assert 0 < told[0][0] < told[-1][0] <= totals.pop()


def test_whose_file_it_is_is_told_before_anything_else():
    told = []

    reading = read_safely(XLSX, hear=told.append)

    assert told[0] == reading.meta
    assert told[0].plan_code == plan().code
    assert told[-1].problems == reading.problems


def test_what_a_person_makes_of_the_file_may_fail_for_reasons_of_its_own():
    def hear(piece):
        raise ValueError("not the file's fault")

    with pytest.raises(ValueError, match="not the file's fault"):
        read_safely(XLSX, hear=hear)


def test_a_reading_process_that_runs_out_of_memory_is_a_refusal():
    """What gets past the first look: a rectangle that is allowed in each direction and too large as a whole."""
    huge = Limits(rows=10**9, columns=10**9, area=10**18)

    assert [problem.code for problem in read_safely(with_cell("XFD1048576"), limits=huge).problems] == [
        "file_too_heavy"
    ]


def test_a_reading_process_that_takes_too_long_is_a_refusal(monkeypatch):
    monkeypatch.setattr(reading_process, "WALL_SECONDS", 0.001)

    assert [problem.code for problem in read_safely(XLSX).problems] == ["file_too_heavy"]


def test_the_reading_process_loads_nothing_of_the_web_application():
    program = reading_process.PROGRAM.replace(
        "main()\n", "print('flask' in sys.modules, 'sqlalchemy' in sys.modules)\n"
    )

    assert reading_process.run(program, b"").stdout.split() == [b"False", b"False"]
