"""A section filled in like a sheet: the cells as they stand, what is typed over them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.findings import Severity
from app.domain.plan_document import FinanceLine, Row
from app.domain.row_label import row_label
from app.services.grid import CellProblem, Grid
from app.services.grid_drafts import Kept
from app.services.pages.differences import UNITS
from app.services.pages.grid_sums import Sum, sums_of
from app.services.pages.paging import Page, paged
from app.workbooks import typed
from app.workbooks.layout import Column, Kind
from app.workbooks.typed import TypedRow, cell_text

ROWS_A_PAGE = 100
BLANK_ROWS = 5
SHORT = 12  # half-width characters of a column whose texts never need a second line
NEVER_KEPT = Kept()


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its words, and how a cell of it is filled in. ``form`` is line, lines or choice."""

    header: str
    field: str
    unit: str | None
    help: str
    form: str
    choices: tuple[str, ...]
    width: int
    is_open: bool
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: what the plan says, and what is typed over it (``None`` if nothing is)."""

    id: str
    column: GridColumn
    held: str
    typed: str | None
    is_open: bool
    problems: tuple[CellProblem, ...]

    @property
    def text(self) -> str:
        """What stands in the field to fill in."""
        return self.held if self.typed is None else self.typed

    @property
    def is_wrong(self) -> bool:
        """Whether something in it blocks."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row, and the words that name it to somebody who cannot see where it stands."""

    label: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem in the list above the grid, with the id of its cell."""

    cell_id: str | None
    label: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class GridPage:
    """A grid as its author has it before them."""

    grid: Grid
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    problems: tuple[ProblemLine, ...]
    state: str  # the rows as the page sends them back
    elsewhere: str  # the same of rows on other pages in which something is typed
    changed: int  # open cells in which something is typed
    locked: int  # locked cells that a pasted block says otherwise
    sums: tuple[Sum, ...]
    page: Page
    words: str
    kept: Kept


def listed(grid: Grid, words: str, number: int) -> tuple[tuple[TypedRow, ...], Page]:
    """The rows that a page opens with, and where it lies; below them those that wait to be added.

    :param words: what a row's texts must contain, blanks between words; empty for all rows.
    """
    wanted = words.casefold().split()
    rows = [row for row in grid.base.rows(grid.sheet.section) if _contains(row, wanted)]
    found = paged(rows, number, ROWS_A_PAGE)
    return tuple(TypedRow(row.key) for row in found.rows), found.page


def show(
    grid: Grid,
    rows: Sequence[TypedRow],
    page: Page,
    words: str = "",
    problems: Sequence[CellProblem] = (),
    *,
    elsewhere: Sequence[TypedRow] = (),
    kept: Kept = NEVER_KEPT,
) -> GridPage:
    """The page with these rows on it.

    :param elsewhere: rows of other pages in which something is typed; they are sent along.
    """
    columns = tuple(_column(grid, column) for column in grid.sheet.columns)
    held = {row.key: row for row in grid.base.rows(grid.sheet.section)}
    laid = _with_blank_rows(grid, rows)
    told = {place: tuple(found) for place, found in groupby(sorted(problems, key=_place), key=_place)}
    shown = tuple(_row(grid, columns, index, row, held, told) for index, row in enumerate(laid))
    typed_cells = [cell for row in shown for cell in row.cells if cell.typed is not None]
    return GridPage(
        grid=grid,
        columns=columns,
        rows=shown,
        problems=tuple(_problem_lines(shown, problems)),
        state=typed.to_json(laid),
        elsewhere=typed.to_json(elsewhere),
        changed=sum(cell.is_open for cell in typed_cells),
        locked=sum(not cell.is_open for cell in typed_cells),
        sums=sums_of(grid, (*laid, *elsewhere)),
        page=page,
        words=words,
        kept=kept,
    )


def _contains(row: Row, words: Sequence[str]) -> bool:
    texts = [getattr(row, name, "") or "" for name in ("key", "firm_name", "tax_id", "county", "adviser_name", "state")]
    return not words or all(any(word in text.casefold() for text in texts) for word in words)


def _with_blank_rows(grid: Grid, rows: Sequence[TypedRow]) -> tuple[TypedRow, ...]:
    if not grid.sheet.growing:
        return tuple(rows)
    blank = sum(row.key is None and not row.texts for row in rows)
    return (*rows, *(TypedRow(None) for _ in range(blank, BLANK_ROWS)))


def _column(grid: Grid, column: Column) -> GridColumn:
    is_open = grid.sheet.is_open(column)
    is_long = column.kind is Kind.TEXT and grid.sheet.row_height is None and column.width > SHORT
    return GridColumn(
        header=column.header,
        field=column.field,
        unit=UNITS.get(column.kind),
        help=column.help or (f"請選取{column.header}。" if column.choices else ""),
        form="choice" if column.choices else "lines" if is_long else "line",
        choices=column.choices,
        width=column.width,
        is_open=is_open,
        is_numeric=column.is_numeric,
    )


def _row(
    grid: Grid,
    columns: Sequence[GridColumn],
    index: int,
    row: TypedRow,
    held: dict[str, Row],
    told: dict[tuple[int, str], tuple[CellProblem, ...]],
) -> GridRow:
    known = held[row.key] if row.key is not None else None
    cells = tuple(
        GridCell(
            id=f"cell-{index}-{column.field}",
            column=column,
            held=cell_text(declared, known, grid.base) if known else "",
            typed=row.texts.get(column.field),
            is_open=grid.is_open(declared, row.key),
            problems=told.get((index, column.field), ()),
        )
        for declared, column in zip(grid.sheet.columns, columns, strict=True)
    )
    return GridRow(_label(row.key, known, index), cells)


def _label(key: str | None, known: Row | None, index: int) -> str:
    """Short, for it is read aloud with every cell; a key that nobody sees says nothing."""
    if key is None:
        return f"新增第 {index + 1} 列"
    return row_label(key, known) if isinstance(known, FinanceLine) else key


def _place(problem: CellProblem) -> tuple[int, str]:
    return (-1 if problem.row is None else problem.row, problem.field or "")


def _problem_lines(rows: Sequence[GridRow], problems: Sequence[CellProblem]) -> Iterator[ProblemLine]:
    for problem in problems:
        if problem.row is None:
            yield ProblemLine(None, "", problem.severity, problem.message)
            continue
        row = rows[problem.row]
        cell = next((cell for cell in row.cells if cell.column.field == problem.field), row.cells[0])
        yield ProblemLine(cell.id, f"{row.label} {cell.column.header}", problem.severity, problem.message)
