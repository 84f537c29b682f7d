"""Lays what a file says over what was exported: the document that the file proposes, and what it may not change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from app.domain.findings import Finding, Problem, Severity
from app.domain.plan_document import ROW_TYPES, PlanDocument, Row
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.parsing import choice_of
from app.workbooks.reading import TAKEN_FOR_GRANTED, ReadRow, WorkbookReading
from app.workbooks.reported_values import reported_values
from app.workbooks.sheets import SHEETS, sheet_of
from app.workbooks.showing import clean_text, shown


@dataclass(frozen=True, slots=True)
class Checked:
    """The document that a file proposes, and everything wrong with the file, found in reading and here."""

    document: PlanDocument
    problems: tuple[Problem, ...]


def overlay(base: PlanDocument, reading: WorkbookReading) -> Checked:
    """``base`` with what the file reports; ``base`` is the document from which the file was exported.

    A value that came back as it went out keeps its form in ``base``, so an untouched file proposes exactly
    ``base``. Rows that the file lacks stay as they are, with a warning.
    """
    found: list[Problem] = []
    changed: set[tuple[str, str | None]] = set()
    document = base
    for sheet in SHEETS:
        checker = _SheetChecker(sheet, base, reading)
        document = replace(document, **{sheet.section: checker.rows()})  # type: ignore[arg-type]
        found.extend(checker.problems)
        changed |= checker.changed
    return Checked(document, (*_worth_telling(reading.problems, changed), *found))


def _worth_telling(problems: tuple[Problem, ...], changed: set[tuple[str, str | None]]) -> Iterator[Problem]:
    """How a cell was understood is of no interest where it only says what was exported."""
    for problem in problems:
        if problem.code != TAKEN_FOR_GRANTED or (problem.sheet, problem.cell) in changed:
            yield problem


def place(finding: Finding, reading: WorkbookReading) -> Problem:
    """A finding of the domain at the cell where the file's author sees it."""
    row = reading.by_key.get((finding.section, finding.key))
    sheet = sheet_of(finding.section)
    field = finding.field or sheet.columns[0].field
    cell = row.cell(field) if row else None
    return Problem(sheet.name, cell, finding.severity, finding.code, finding.message, finding.key)


class _SheetChecker:
    """One section of one file against the exported document."""

    def __init__(self, sheet: Sheet, base: PlanDocument, reading: WorkbookReading) -> None:
        self.sheet = sheet
        self.base = base
        self.read = {row.key: row for row in reading.rows if row.section == sheet.section}
        self.was_read = bool(self.read) or not any(
            problem.sheet == sheet.name and problem.cell is None for problem in reading.problems
        )
        # A row that was refused by name is not missing.
        self.refused = {problem.key for problem in reading.problems if problem.sheet == sheet.name}
        self.problems: list[Problem] = []
        self.changed: set[tuple[str, str | None]] = set()

    def rows(self) -> tuple[Row, ...]:
        """The rows of the proposed document: those of the base in their order, then the new ones."""
        known = self.base.rows(self.sheet.section)
        rows = [self._overlaid(row, self.read.get(row.key)) for row in known]
        keys = {row.key for row in known}
        for read in self.read.values():
            if read.key in keys:
                continue
            if self.sheet.growing:
                rows.append(self._new(read))
            else:
                message = f"計畫中沒有「{read.key}」；新增項目請提計畫變更，請將整列清空。"
                self._report("key_unknown", message, read, self.sheet.columns[0].field)
        return tuple(rows)

    def _overlaid(self, row: Row, read: ReadRow | None) -> Row:
        if read is None:
            self._report_missing(row)
            return row
        changes: dict[str, Any] = {}
        for column in self.sheet.columns:
            if column.field not in read.values or self._is_unchanged(column, row, read):
                continue
            if self.sheet.is_open(column):
                self._accept(column, read)
                changes |= reported_values(self.sheet.section, column, read.values)
            else:
                self._report_locked(column, row, read)
        return replace(row, **changes) if changes else row

    def _new(self, read: ReadRow) -> Row:
        values: dict[str, Any] = {"key": read.key}
        for column in self.sheet.columns:
            if column.field in read.values and self.sheet.is_open(column):
                self._accept(column, read)
                values |= reported_values(self.sheet.section, column, read.values)
        return ROW_TYPES[self.sheet.section](**values)

    def _is_unchanged(self, column: Column, row: Row, read: ReadRow) -> bool:
        if column.kind is Kind.COMPLETION and read.values[column.field] is not None:
            return all(read.values[field] == getattr(row, field) for field in column.fields)
        return bool(read.values[column.field] == self._as_read(column, row))

    def _as_read(self, column: Column, row: Row) -> Any:
        """What the reader would return for the cell of ``row`` as it was exported."""
        value = getattr(row, column.field)
        match column.kind:
            case Kind.TEXT | Kind.SUB_PLAN:
                return shown(column, row, self.base)
            case Kind.CHOICE:
                return choice_of(column, clean_text(value)) or None
            case _:
                return value

    def _accept(self, column: Column, read: ReadRow) -> None:
        """Take note of a changed cell; what it says must be on the list, if the column has one."""
        self.changed.add((self.sheet.name, read.cell(column.field)))
        value = read.values[column.field]
        if not column.choices or value is None or value in column.choices:
            return
        close = get_close_matches(value, column.choices, n=1)
        advice = f"是否為「{close[0]}」？" if close else ""
        message = f"「{value}」不在{column.header}的選項內，{advice}請由下拉選單選取：{'、'.join(column.choices)}。"
        self._report("choice_unknown", message, read, column.field)

    def _report_locked(self, column: Column, row: Row, read: ReadRow) -> None:
        old = _words(shown(column, row, self.base))
        new = _words(_shown_again(column, row, read, self.base))
        message = (
            f"「{column.header}」為計畫核定內容，原為「{old}」，檔案中為「{new}」；請改回原值，需修改時請提計畫變更。"
        )
        self._report("locked_cell_changed", message, read, column.field)

    def _report_missing(self, row: Row) -> None:
        if self.was_read and row.key not in self.refused:
            message = f"檔案中沒有「{row.key}」這一列，系統保留原有內容；如為誤刪，請從系統重新下載填報檔補回。"
            problem = Problem(self.sheet.name, None, Severity.WARNING, "row_missing", message, row.key)
            self.problems.append(problem)

    def _report(self, code: str, message: str, read: ReadRow, field: str) -> None:
        problem = Problem(self.sheet.name, read.cell(field), Severity.ERROR, code, message, read.key)
        self.problems.append(problem)


def _shown_again(column: Column, row: Row, read: ReadRow, document: PlanDocument) -> Any:
    """What the file holds in a locked cell, written as the export would write it."""
    value = read.values[column.field]
    if isinstance(value, str) or value is None or column.kind in (Kind.SUB_PLAN, Kind.TEXT):
        return value
    return shown(column, replace(row, **{column.field: value}), document)


def _words(value: Any) -> str:
    return "空白" if value is None else f"{value:,}" if isinstance(value, int) else f"{value}"
