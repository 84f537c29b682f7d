"""What a set-up workbook would create, sheet by sheet, as it is shown before anything is created."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.figures import figure_text
from app.domain.findings import Severity
from app.domain.plan_setup import PlanSetup
from app.services.pages.submission_page import ProblemSheet, problem_sheets
from app.services.plan_setup import Examination
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.setup_rows import rows_of
from app.workbooks.setup_sheets import PLAN, SETUP_SHEETS
from app.workbooks.showing import shown

LONG = 30  # half-width characters


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column."""

    label: str
    is_numeric: bool
    is_long: bool  # texts that need the whole width of a phone


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One sheet of what would be created; cells are texts as people write them."""

    name: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SetupPage:
    """A set-up workbook before it is confirmed."""

    code: str
    full_name: str
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[SheetPreview, ...]
    problem_sheets: tuple[ProblemSheet, ...]
    error_count: int
    warning_count: int
    is_accepted: bool


def show(examined: Examination) -> SetupPage:
    """The page of an examined workbook; without sheets where it could not be read at all."""
    setup = examined.setup or PlanSetup()
    facts = setup.facts
    count = Counter(problem.severity for problem in examined.problems)
    return SetupPage(
        code=facts.code or "",
        full_name=f"{facts.name}({facts.year_index}/{facts.years_total})",
        facts=tuple((row.key, row.value or "") for row in rows_of(setup, PLAN)) if examined.setup else (),
        sheets=tuple(_sheet(sheet, setup) for sheet in SETUP_SHEETS if sheet is not PLAN) if examined.setup else (),
        problem_sheets=problem_sheets(examined.problems),
        error_count=count[Severity.ERROR],
        warning_count=count[Severity.WARNING],
        is_accepted=examined.is_accepted,
    )


def _sheet(sheet: Sheet, setup: PlanSetup) -> SheetPreview:
    rows = rows_of(setup, sheet)
    return SheetPreview(
        name=sheet.name,
        heads=tuple(Head(column.header, column.is_numeric, column.width >= LONG) for column in sheet.columns),
        rows=tuple(tuple(_text(column, row) for column in sheet.columns) for row in rows),
    )


def _text(column: Column, row: Any) -> str:
    value = shown(column, row, None)
    if value is None:
        return ""
    text = figure_text(Decimal(value)) if isinstance(value, int | Decimal) else value
    return f"{text}%" if column.kind is Kind.PERCENT else text
