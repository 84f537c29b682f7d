"""Reads a reporting workbook, .xlsx or .ods, without ever stopping at the first fault.

Columns are found by their headers and rows by their hidden keys, so that moved, hidden, sorted, filtered and
inserted ones do no harm. What is wrong is collected as problems that name the cell and say what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from python_calamine import CalamineError

from app.domain.findings import Problem, Severity
from app.workbooks.cell_faults import CellFaults, find_cell_faults
from app.workbooks.layout import Sheet
from app.workbooks.meta import TEMPLATE_VERSION, MetaSheet, read_meta
from app.workbooks.package import BROKEN_PACKAGE
from app.workbooks.raw_sheets import META_NAME, MOST_SHEETS, Lines, RawSheets, Sheets
from app.workbooks.reading import Block, Piece, ReadRow, WorkbookReading
from app.workbooks.sheet_reader import SheetReader
from app.workbooks.sheets import SHEETS
from app.workbooks.template_versions import converted


def read_workbook(source: bytes | Path, book: Sequence[Sheet] = SHEETS) -> WorkbookReading:
    """Everything that the file says, with every problem in it.

    :param book: the declared sheets that the file should hold.
    Meant for files that :mod:`safety` has let through: a hostile one can end the process.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    return in_one(read_in_blocks(RawSheets(data), book))


def read_in_blocks(
    raw: RawSheets, book: Sequence[Sheet], suspicious: Callable[[], Container[str] | None] = lambda: None
) -> Iterator[Piece]:
    """Whose file it is, as soon as that is known; its rows in blocks; and last a reading without rows that says all
    the rest.

    :param suspicious: the parts to search for faulty cells (:func:`find_cell_faults`); asked as late as possible.
    """
    try:
        if not 0 < raw.count() <= MOST_SHEETS:
            yield no_book(raw.count())
            return
        if meta := _origin(raw.identity()).intact:
            yield meta
        faults = find_cell_faults(raw.data, frozenset(sheet.name for sheet in book), suspicious())
        sheets = converted(raw.sheets())
    except (CalamineError, *BROKEN_PACKAGE):
        yield damaged()
        return
    origin = _origin(sheets)
    problems = list(_meta_problems(origin))
    passed, total = 0, sum(len(sheets.get(sheet.name, ())) for sheet in book)
    for sheet in book:
        lines = sheets.get(sheet.name)
        if lines is None:
            problems.append(_missing_sheet(sheet))
            continue
        reader = SheetReader(sheet, lines, faults.get(sheet.name, {}), origin.roc_year)
        for block in reader.blocks():
            yield replace(block, passed=passed + block.passed, total=total)
        passed += len(lines)
        problems.extend(reader.problems)
    yield WorkbookReading(origin.intact, (), tuple(problems))


def in_one(pieces: Iterable[Piece]) -> WorkbookReading:
    """The whole reading out of what :func:`read_in_blocks` gives."""
    rows: list[ReadRow] = []
    for piece in pieces:
        if isinstance(piece, WorkbookReading):
            return replace(piece, rows=tuple(rows))
        if isinstance(piece, Block):
            rows.extend(piece.rows())
    raise ValueError("the reading has no end")


def read_sheet(
    sheet: Sheet, lines: Lines, roc_year: int | None, faults: CellFaults = MappingProxyType({})
) -> tuple[list[ReadRow], list[Problem]]:
    """The rows of one sheet, and what is wrong in them.

    :param lines: the cells of every line from the first; values as the reading library gives them, or texts.
    :param roc_year: completes dates that are written without a year.
    :param faults: cells that do not hold what their value says.
    """
    reader = SheetReader(sheet, lines, faults, roc_year)
    return [row for block in reader.blocks() for row in block.rows()], reader.problems


def unreadable(code: str, message: str) -> WorkbookReading:
    """The reading of a file that is refused as a whole."""
    return WorkbookReading(None, (), (Problem("", None, Severity.ERROR, code, message),))


def damaged() -> WorkbookReading:
    """The reading of a file that the library cannot read."""
    return unreadable("file_unreadable", "檔案無法讀取，可能已損壞；請用 Excel 或 LibreOffice 開啟後另存一份再上傳。")


def no_book(count: int) -> WorkbookReading:
    """The reading of a file that has none, or too many, of the sheets that a workbook may have."""
    if count == 0:
        return damaged()
    message = f"檔案有 {count:,} 張工作表，超過上限 {MOST_SHEETS} 張；請刪除不需要的工作表後再上傳。"
    return unreadable("file_too_heavy", message)


def _origin(sheets: Sheets) -> MetaSheet:
    return read_meta(converted(sheets).get(META_NAME, ()))


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
