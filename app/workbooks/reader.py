"""Reads a reporting workbook, .xlsx or .ods, without ever stopping at the first fault.

Columns are found by their headers and rows by their hidden keys, so that moved, hidden, sorted, filtered and
inserted ones do no harm. What is wrong is collected as problems that name the cell and say what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from app.domain.findings import Problem, Severity
from app.workbooks.cell_fault import MERGED
from app.workbooks.cell_faults import CellFaults, find_cell_faults
from app.workbooks.grid import cell_name
from app.workbooks.grids import TOTAL_KEY
from app.workbooks.header_row import HeaderRow, find_header
from app.workbooks.layout import Column, Sheet
from app.workbooks.meta import META_NAME, TEMPLATE_VERSION, MetaSheet, read_meta
from app.workbooks.package import BROKEN_PACKAGE
from app.workbooks.parsing import CellError, parsed, text_of
from app.workbooks.reading import TAKEN_FOR_GRANTED, ReadRow, WorkbookReading
from app.workbooks.sheets import SHEETS
from app.workbooks.template_versions import Sheets, converted

Lines = Sequence[Sequence[Any]]


def read_workbook(source: bytes | Path, book: Sequence[Sheet] = SHEETS) -> WorkbookReading:
    """Everything that the file says, with every problem in it.

    :param book: the declared sheets that the file should hold.
    Meant for files that :mod:`safety` has let through: a hostile one can end the process.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets: Sheets = {name.strip(): _lines(workbook, name) for name in workbook.sheet_names}
        faults = find_cell_faults(data, frozenset(sheet.name for sheet in book))
    except (CalamineError, *BROKEN_PACKAGE):
        return unreadable(
            "file_unreadable", "檔案無法讀取，可能已損壞；請用 Excel 或 LibreOffice 開啟後另存一份再上傳。"
        )
    sheets = converted(sheets)
    origin = read_meta(sheets.get(META_NAME, ()))
    problems = list(_meta_problems(origin))
    rows: list[ReadRow] = []
    for sheet in book:
        lines = sheets.get(sheet.name)
        if lines is None:
            problems.append(_missing_sheet(sheet))
            continue
        found, wrong = read_sheet(sheet, lines, origin.roc_year, faults.get(sheet.name, {}))
        rows.extend(found)
        problems.extend(wrong)
    return WorkbookReading(origin.meta if origin.is_intact else None, tuple(rows), tuple(problems))


def read_sheet(
    sheet: Sheet, lines: Lines, roc_year: int | None, faults: CellFaults = MappingProxyType({})
) -> tuple[list[ReadRow], list[Problem]]:
    """The rows of one sheet, and what is wrong in them.

    :param lines: the cells of every line from the first; values as the reading library gives them, or texts.
    :param roc_year: completes dates that are written without a year.
    :param faults: cells that do not hold what their value says.
    """
    reader = _SheetReader(sheet, lines, faults, roc_year)
    return list(reader.read()), reader.problems


def unreadable(code: str, message: str) -> WorkbookReading:
    """The reading of a file that is refused as a whole."""
    return WorkbookReading(None, (), (Problem("", None, Severity.ERROR, code, message),))


def _lines(workbook: CalamineWorkbook, name: str) -> Lines:
    # With skip_empty_area the coordinates shift, and every cell named in a problem would be the wrong one.
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _meta_problems(origin: MetaSheet) -> Iterator[Problem]:
    meta = origin.meta
    if meta is None:
        message = "檔案不含計畫與期別的識別資料；請從系統重新下載填報檔，將內容貼入後再上傳。"
        yield Problem(META_NAME, None, Severity.ERROR, "meta_missing", message)
    elif meta.template_version != TEMPLATE_VERSION:
        message = f"填報檔為第 {meta.template_version} 版格式，系統目前使用第 {TEMPLATE_VERSION} 版；請重新下載填報檔。"
        yield Problem(META_NAME, None, Severity.ERROR, "template_unknown", message)
    elif not origin.is_intact:
        message = "隱藏的識別資料遭更動，無法確認是哪個計畫哪一期的檔案；請重新下載填報檔，將內容貼入後再上傳。"
        yield Problem(META_NAME, None, Severity.ERROR, "meta_tampered", message)


def _missing_sheet(sheet: Sheet) -> Problem:
    message = f"找不到工作表「{sheet.name}」；請勿刪除或更名，可從系統重新下載填報檔補回。"
    return Problem(sheet.name, None, Severity.ERROR, "sheet_missing", message)


class _SheetReader:
    """One sheet of one file; gathers problems on the way."""

    def __init__(self, sheet: Sheet, lines: Lines, faults: CellFaults, roc_year: int | None) -> None:
        self.sheet = sheet
        self.lines = lines
        self.faults = faults
        self.roc_year = roc_year
        self.problems: list[Problem] = []
        self.places: dict[str, int] = {}
        self.lines_by_key: dict[str, int] = {}

    def read(self) -> Iterator[ReadRow]:
        header = find_header(self.sheet, self.lines)
        if header is None:
            self._report("header_missing", f"工作表「{self.sheet.name}」找不到欄位標題列；請從系統重新下載填報檔。")
            return
        self._check_header(header)
        self.places = {field: index for index, column in header.columns for field in column.fields}
        for line in range(header.line + 1, len(self.lines)):
            row = self._row(header, line)
            if row is not None:
                yield row

    def _check_header(self, header: HeaderRow) -> None:
        for column in header.missing:
            needed = self.sheet.is_open(column) or column in (self.sheet.unit_column, self.sheet.key_column)
            message = f"找不到欄位「{column.header}」；請還原欄位標題，或從系統重新下載填報檔。"
            self._report("column_missing", message, severity=Severity.ERROR if needed else Severity.WARNING)
        for column in header.repeated:
            self._report("column_repeated", f"欄位標題「{column.header}」出現兩次以上；請只保留一欄。")
        if header.key is None and self.sheet.key_column is None:
            self._report("key_column_missing", "識別各列的隱藏欄已被刪除；請從系統重新下載填報檔，將內容貼入後再上傳。")

    def _row(self, header: HeaderRow, line: int) -> ReadRow | None:
        cells = self.lines[line]
        key = text_of(cells[header.key]) if header.key is not None else None
        if key == TOTAL_KEY or (key is None and not self._has_content(header, line)):
            return None
        key = key or self._visible_key(cells)
        if key is None:
            self._report_keyless(header, line)
            return None
        if key in self.lines_by_key:
            self._report_repeated(key, line)
            return None
        self.lines_by_key[key] = line
        return ReadRow(self.sheet.name, self.sheet.section, key, line, self._values(header, line, key), self.places)

    def _has_content(self, header: HeaderRow, line: int) -> bool:
        cells = self.lines[line]
        return any(cells[index] != "" and text_of(cells[index]) is not None for index, _ in header.columns) or any(
            self.faults.get((line, index), MERGED) is not MERGED for index, _ in header.columns
        )

    def _visible_key(self, cells: Sequence[Any]) -> str | None:
        """A row that its author added is known by the key that people see, if the sheet shows one."""
        column = self.sheet.key_column
        return text_of(cells[self.places["key"]]) if column and "key" in self.places else None

    def _values(self, header: HeaderRow, line: int, key: str) -> Mapping[str, Any]:
        cells = self.lines[line]
        unit = text_of(cells[self.places["unit"]]) if "unit" in self.places else None
        values: dict[str, Any] = {}
        for index, column in header.columns:
            if fault := self.faults.get((line, index)):
                self._report(fault.code, fault.message, line, index, key)
                continue
            try:
                found = parsed(column, cells[index], unit=unit, roc_year=self.roc_year)
                values |= found.values
                for note in found.notes if self.sheet.is_open(column) else ():
                    self._report(TAKEN_FOR_GRANTED, note, line, index, key, severity=Severity.WARNING)
            except CellError as error:
                if self.sheet.is_open(column):
                    self._report(error.code, str(error), line, index, key)
                else:
                    # What cannot be read is certainly not what was exported; the checker will say so.
                    values[column.field] = text_of(cells[index])
        return values

    def _report_keyless(self, header: HeaderRow, line: int) -> None:
        column: Column | None = self.sheet.key_column
        filled = [index for index, _ in header.columns if text_of(self.lines[line][index]) is not None]
        if self.sheet.growing and column is not None:
            message = f"這一列沒有{column.header}；請填寫，或將整列清空。"
            self._report("key_missing", message, line, self.places.get("key", filled[0]))
        else:
            message = "這一列不是系統匯出的資料；新增項目請提計畫變更，請將整列清空。"
            self._report("row_unknown", message, line, filled[0] if filled else 0)

    def _report_repeated(self, key: str, line: int) -> None:
        first = self.lines_by_key[key] + 1
        message = f"「{key}」與第 {first} 列重複；請只保留一列，其餘清空或改用不同的編號。"
        self._report("key_repeated", message, line, self.places.get("key", 0), key)

    def _report(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        key: str | None = None,
        *,
        severity: Severity = Severity.ERROR,
    ) -> None:
        cell = None if line is None or column is None else cell_name(line, column)
        self.problems.append(Problem(self.sheet.name, cell, severity, code, message, key))
