"""Files of tables to raw grids of text, as people would read them on the screen or the page.

A grid keeps empty cells, so that row and column numbers are those of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from app.domain.errors import DomainError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".xls"})
_ENCODINGS = ("utf-8-sig", "utf-16", "cp950", "big5hkscs")
_DELIMITERS = (",", "\t", ";", "|")
_DIGITS = 12  # of a binary float that are real; more would show 0.30000000000000004


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one file without sheets, as text."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]


class UnreadableFile(DomainError):
    """A file that cannot be read as a table or as text; the message says what to do."""


def read_grids(path: Path) -> Iterator[Grid]:
    """The sheets of a file.

    :raises UnreadableFile: when its content is not what its ending says.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".tsv"):
            yield Grid(path.name, "", tuple(tuple(row) for row in _csv_rows(read_text(path))))
        elif suffix in (".xlsx", ".xlsm"):
            yield from _xlsx_grids(path)
        else:
            yield from _calamine_grids(path)
    except UnreadableFile:
        raise
    except Exception as error:  # each library has its own family of errors for a damaged file
        raise UnreadableFile(f"{path.name} 無法讀取：檔案可能已損壞，請用 Excel 或 LibreOffice 重新存檔。") from error


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 or in the Big5 of older systems.

    :raises UnreadableFile: when it is in neither.
    """
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{path.name} 的文字編碼不明，請另存為 UTF-8。")


def _csv_rows(text: str) -> Iterator[list[str]]:
    head = text[:4000]
    delimiter = max(_DELIMITERS, key=head.count) if any(d in head for d in _DELIMITERS) else ","
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _xlsx_grids(path: Path) -> Iterator[Grid]:
    """With the number formats, since 0.272 shown as 27.2% is 27.2% to everybody who looks at it."""
    from openpyxl import load_workbook  # here, because importing it costs every command a third of a second

    book = load_workbook(BytesIO(path.read_bytes()), data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield Grid(path.name, sheet.title, tuple(_xlsx_rows(sheet)))
    book.close()


def _xlsx_rows(sheet: Worksheet) -> Iterator[tuple[str, ...]]:
    for cells in sheet.iter_rows():
        yield tuple(_formatted(cell.value, str(cell.number_format or "")) for cell in cells)


def _formatted(value: object, number_format: str) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _plain(value)
    number = Decimal(format(value, f".{_DIGITS}g")) if isinstance(value, float) else Decimal(value)
    pattern = number_format.split(";")[0]
    percent = "%" in pattern
    if percent:
        number *= 100
    if any(mark in pattern for mark in "0#") and "E" not in pattern and "General" not in pattern:
        places = len(pattern.split(".")[1].rstrip("%_) ").replace(",", "")) if "." in pattern else 0
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{number:f}{'%' if percent else ''}"


def _calamine_grids(path: Path) -> Iterator[Grid]:
    with CalamineWorkbook.from_filelike(BytesIO(path.read_bytes())) as book:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Grid(path.name, name, tuple(tuple(_formatted(value, "") for value in row) for row in rows))


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if (value.hour, value.minute, value.second) == (0, 0, 0) else value
    return value.isoformat() if isinstance(value, date) else str(value)
