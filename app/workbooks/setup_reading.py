"""From the cells of a set-up workbook to the plan that it proposes, and everything that is wrong in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import inf
from string import ascii_uppercase
from typing import Any

from app.domain.findings import Finding, Problem, Severity
from app.domain.plan_document import Row
from app.domain.plan_setup import FACTS, SETUP_SECTIONS, PlanFacts, PlanSetup
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.parsing import CellError, parsed
from app.workbooks.reading import TAKEN_FOR_GRANTED, ReadRow, WorkbookReading
from app.workbooks.setup_rows import document_row
from app.workbooks.setup_sheets import FACT_COLUMNS, PLAN, SETUP_SHEETS, SUB_PLANS, setup_sheet_of

#: What readers say of reports and what means nothing here: a set-up file has no plan that it belongs to.
_OF_REPORTS = frozenset({"meta_missing"})
_YEARS = re.compile(r"(?:民國|第)?\s*([0-9]+)\s*(?:年度|年)?")


@dataclass(frozen=True, slots=True)
class ReadSetup:
    """The plan that a file proposes, its problems so far, and where each of its rows stands."""

    setup: PlanSetup
    problems: tuple[Problem, ...]
    places: Mapping[tuple[str, str], ReadRow]  # by section and key; facts by the name of the fact

    def place(self, finding: Finding) -> Problem:
        """A finding of the domain at the cell where the file's author sees it."""
        sheet = setup_sheet_of(finding.section)
        row = self.places.get((finding.section, finding.key))
        field = "value" if finding.section == FACTS else finding.field or sheet.columns[0].field
        cell, label = (row.cell(field), finding.key) if row else (None, None)
        if row and finding.section == FACTS:
            label = row.values["key"]
        return Problem(sheet.name, cell, finding.severity, finding.code, finding.message, label)


def setup_from(reading: WorkbookReading) -> ReadSetup:
    """The plan that a file proposes. A row with an error in it is left out, and its section marked as unread."""
    reader = _SetupReader(reading)
    facts = reader.facts()
    sections: dict[str, Any] = {sheet.section: reader.rows(sheet) for sheet in SETUP_SHEETS if sheet is not PLAN}
    setup = PlanSetup(facts, **sections, unread=frozenset(reader.unread))
    return ReadSetup(setup, in_order_of_sheets(reader.problems), reader.places)


def in_order_of_sheets(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems from the first sheet to the last and from top to bottom; those of the whole file first, of a whole
    sheet behind its rows."""
    order = {sheet.name: number for number, sheet in enumerate(SETUP_SHEETS)}

    def place(problem: Problem) -> tuple[int, float]:
        row = (problem.cell or "").lstrip(ascii_uppercase)
        return order.get(problem.sheet, -1), int(row) if row else inf

    return tuple(sorted(problems, key=place))


class _SetupReader:
    """Turns rows of a reading into rows of a plan; gathers problems and places on the way."""

    def __init__(self, reading: WorkbookReading) -> None:
        self.by_section: dict[str, list[ReadRow]] = {section: [] for section in (FACTS, *SETUP_SECTIONS)}
        for row in reading.rows:
            self.by_section[row.section].append(row)
        self.problems = [_in_words(problem) for problem in reading.problems if problem.code not in _OF_REPORTS]
        refused = {problem.sheet for problem in self.problems if problem.severity is Severity.ERROR}
        self.unread = {sheet.section for sheet in SETUP_SHEETS if sheet.name in refused}
        self.places: dict[tuple[str, str], ReadRow] = {}

    def facts(self) -> PlanFacts:
        lines = {str(row.values.get("key")): row for row in self.by_section[FACTS]}
        values: dict[str, Any] = {}
        for column in FACT_COLUMNS:
            row = lines.pop(column.header, None)
            if row is None:
                if FACTS not in self.unread:
                    message = f"找不到「{column.header}」這一列；請還原項目名稱，或重新下載計畫設定檔。"
                    self._add("fact_missing", message, PLAN, None, None)
                continue
            self.places[FACTS, column.field] = row
            values |= self._fact(column, row)
        for label, row in lines.items():
            message = f"計畫基本資料沒有「{label}」這個項目；請清除這一列，或還原項目名稱。"
            self._add("fact_unknown", message, PLAN, row, "key")
        return PlanFacts(**values)

    def _fact(self, column: Column, row: ReadRow) -> dict[str, Any]:
        text = row.values.get("value")
        if text is None:
            if column.required and "value" in row.values:
                self._add("required", f"請填寫{column.header}。", PLAN, row, "value")
            return {}
        if column.kind is Kind.COUNT:
            written = _YEARS.fullmatch(unicodedata.normalize("NFKC", text))
            if written is None:
                message = f"「{text}」不是數字；{column.help}"
                self._add("not_a_figure", message, PLAN, row, "value")
                return {}
            text = written[1]
        try:
            found = parsed(column, text, unit=None, roc_year=None)
        except CellError as error:
            self._add(error.code, str(error), PLAN, row, "value")
            return {}
        for note in found.notes:
            self._add(TAKEN_FOR_GRANTED, note, PLAN, row, "value", Severity.WARNING)
        return found.values

    def rows(self, sheet: Sheet) -> tuple[Row, ...]:
        found: list[Row] = []
        for read in self.by_section[sheet.section]:
            if self._is_whole(sheet, read):
                row = document_row(sheet.section, _tidied(sheet, read.values), len(found) + 1)
                if self._is_new(sheet, row.key, read):
                    found.append(row)
                    continue
            self.unread.add(sheet.section)
        return tuple(found)

    def _is_whole(self, sheet: Sheet, read: ReadRow) -> bool:
        """Whether every cell could be read and nothing needed is blank."""
        faults = list(self._faults(sheet, read))
        for code, message, field in faults:
            self._add(code, message, sheet, read, field)
        needed = {column.field for column in sheet.columns if column.required} | read.columns.keys()
        return not faults and needed <= read.values.keys()

    def _faults(self, sheet: Sheet, read: ReadRow) -> Iterator[tuple[str, str, str]]:
        for column in sheet.columns:
            if column.field not in read.values:
                continue
            value = read.values[column.field]
            if value is None:
                if column.required:
                    yield "required", f"請填寫{column.header}；不需要這一列時，請將整列清空。", column.field
            elif column.choices and value not in column.choices:
                close = get_close_matches(value, column.choices, n=1)
                advice = f"是否為「{close[0]}」？" if close else ""
                message = f"「{value}」不在{column.header}的選項內，{advice}請選取：{'、'.join(column.choices)}。"
                yield "choice_unknown", message, column.field

    def _is_new(self, sheet: Sheet, key: str, read: ReadRow) -> bool:
        known = self.places.setdefault((sheet.section, key), read)
        if known is not read:
            message = f"「{key}」與第 {known.line + 1} 列重複；請改用不同的編號，或將這一列清空。"
            self._add("key_repeated", message, sheet, read, sheet.columns[0].field)
        return known is read

    def _add(
        self,
        code: str,
        message: str,
        sheet: Sheet,
        row: ReadRow | None,
        field: str | None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        cell = row.cell(field) if row and field else None
        label = row.values.get("key") if row and sheet is PLAN else row.key if row else None
        self.problems.append(Problem(sheet.name, cell, severity, code, message, label))


def _tidied(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """The letter of a sub-plan without its name (A 個案輔導), and in one spelling."""
    letter = "key" if sheet is SUB_PLANS else "sub_plan"
    if letter not in values:
        return dict(values)
    return {**values, letter: unicodedata.normalize("NFKC", values[letter]).split()[0].upper()}


def _in_words(problem: Problem) -> Problem:
    """Sentences of the reader that give the advice for reports, for who sets up a plan."""
    message = _SENTENCES.get(problem.code)
    if message is None:
        return replace(problem, message=problem.message.replace("填報檔", "計畫設定檔"))
    return replace(problem, message=message)


_SENTENCES = {"quantity_unexpected": "有數值而沒有單位；請在「單位」欄填寫數的是什麼，沒有數量則清除這一格。"}
