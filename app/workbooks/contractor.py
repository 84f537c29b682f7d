"""A contractor with a reporting workbook on the desk: types what a plan document reports into an exported file.

For demonstrations and for tests of the whole round trip. It types as people do: dates as 民國 text, money with its
unit (5.01億元), counties in everyday spelling. It finds its way by headers and by the hidden key column alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.domain.canonical import plain
from app.domain.errors import WorkbookRefused
from app.domain.plan_document import PlanDocument, Row
from app.domain.units import is_money
from app.workbooks.grid import column_letters, text_height
from app.workbooks.header_row import SEARCHED_LINES, HeaderRow, find_header
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.ods_editing import OdsFile
from app.workbooks.sheets import SHEETS
from app.workbooks.showing import shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Typed: TypeAlias = str | int | Decimal

_EVERYDAY_SPELLING = str.maketrans({"臺": "台"})


class Surface(Protocol):
    """A sheet of an open workbook. Rows and columns count from 0; an empty cell reads as an empty text."""

    @property
    def height(self) -> int:
        """How many rows the sheet has, blank ones that wait to be filled included."""

    def read(self, row: int, column: int) -> str:
        """What stands in a cell."""

    def line(self, row: int) -> list[str]:
        """What stands in the cells of a row."""

    def write(self, row: int, column: int, value: Typed) -> None:
        """Type into a cell, leaving its looks alone."""


def fill(path: Path, document: PlanDocument) -> int:
    """Type all that ``document`` reports into the exported workbook at ``path``, in place; returns the cells typed.

    What the document does not report stays as it is in the file. Filling twice types the same again.

    :raises WorkbookRefused: if the file is not a reporting workbook, lacks a row of the document, or has no room.
    """
    if path.suffix.lower() == ".ods":
        return _fill_ods(path, document)
    return _fill_xlsx(path, document)


def _fill_xlsx(path: Path, document: PlanDocument) -> int:
    from openpyxl import load_workbook  # here, because importing it costs every command a third of a second

    book = load_workbook(path)
    _refuse_without_sheets(book.sheetnames)
    count = sum(_fill_sheet(sheet, _ExcelSheet(book[sheet.name], sheet), document) for sheet in SHEETS)
    book.save(path)
    return count


def _fill_ods(path: Path, document: PlanDocument) -> int:
    book = OdsFile(path)
    _refuse_without_sheets(book.sheet_names)
    count = sum(_fill_sheet(sheet, book.sheet(sheet.name), document) for sheet in SHEETS)
    book.save()
    return count


def _refuse_without_sheets(names: list[str]) -> None:
    missing = [sheet.name for sheet in SHEETS if sheet.name not in names]
    if missing:
        raise WorkbookRefused(f"這個檔案沒有工作表「{'、'.join(missing)}」，不是期報活頁簿；請重新下載活頁簿。")


def _fill_sheet(sheet: Sheet, surface: Surface, document: PlanDocument) -> int:
    place = _Place.find(sheet, surface)
    count = 0
    for row in document.rows(sheet.section):
        line, is_new = place.line_of(row.key)
        for column in sheet.columns:
            if not (sheet.is_open(column) or (is_new and column is sheet.key_column)):
                continue
            value = typed(column, row, document)
            if value is not None:
                surface.write(line, place.columns[column], value)
                count += 1
    return count


@dataclass(slots=True)
class _Place:
    """Where the rows and columns of a sheet are, found as a program would that knows only headers and keys."""

    sheet: Sheet
    columns: Mapping[Column, int]
    lines: dict[str, int]
    blank_lines: Iterator[int]

    @classmethod
    def find(cls, sheet: Sheet, surface: Surface) -> _Place:
        header, keys = _header(sheet, surface)
        columns = {column: index for index, column in header.columns}
        visible = columns[sheet.key_column] if sheet.key_column else keys
        lines: dict[str, int] = {}
        blank: list[int] = []
        for line in range(header.line + 1, surface.height):
            # Hidden if the line was exported, in the visible column if somebody typed the line.
            if key := surface.read(line, keys) or surface.read(line, visible):
                lines[key] = line
            else:
                blank.append(line)
        return cls(sheet, columns, lines, iter(blank))

    def line_of(self, key: str) -> tuple[int, bool]:
        """The line that a row stands in, and whether it is a blank one that was taken for it."""
        if key in self.lines:
            return self.lines[key], False
        blank = next(self.blank_lines, None) if self.sheet.growing else None
        if blank is None:
            raise WorkbookRefused(f"工作表「{self.sheet.name}」沒有「{key}」這一列，也沒有空白列可填。")
        self.lines[key] = blank
        return blank, True


def _header(sheet: Sheet, surface: Surface) -> tuple[HeaderRow, int]:
    """The header, and the column of the hidden keys."""
    lines = [surface.line(line) for line in range(min(SEARCHED_LINES, surface.height))]
    header = find_header(sheet, lines)
    if header is None or header.missing or header.key is None:
        raise WorkbookRefused(f"工作表「{sheet.name}」找不到完整的欄位標題；請重新下載活頁簿。")
    return header, header.key


def typed(column: Column, row: Row, document: PlanDocument) -> Typed | None:
    """What a person types for a row's value in a column; ``None`` where there is nothing to type."""
    value = shown(column, row, document)
    unit = getattr(row, "unit", None)
    if isinstance(value, Decimal) and column.kind is Kind.QUANTITY and unit and is_money(unit):
        return f"{plain(value)}{unit}"  # people write the unit of money out, and leave that of counts to its column
    if isinstance(value, str) and column.field == "county":
        return value.translate(_EVERYDAY_SPELLING)
    return value


class _ExcelSheet:
    """A sheet of an .xlsx file, whose rows grow with their text as they do under a person's hands."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet) -> None:
        self._worksheet = worksheet
        self._rows_grow = sheet.row_height is None

    @property
    def height(self) -> int:
        return self._worksheet.max_row

    def read(self, row: int, column: int) -> str:
        value = self._worksheet.cell(row + 1, column + 1).value
        return "" if value is None else str(value)

    def line(self, row: int) -> list[str]:
        return [self.read(row, column) for column in range(self._worksheet.max_column)]

    def write(self, row: int, column: int, value: Typed) -> None:
        self._worksheet.cell(row + 1, column + 1).value = value
        if self._rows_grow and isinstance(value, str):
            room = self._worksheet.row_dimensions[row + 1]
            width = self._worksheet.column_dimensions[column_letters(column)].width
            room.height = max(room.height or 0, text_height(value, int(width)))
