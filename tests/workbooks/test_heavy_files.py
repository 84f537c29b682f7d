"""Files that are too heavy to keep: made here, refused in bounded time and memory, with this process alive."""

import random
import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.workbooks.precheck import Limits, first_look
from app.workbooks.safety import read_safely
from tests.fixtures.workbooks.packing import unzipped
from tests.fixtures.workbooks.seeds import ODS, XLSX

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
SHEET, STRINGS, WORKBOOK, CONTENT = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "content.xml"
LOOK_SECONDS = 8  # of a processor that the first look may take; on a calm machine it takes a tenth
SECONDS = 45  # what reading may take on a busy machine; the limits of the reading process lie below
OUR_MEMORY = 40 * MEGABYTE  # of the process that serves people


def with_part(name: str, pieces: Iterator[bytes], seed: bytes | None = None) -> bytes:
    """The exported workbook with one part replaced, or added, piece by piece."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as package:
        for kept, part in unzipped(seed or XLSX.read_bytes()).items():
            if kept != name:
                package.writestr(kept, part)
        with package.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def around(name: str, mark: bytes, pieces: Iterator[bytes], seed: bytes | None = None) -> bytes:
    """The exported workbook with these pieces before the first ``mark`` of a part."""
    head, tail = unzipped(seed or XLSX.read_bytes())[name].split(mark, 1)

    def all_pieces() -> Iterator[bytes]:
        yield head
        yield from pieces
        yield mark + tail

    return with_part(name, all_pieces(), seed)


def padded(data: bytes) -> bytes:
    """With a picture that makes what is packed a hundredth of what is unpacked, as if offices made such files."""
    out = BytesIO(data)
    with ZipFile(out, "a") as package:
        package.writestr("xl/media/image1.png", random.Random(107).randbytes(2 * MEGABYTE))  # noqa: S311 no secret
    return out.getvalue()


def more_than_twenty_megabytes() -> bytes:
    return XLSX.read_bytes() + bytes(20 * MEGABYTE)


def bomb_of_blanks() -> bytes:
    blanks = b" " * MEGABYTE
    return around(SHEET, b"</sheetData>", (blanks for _ in range(300)))


def bomb_that_understates_its_size() -> bytes:
    """The directory says that the part unpacks to a thousand bytes."""
    data = bytearray(around(SHEET, b"</sheetData>", (b" " * MEGABYTE for _ in range(60))))
    entry = data.rindex(SHEET.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    return bytes(data)


def sizes_of_zip64() -> bytes:
    """A part of an exbibyte, said in the fields for very large archives."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, part in unzipped(XLSX.read_bytes()).items():
            package.writestr(name, part)
        entry = package.getinfo(SHEET)
        entry.file_size = entry.compress_size = 1 << 60
    return out.getvalue()


def rows_to_the_end_of_the_sheet() -> bytes:
    """All 1,048,576 rows are formatted, and empty."""
    rows = (
        f'<row r="{number}" s="1" customFormat="1" ht="20" customHeight="1"/>'.encode() for number in _below_table()
    )
    return around(SHEET, b"</sheetData>", rows)


def cells_to_the_end_of_the_sheet() -> bytes:
    """All rows hold a blank of one character."""
    rows = (f'<row r="{n}"><c r="A{n}" t="str"><v> </v></c></row>'.encode() for n in _below_table())
    return around(SHEET, b"</sheetData>", rows)


def _below_table() -> range:
    return range(9, 1_048_577)


def ten_million_strings() -> bytes:
    strings = b"<si><t>x</t></si>" * 100_000
    return around(STRINGS, b"</sst>", (strings for _ in range(100)))


def ten_thousand_sheets() -> bytes:
    """Every sheet with a part of its own."""
    out = BytesIO(XLSX.read_bytes())
    with ZipFile(out, "a", ZIP_DEFLATED) as package:
        for number in range(10_000):
            package.writestr(f"xl/worksheets/sheet{number + 20}.xml", "<worksheet><sheetData/></worksheet>")
    return out.getvalue()


def ods_rows_to_the_end_of_the_sheet() -> bytes:
    """A million rows, each written out with a figure in its fiftieth column."""
    row = (
        b'<table:table-row><table:table-cell table:number-columns-repeated="49"/>'
        b'<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    ) * 10_000
    return padded(around(CONTENT, b"</table:table>", (row for _ in range(104)), ODS.read_bytes()))


def ods_cells_without_end() -> bytes:
    """A row of three million cells."""
    cells = b'<table:table-cell office:value-type="float" office:value="1"/>' * 10_000
    return around(CONTENT, b"</table:table-row>", (cells for _ in range(300)), ODS.read_bytes())


def long_texts_without_end() -> bytes:
    """Two thousand cells of 32,767 characters each, no two alike."""
    texts = (
        f'<row r="{n}"><c r="Z{n}" t="inlineStr"><is><t>{n:06d}{"成效" * 16380}</t></is></c></row>'.encode()
        for n in range(100, 2100)
    )
    return around(SHEET, b"</sheetData>", texts)


def elements_without_end() -> bytes:
    """A million elements, each inside the one before."""
    return around(SHEET, b"</sheetData>", (piece * 1_000_000 for piece in (b"<a>", b"</a>")))


def attributes_without_end() -> bytes:
    """One tag of twenty megabytes."""
    return around(SHEET, b"</sheetData>", iter((b"<row", b' r="9"' * 3_500_000, b"/>")))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (more_than_twenty_megabytes, "file_too_large"),
        (bomb_of_blanks, "file_too_heavy"),
        (bomb_that_understates_its_size, "file_damaged"),
        (sizes_of_zip64, "file_too_heavy"),
        (cells_to_the_end_of_the_sheet, "sheet_too_large"),
        (ten_million_strings, "file_too_heavy"),
        (ten_thousand_sheets, "file_too_heavy"),
        (ods_rows_to_the_end_of_the_sheet, "sheet_too_large"),
        (long_texts_without_end, "file_too_heavy"),
        (attributes_without_end, "file_too_heavy"),
    ],
)
def test_a_heavy_file_is_one_problem_and_soon(made: Callable[[], bytes], code: str):
    data = made()
    started = time.monotonic()

    reading = read_safely(data, "期末.xlsx")

    assert [problem.code for problem in reading.problems] == [code]
    assert "請" in reading.problems[0].message
    assert (reading.meta, reading.rows) == (None, ())
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    "made", [rows_to_the_end_of_the_sheet, elements_without_end, ods_cells_without_end], ids=lambda made: made.__name__
)
def test_what_only_looks_heavy_does_no_harm(made: Callable[[], bytes]):
    """Somebody coloured a whole column, which is no error; the other two are nobody's habit, and are still read."""
    started = time.monotonic()

    reading = read_safely(made())

    assert reading.problems == ()
    assert len(reading.rows) == len(read_safely(XLSX.read_bytes()).rows)
    assert time.monotonic() - started < SECONDS


def strings_up_to_the_limit() -> bytes:
    strings = b"<si><t>x</t></si>" * 60_000
    return padded(around(STRINGS, b"</sst>", (strings for _ in range(230))))


def odd_cells_up_to_the_limit() -> bytes:
    """Cells that no glance can judge: only a parser tells where they are."""
    cells = b'<c s="1" r="A9"/>' * 60_000
    return padded(around(SHEET, b"</sheetData>", (cells for _ in range(230))))


def blanks_up_to_the_limit() -> bytes:
    return padded(around(SHEET, b"</sheetData>", (b" " * MEGABYTE for _ in range(230))))


@pytest.mark.parametrize("made", [strings_up_to_the_limit, odd_cells_up_to_the_limit, blanks_up_to_the_limit])
def test_a_first_look_at_the_heaviest_that_is_let_through_is_a_glance(made: Callable[[], bytes]):
    data = made()
    started = time.process_time()

    look = first_look(data, "", Limits())

    assert look.refusal is None
    assert time.process_time() - started < LOOK_SECONDS


def test_what_a_package_says_that_it_is_may_be_endless():
    """The name of the format is asked for before anybody has looked at how long it is."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package, package.open("mimetype", "w") as part:
        for _ in range(300):
            part.write(b" " * MEGABYTE)

    assert _most_memory(lambda: first_look(out.getvalue(), "", Limits())) < OUR_MEMORY


@pytest.mark.parametrize("made", [bomb_of_blanks, rows_to_the_end_of_the_sheet])
def test_a_first_look_costs_no_memory_however_heavy_the_file(made: Callable[[], bytes]):
    data = made()

    assert _most_memory(lambda: first_look(data, "", Limits(unpacked_bytes=1 << 62, ratio=1 << 30))) < OUR_MEMORY


def _most_memory(of: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        of()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
