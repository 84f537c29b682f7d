"""A new plan typed into grids, sheet by sheet: what comes out is a set-up workbook, and goes the way of an upload.

Nothing is there yet, so every row may be added, moved and taken out; only the facts of the plan have their own lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.findings import Problem, has_errors
from app.domain.plan_setup import FACTS, PlanSetup, setup_of
from app.domain.roles import Permission
from app.domain.rollover import next_year
from app.models import Plan, User
from app.services import grid_drafts, permissions, plan_setup, plans, setup_uploads
from app.services.grid import CellProblem, Grid
from app.workbooks.grid import cell_name
from app.workbooks.reader import read_sheet
from app.workbooks.reading import ReadRow, WorkbookReading
from app.workbooks.setup_rows import rows_of
from app.workbooks.setup_sheets import SETUP_SHEETS, setup_sheet_of
from app.workbooks.setup_workbook import write_setup
from app.workbooks.typed import LaidRows, TypedRow, cell_text

PLACE = "new/"  # of the drafts: a person sets up one plan at a time here
FILE_NAME = "網頁填寫的計畫設定檔.xlsx"

Typed = Mapping[str, Sequence[TypedRow]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the grids: the hash of a set-up workbook that waits to be confirmed, or why there is none."""

    digest: str | None
    problems: tuple[CellProblem, ...] = ()


def open_grid(section: str, *, by: User) -> Grid:
    """An empty sheet of the set-up.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    :raises NotFound: if there is no such sheet.
    """
    permissions.require_anywhere(by, Permission.SET_UP)
    if section not in {sheet.section for sheet in SETUP_SHEETS}:
        names = "、".join(sheet.name for sheet in SETUP_SHEETS)
        raise NotFound(f"沒有「{section}」這張設定表格；可用的表格：{names}。")
    sheet = setup_sheet_of(section)
    if section != FACTS:
        return Grid(PLACE + section, None, replace(sheet, growing=True), LaidRows(), 0, None)
    return Grid(PLACE + section, None, sheet, LaidRows(rows_of(PlanSetup(), sheet)), 0, None)


def check(session: Session, grid: Grid, rows: Sequence[TypedRow], *, by: User) -> tuple[CellProblem, ...]:
    """Everything wrong with this sheet and, without their cells, with the others. Writes nothing.

    A step: opening the grid has asked for permission.
    """
    reading = _reading(_all(session, grid, rows, by))
    _, problems = plan_setup.judged(session, reading, by=by)
    return tuple(_placed(grid, rows, problems))


def propose(
    session: Session, grid: Grid, rows: Sequence[TypedRow], *, by: User, at: datetime, data_dir: Path
) -> Outcome:
    """Write a set-up workbook of all sheets, and let it wait for its confirmation as an uploaded one does.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    """
    permissions.require_anywhere(by, Permission.SET_UP)
    setup, problems = plan_setup.judged(session, _reading(_all(session, grid, rows, by)), by=by)
    if has_errors(problems):
        return Outcome(None, tuple(_placed(grid, rows, problems)))
    out = BytesIO()
    write_setup(setup, out, "xlsx", created_at=at.isoformat(timespec="seconds"))
    return Outcome(setup_uploads.keep(out.getvalue(), by=by, data_dir=data_dir))


def begin_with(session: Session, plan: Plan, *, is_next_year: bool, by: User, at: datetime) -> None:
    """Fill all sheets with a plan, as it stands or rolled over to its next year; what was typed there is gone.

    :raises PermissionDenied: if ``by`` may not set plans up in the plan's agency.
    :raises LastYear: if the plan runs no further.
    """
    permissions.require(by, Permission.SET_UP, plan)
    document = plans.document(session, plan)
    setup = setup_of(next_year(document) if is_next_year else document, plan.contractor.tax_id)
    for sheet in SETUP_SHEETS:
        rows = [_typed(sheet.section, row, setup) for row in rows_of(setup, sheet)]
        grid_drafts.keep(session, open_grid(sheet.section, by=by), rows, on=grid_drafts.NONE, by=by, at=at, force=True)


def _typed(section: str, row: Any, setup: PlanSetup) -> TypedRow:
    base = LaidRows((), setup.facts.roc_year)
    columns = [column for column in setup_sheet_of(section).columns if not column.locked]
    texts = {column.field: cell_text(column, row, base) for column in columns}
    filled = {name: text for name, text in texts.items() if text}
    return TypedRow(row.key if section == FACTS else None, filled)


def _all(session: Session, grid: Grid, rows: Sequence[TypedRow], by: User) -> Typed:
    """This sheet as it is typed, and the others as they were kept."""
    kept = {draft.place.removeprefix(PLACE): draft for draft in grid_drafts.under(session, PLACE, by=by)}
    others = {sheet.section: grid_drafts.rows_of(kept.get(sheet.section)) for sheet in SETUP_SHEETS}
    return others | {grid.sheet.section: rows}


def _reading(typed: Typed) -> WorkbookReading:
    """All sheets, read by the rules of the workbook's reader."""
    rows: list[ReadRow] = []
    problems: list[Problem] = []
    for sheet in SETUP_SHEETS:
        header = [column.header for column in sheet.columns]
        found, unreadable = read_sheet(sheet, [header, *_lines(sheet.section, typed[sheet.section])], None)
        rows += found
        problems += unreadable
    return WorkbookReading(None, tuple(rows), tuple(problems))


def _lines(section: str, rows: Sequence[TypedRow]) -> Iterator[list[str]]:
    """The lines of a sheet; line n holds the n-th row of the page, so that its cells are found again."""
    if section == FACTS:
        typed = {row.key: row.texts for row in rows}
        for fact in rows_of(PlanSetup(), setup_sheet_of(FACTS)):
            yield [fact.key, typed.get(fact.key, {}).get("value", ""), fact.help]
        return
    columns = setup_sheet_of(section).columns
    for row in rows:
        yield [row.texts.get(column.field, "") for column in columns]


def _placed(grid: Grid, rows: Sequence[TypedRow], problems: Sequence[Problem]) -> Iterator[CellProblem]:
    places = {
        cell_name(line, at): (line - 1, column.field)
        for line in range(1, len(rows) + 1)
        for at, column in enumerate(grid.sheet.columns)
    }
    for problem in problems:
        here = problem.sheet == grid.sheet.name
        row, field = places.get(problem.cell or "", (None, None)) if here else (None, None)
        message = problem.message if here else f"（{problem.sheet}{_line(problem)}）{problem.message}"
        yield CellProblem(row, field, problem.severity, problem.code, message)


def _line(problem: Problem) -> str:
    number = "".join(filter(str.isdigit, problem.cell or ""))
    return f" 第 {int(number) - 1} 列" if number else ""
