"""Lays what a file says over what was exported: the document that the file proposes, and what it may not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby
from operator import attrgetter
from typing import Any

from app.domain.canonical import plain
from app.domain.findings import Finding, Problem, Severity
from app.domain.plan_document import PlanDocument, Row
from app.workbooks.as_exported import as_exported
from app.workbooks.cell_fault import MERGED
from app.workbooks.comparison import Comparison
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.parsing import number_of
from app.workbooks.reading import TAKEN_FOR_GRANTED, ReadRow, WorkbookReading
from app.workbooks.reported_values import reported_values
from app.workbooks.sheets import SHEETS, sheet_of
from app.workbooks.showing import shown

_OF_INTEREST_IF_CHANGED = frozenset({TAKEN_FOR_GRANTED, MERGED.code})


@dataclass(frozen=True, slots=True)
class Checked:
    """The document that a file proposes, and everything wrong with the file, found in reading and here."""

    document: PlanDocument
    problems: tuple[Problem, ...]


def overlay(
    base: PlanDocument,
    reading: WorkbookReading,
    compared: Comparison | None = None,
    live: PlanDocument | None = None,
) -> Checked:
    """``base`` with what the file reports; ``base`` is the document from which the file was exported.

    A value that came back as it went out keeps its form in ``base``, so an untouched file proposes exactly
    ``base``. Rows that the file lacks stay as they are, with a warning.

    :param compared: what is known of the rows, if they have been held against ``base`` already.
    :param live: the plan as it stands, if it moved on: who typed what was approved since did nothing wrong.
    """
    compared = compared or Comparison.of(base, reading)
    found: list[Problem] = []
    told: dict[str, _SheetChecker] = {}
    document = base
    read: dict[str, dict[str, ReadRow]] = {sheet.section: {} for sheet in SHEETS}
    for table, rows in groupby(reading.rows, key=attrgetter("table")):
        read[table.section].update((row.key, row) for row in rows)
    for sheet in SHEETS:
        checker = told[sheet.name] = _SheetChecker(sheet, base, read[sheet.section], reading, compared, live)
        document = replace(document, **{sheet.section: checker.rows()})  # type: ignore[arg-type]
        found.extend(checker.problems)
    known = (problem for problem in reading.problems if problem.sheet not in told or told[problem.sheet].tells(problem))
    return Checked(document, (*known, *found))


def place(finding: Finding, reading: WorkbookReading) -> Problem:
    """A finding of the domain at the cell where the file's author sees it."""
    row = reading.by_key.get((finding.section, finding.key))
    sheet = sheet_of(finding.section)
    field = finding.field or sheet.columns[0].field
    cell = row.cell(field) if row else None
    return Problem(sheet.name, cell, finding.severity, finding.code, finding.message, finding.key)


def _is_unchanged(column: Column, was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    # A blank cell says nothing of how exactly a day is known.
    fields = column.fields if now[column.field] is not None else (column.field,)
    if column.field == "key" and number_of(now["key"]) == number_of(was["key"]):
        return True
    return all(now[field] == was[field] for field in fields)


def _are_listed(column: Column, rows: Iterable[Row]) -> bool:
    return {None, "", *column.choices}.issuperset(map(attrgetter(column.field), rows))


class _SheetChecker:
    """One section of one file against the exported document."""

    def __init__(
        self,
        sheet: Sheet,
        base: PlanDocument,
        read: Mapping[str, ReadRow],
        reading: WorkbookReading,
        compared: Comparison,
        live: PlanDocument | None,
    ) -> None:
        self.sheet = sheet
        self.base = base
        self.read = read
        self.live = live
        self.compared = compared
        self.untouched = compared.untouched[sheet.section]
        problems = reading.problems
        self.was_read = reading.is_whole and (
            bool(read) or not any(problem.sheet == sheet.name and problem.cell is None for problem in problems)
        )
        # A row that was refused by name is not missing.
        self.refused = {problem.key for problem in problems if problem.sheet == sheet.name}
        self.merged = {
            problem.cell for problem in problems if problem.sheet == sheet.name and problem.code == MERGED.code
        }
        self.problems: list[Problem] = []
        self.changed: set[str | None] = set()  # cells
        self.new: set[str | None] = set()  # keys

    def tells(self, problem: Problem) -> bool:
        """Whether a problem of reading is told: some are of no interest in a cell that says what was exported."""
        if problem.code not in _OF_INTEREST_IF_CHANGED:
            return True
        return problem.cell in self.changed or problem.key in self.new

    def rows(self) -> tuple[Row, ...]:
        """The rows of the proposed document: those of the base in their order, then the new ones."""
        known = self.base.rows(self.sheet.section)
        columns = next((read.columns for read in self.read.values()), {})
        touched = {at: row for at, row in enumerate(known) if row.key not in self.untouched}
        came_back = [row for row in touched.values() if row.key in self.read]
        exported = as_exported(self.sheet, columns, came_back, self.base)
        rows = list(known)
        for at, row in touched.items():
            rows[at] = self._overlaid(row, exported)
        keys = self.untouched | {row.key for row in touched.values()}
        added = [read for key, read in self.read.items() if key not in keys]
        if self.sheet.growing:
            return (*rows, *self._new(added))
        for read in added:
            message = f"計畫中沒有「{read.key}」；新增項目請提計畫變更，請將整列清空。"
            self._report("key_unknown", message, read, self.sheet.columns[0].field)
        return tuple(rows)

    def _overlaid(self, row: Row, exported: Mapping[str, tuple[Any, ...]]) -> Row:
        """The row as the file has it; ``exported`` tells what the reader would find in it, had nobody touched it."""
        read = self.read.get(row.key)
        if read is None:
            self._report_missing(row)
            return row
        if read.found == exported[row.key]:
            return row
        was, now = dict(zip(read.columns, exported[row.key], strict=True)), read.values
        differing = {field for field, old, new in zip(was, exported[row.key], read.found, strict=True) if new != old}
        self.changed.update(read.cell(field) for field in differing if field not in now)
        changes: dict[str, Any] = {}
        for column in self.sheet.columns:
            if differing.isdisjoint(column.fields) or column.field not in now or _is_unchanged(column, was, now):
                continue
            if self.sheet.is_open(column):
                self._accept(column, read, now[column.field])
                changes |= reported_values(self.sheet.section, column, now)
            elif read.cell(column.field) in self.merged:
                self.changed.add(read.cell(column.field))
            elif not self._is_approved_meanwhile(column, row, now[column.field]):
                self._report_locked(column, row, read)
        return replace(row, **changes) if changes else row

    def _is_approved_meanwhile(self, column: Column, row: Row, value: Any) -> bool:
        present = self.live.row(self.sheet.section, row.key) if self.live else None
        return present is not None and getattr(present, column.field) == value

    def _new(self, added: Sequence[ReadRow]) -> list[Row]:
        """Rows that stand only in the file."""
        self.new = {read.key for read in added}
        rows = [self.compared.new[self.sheet.section][read.key] for read in added]
        listed = [column for column in self.sheet.columns if column.choices and not _are_listed(column, rows)]
        for read, row in zip(added, rows, strict=True) if listed else ():
            for column in listed:
                self._must_be_listed(column, read, getattr(row, column.field) or None)
        return rows

    def _accept(self, column: Column, read: ReadRow, value: Any) -> None:
        """Take note of a changed cell; what it says must be on the list, if the column has one."""
        self.changed.add(read.cell(column.field))
        self._must_be_listed(column, read, value)

    def _must_be_listed(self, column: Column, read: ReadRow, value: Any) -> None:
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
    if isinstance(value, Decimal):
        return plain(value)  # the tables hold four decimals
    return "空白" if value is None else f"{value:,}" if isinstance(value, int) else f"{value}"
