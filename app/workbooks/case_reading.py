"""Reads a list of cases out of whatever sheet holds one: columns by their headers, in any order, any of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice
from typing import Any

from python_calamine import CalamineError

from app.domain.findings import Problem, Severity
from app.workbooks.case_sheets import CASE_COLUMNS, KNOWN_OTHERWISE, OTHER_HEADERS
from app.workbooks.cell_faults import CellFaults, find_cell_faults
from app.workbooks.grid import cell_name
from app.workbooks.header_row import SEARCHED_LINES, folded
from app.workbooks.layout import KEY_HEADER, Column, Sheet
from app.workbooks.meta import read_meta
from app.workbooks.package import BROKEN_PACKAGE
from app.workbooks.raw_sheets import META_NAME, MOST_SHEETS, Lines, RawSheets
from app.workbooks.reader import damaged, in_one, no_book, unreadable
from app.workbooks.reading import Block, Piece, WorkbookReading
from app.workbooks.refusal import Limits
from app.workbooks.sheet_reader import SheetReader
from app.workbooks.sheets import COVER_NAME

_LIMITS = Limits()
_ENCODINGS = ("utf-8-sig", "cp950")
_KNOWN = {folded(column.header): column for column in CASE_COLUMNS.values()} | {
    folded(header): CASE_COLUMNS[field] for header, field in OTHER_HEADERS.items()
}
_PASSED_OVER = {folded(header) for header in (*KNOWN_OTHERWISE, KEY_HEADER)} | {""}
_NOT_CASES = frozenset({META_NAME, COVER_NAME})


def read_cases_in_blocks(raw: RawSheets, suspicious: Callable[[], Container[str] | None]) -> Iterator[Piece]:
    """The rows of every sheet that holds a list of cases, as :func:`app.workbooks.reader.read_in_blocks` gives them."""
    try:
        if not 0 < raw.count() <= MOST_SHEETS:
            yield no_book(raw.count())
            return
        sheets = raw.sheets()
        lists = {name: lines for name, lines in sheets.items() if name not in _NOT_CASES and _header(lines) is not None}
        faults = find_cell_faults(raw.data, frozenset(lists), suspicious())
    except (CalamineError, *BROKEN_PACKAGE):
        yield damaged()
        return
    origin = read_meta(sheets.get(META_NAME, ()))
    problems: list[Problem] = [] if lists else [_no_list()]
    for name, lines in lists.items():
        yield from _list_in(name, lines, faults.get(name, {}), origin.roc_year, problems)
    yield WorkbookReading(origin.intact, (), tuple(problems))


def read_case_text(data: bytes, name: str, limits: Limits = _LIMITS) -> WorkbookReading:
    """A list of cases in a file of comma-separated values, UTF-8 or the Big5 of older systems.

    :param name: of the file; problems name it where a workbook has the name of a sheet.
    :param limits: of what is let through; the size of the file has been looked at.
    """
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return unreadable("file_encoding", "檔案的文字編碼無法讀取；請另存為 UTF-8 的 .csv，或改用 .xlsx。")
    try:
        lines = list(islice(csv.reader(StringIO(text, newline="")), limits.rows + 1))
    except csv.Error:
        return unreadable("file_damaged", "檔案不是可讀取的 .csv；請用 Excel 或 LibreOffice 重新存檔後再上傳。")
    width = max(map(len, lines), default=0)
    if not limits.are_kept_by(len(lines), width):
        # A line of many blank cells makes all others as long.
        message = (
            f"檔案的內容延伸到第 {len(lines):,} 列、第 {width:,} 欄，超過可讀取的範圍；請刪除表格以外的內容後再上傳。"
        )
        return unreadable("sheet_too_large", message)
    lines = [line + [""] * (width - len(line)) for line in lines]
    if _header(lines) is None:
        return WorkbookReading(None, (), (_no_list(),))
    return in_one(_whole(name, lines))


def _whole(name: str, lines: Lines) -> Iterator[Piece]:
    problems: list[Problem] = []
    yield from _list_in(name, lines, {}, None, problems)
    yield WorkbookReading(None, (), tuple(problems))


def _list_in(
    name: str, lines: Lines, faults: CellFaults, roc_year: int | None, problems: list[Problem]
) -> Iterator[Block]:
    at = _header(lines)
    assert at is not None
    columns = _columns(lines[at])
    problems += _repeated(name, lines[at], columns)
    reader = SheetReader(Sheet(name, "cases", columns, "", growing=True, all_open=True), lines, faults, roc_year)
    yield from reader.blocks()
    problems += reader.problems
    problems += (_unknown(name, at, index, text) for index, text in enumerate(lines[at]) if _is_unknown(text))


def _header(lines: Lines) -> int | None:
    """The line that holds the most headers of ours, if the number of the case is among them."""
    scores = [len(known) if CASE_COLUMNS["key"] in (known := _known(line)) else 0 for line in lines[:SEARCHED_LINES]]
    best = max(scores, default=0)
    return scores.index(best) if best > 1 else None


def _known(line: Sequence[Any]) -> list[Column]:
    return [_KNOWN[text] for cell in line if (text := folded(cell)) in _KNOWN]


def _columns(line: Sequence[Any]) -> tuple[Column, ...]:
    """The declared columns under the headers that the file gives them: of two that say the same, the first."""
    headers: dict[Column, str] = {}
    for text in map(folded, line):
        if text in _KNOWN:
            headers.setdefault(_KNOWN[text], text)
    return tuple(replace(column, header=text) for column, text in headers.items())


def _repeated(name: str, line: Sequence[Any], columns: Sequence[Column]) -> Iterator[Problem]:
    """Columns that stand twice under different headers; those under one header are told with the header itself."""
    first = {column.field: column.header for column in columns}
    for text in dict.fromkeys(map(folded, line)):
        if text in _KNOWN and (other := first[_KNOWN[text].field]) != text:
            message = f"欄位「{text}」與「{other}」是同一欄；請只保留一欄。"
            yield Problem(name, None, Severity.ERROR, "column_repeated", message)


def _is_unknown(cell: Any) -> bool:
    text = folded(cell)
    return text not in _KNOWN and text not in _PASSED_OVER


def _unknown(name: str, line: int, index: int, text: Any) -> Problem:
    message = f"欄位「{text}」不是個案清單的欄位，系統不會匯入這一欄；需要匯入請改用系統的欄位標題。"
    return Problem(name, cell_name(line, index), Severity.WARNING, "column_unknown", message)


def _no_list() -> Problem:
    message = "檔案中找不到個案清單；標題列須有「個案編號」與其他欄位，可由系統下載空白的批次申請檔。"
    return Problem("", None, Severity.ERROR, "header_missing", message)
