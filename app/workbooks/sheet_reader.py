"""One sheet of a file: its header found, its rows known by their keys, its cells read column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.findings import Problem, Severity
from app.workbooks.cell_fault import MERGED, CellFault
from app.workbooks.cell_faults import CellFaults
from app.workbooks.columns import Remark, read_column
from app.workbooks.grids import TOTAL_KEY
from app.workbooks.header_row import HeaderRow, find_header
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.parsing import text_of
from app.workbooks.raw_sheets import Lines
from app.workbooks.reading import TAKEN_FOR_GRANTED, UNREAD, Block, Table
from app.workbooks.row_keys import RowKeys
from app.workbooks.sheet_problems import SheetProblems
from app.workbooks.totals import TOTAL_LABEL

_AT_ONCE = 2_000  # lines of a block


class SheetReader:
    """One sheet of one file; gathers problems on the way."""

    def __init__(self, sheet: Sheet, lines: Lines, faults: CellFaults, roc_year: int | None) -> None:
        self.sheet = sheet
        self.lines = lines
        self.faults = faults
        self.roc_year = roc_year
        self._problems = SheetProblems(sheet.name)
        self.places: dict[str, int] = {}
        self.lines_by_key: dict[str, int] = {}
        self._faulty_lines = frozenset(line for line, _ in faults)

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong with the sheet."""
        return self._problems.all

    def blocks(self) -> Iterator[Block]:
        """The rows of the sheet; the problems are complete when the last block has been taken."""
        header = find_header(self.sheet, self.lines)
        if header is None:
            self._problems.report(
                "header_missing", f"工作表「{self.sheet.name}」找不到欄位標題列；請從系統重新下載填報檔。"
            )
            return
        self._check_header(header)
        if self._is_without_keys(header):
            return
        self.places = {field: index for index, column in header.columns for field in column.fields}
        keys = RowKeys(self.sheet, self.lines, header, self.places)
        table = Table(self.sheet.name, self.sheet.section, self.places)
        for start in range(header.line + 1, len(self.lines), _AT_ONCE):
            end = min(start + _AT_ONCE, len(self.lines))
            rows = self._rows(header, keys, range(start, end))
            values = self._values(header, rows) if rows else []
            self._problems.close_block()
            if rows:
                yield Block(table, list(rows.values()), list(rows), values, passed=end, total=len(self.lines))

    def _check_header(self, header: HeaderRow) -> None:
        for column in header.missing:
            needed = self.sheet.is_open(column) or column in (self.sheet.unit_column, self.sheet.key_column)
            message = f"找不到欄位「{column.header}」；請還原欄位標題，或從系統重新下載填報檔。"
            self._problems.report("column_missing", message, severity=Severity.ERROR if needed else Severity.WARNING)
        for column in header.repeated:
            self._problems.report("column_repeated", f"欄位標題「{column.header}」出現兩次以上；請只保留一欄。")
        if self._is_without_keys(header):
            self._problems.report(
                "key_column_missing", "識別各列的隱藏欄已被刪除；請從系統重新下載填報檔，將內容貼入後再上傳。"
            )

    def _is_without_keys(self, header: HeaderRow) -> bool:
        """Whether nothing tells which row is which; that is said once, and not again for every row."""
        return header.key is None and self.sheet.key_column is None and not self.sheet.all_open

    def _rows(self, header: HeaderRow, keys: RowKeys, span: range) -> dict[int, str]:
        """The lines that are rows, with their keys."""
        found: dict[int, str] = {}
        for line, hidden in zip(span, keys.hidden(self.lines[span.start : span.stop]), strict=True):
            if hidden == TOTAL_KEY:
                continue
            key = self._place(header, line) if self.sheet.all_open else keys.key(self.lines[line], hidden)
            if header.key is None and key == TOTAL_LABEL and self.sheet.has_totals and not self.sheet.growing:
                continue
            if key is None:
                if self._has_content(header, line):
                    self._report_keyless(header, line)
            elif key in self.lines_by_key:
                self._report_repeated(key, line)
            else:
                self.lines_by_key[key] = line
                found[line] = key
        return found

    def _place(self, header: HeaderRow, line: int) -> str | None:
        """Who sets a plan up may change every key; so a row is known by its line, and a cleared one is gone."""
        return f"第 {line + 1} 列" if self._has_content(header, line) else None

    def _has_content(self, header: HeaderRow, line: int) -> bool:
        cells = self.lines[line]
        if any(cells[index] != "" and text_of(cells[index]) is not None for index, _ in header.columns):
            return True
        faults = (self.faults.get((line, index), MERGED) for index, _ in header.columns)
        return line in self._faulty_lines and any(fault.code != MERGED.code for fault in faults)

    def _values(self, header: HeaderRow, rows: Mapping[int, str]) -> list[list[Any]]:
        """The values of the rows, field by field."""
        columns = list(zip(*map(self.lines.__getitem__, rows), strict=True))
        unit_at = self.places.get("unit")
        units = [None] * len(rows) if unit_at is None else list(map(text_of, columns[unit_at]))
        values: list[list[Any]] = []
        for index, column in header.columns:
            cells = self._as_shown(header, column, index, rows, columns[index])
            if column.kind is Kind.QUANTITY and unit_at is None and self.sheet.unit_column:
                # That the units are missing has been said.
                cells = [UNREAD] * len(rows)
            found, remarks = read_column(column, cells, units, self.roc_year)
            if remarks:
                self._tell(column, index, list(rows.items()), cells, found, remarks)
            values.extend(found)
        return values

    def _as_shown(
        self, header: HeaderRow, column: Column, index: int, rows: Mapping[int, str], cells: Sequence[Any]
    ) -> Sequence[Any]:
        """The cells of a column as people see them: merged ones with the value of the uppermost, if one may guess."""
        if not self._faulty_lines or self._faulty_lines.isdisjoint(rows):
            return cells
        shown = list(cells)
        for at, (line, key) in enumerate(rows.items()):
            if fault := self.faults.get((line, index)):
                shown[at] = self._behind(header, column, fault)
                if shown[at] is UNREAD or fault.shown is None:
                    self._problems.report(fault.code, fault.message, line, index, key)
                elif self.sheet.is_open(column):
                    message = f"合併儲存格，視為各列都填「{text_of(shown[at]) or ''}」；不是的話請取消合併後逐格填寫。"
                    self._problems.report(TAKEN_FOR_GRANTED, message, line, index, key, severity=Severity.WARNING)
        return shown

    def _behind(self, header: HeaderRow, column: Column, fault: CellFault) -> Any:
        """What stands behind a faulty cell: a figure or a key is never guessed.

        What is merged with a cell beside it is taken for blank; the checker asks whether it was blank before.
        """
        if fault.code != MERGED.code or column.is_numeric or column.field == "key":
            return UNREAD
        if fault.shown is None:
            return ""
        line, index = fault.shown
        return self.lines[line][index] if line > header.line else UNREAD

    def _tell(
        self,
        column: Column,
        index: int,
        rows: Sequence[tuple[int, str]],
        cells: Sequence[Any],
        found: list[list[Any]],
        remarks: Mapping[int, Remark],
    ) -> None:
        is_open = self.sheet.is_open(column)
        for at, remark in remarks.items():
            line, key = rows[at]
            if not is_open:
                if remark.error:
                    # What cannot be read is certainly not what was exported; the checker will say so.
                    found[0][at] = text_of(cells[at])
                continue
            for note in remark.notes:
                self._problems.report(TAKEN_FOR_GRANTED, note, line, index, key, severity=Severity.WARNING)
            if remark.error:
                self._problems.report(remark.error.code, str(remark.error), line, index, key)

    def _report_keyless(self, header: HeaderRow, line: int) -> None:
        column: Column | None = self.sheet.key_column
        filled = [index for index, _ in header.columns if text_of(self.lines[line][index]) is not None]
        if self.sheet.growing and column is not None:
            message = f"這一列沒有{column.header}；請填寫，或將整列清空。"
            self._problems.report("key_missing", message, line, self.places.get("key", filled[0] if filled else 0))
        else:
            message = "這一列不是系統匯出的資料；新增項目請提計畫變更，請將整列清空。"
            self._problems.report("row_unknown", message, line, filled[0] if filled else 0)

    def _report_repeated(self, key: str, line: int) -> None:
        first = self.lines_by_key[key] + 1
        message = f"「{key}」與第 {first} 列重複；請只保留一列，其餘清空或改用不同的編號。"
        self._problems.report("key_repeated", message, line, self.places.get("key", 0), key)
