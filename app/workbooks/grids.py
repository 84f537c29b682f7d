"""The workbook of a plan as styled cells: one grid for each declared sheet, the cover, and the hidden identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.plan_document import Period, PlanDocument, Row
from app.workbooks import looks
from app.workbooks.cover import cover
from app.workbooks.grid import Book, Cell, Formula, Frame, Grid, Hint, Line, cell_name
from app.workbooks.layout import KEY_HEADER, Column, Kind, Sheet
from app.workbooks.looks import Align, Style
from app.workbooks.meta import META_NAME, MetaSheet, WorkbookMeta
from app.workbooks.sheets import SHEETS
from app.workbooks.showing import number_format, shown

TOTAL_KEY = "_total"  # in the hidden column of a totals row, which the reader leaves out

HEADER_ROW = 2  # below the title and the note
FIRST_ROW = HEADER_ROW + 1
_CENTERED = frozenset({Kind.CHOICE, Kind.DATE, Kind.COMPLETION})
_HIDDEN = Style(looks.HIDDEN)


def book(document: PlanDocument, period: Period, meta: WorkbookMeta) -> Book:
    """The whole reporting workbook."""
    caption = f"{document.full_name}　{document.roc_year} 年度{period.key}"
    footer = f"{document.full_name}　{period.key}"
    return Book(
        title=f"{document.full_name} {period.key}執行情形填報表",
        author=document.agency,
        created_at=meta.exported_at,
        grids=(
            cover(document, period),
            *(table_grid(sheet, document.rows(sheet.section), document, caption, footer) for sheet in SHEETS),
            meta_grid(MetaSheet(meta, document.roc_year)),
        ),
    )


def table_grid(sheet: Sheet, rows: tuple[Any, ...], document: PlanDocument | None, caption: str, footer: str) -> Grid:
    """One declared sheet with its rows; ``caption`` stands behind the sheet's name, ``footer`` on every page.

    :param rows: things with a ``key`` and the fields of the sheet's columns.
    :param document: names the sub-plans, for a sheet that shows their names.
    """
    return _Builder(sheet, rows, document, caption, footer).grid()


def meta_grid(meta: MetaSheet) -> Grid:
    lines = tuple(Line((Cell(name, _HIDDEN), Cell(value, _HIDDEN))) for name, value in meta.lines())
    return Grid(META_NAME, lines, widths=(20, 70), is_hidden=True)


@dataclass(frozen=True, slots=True)
class _Builder:
    """One declared sheet with the rows of one document."""

    sheet: Sheet
    rows: tuple[Any, ...]
    document: PlanDocument | None
    caption: str
    footer: str

    @property
    def last_row(self) -> int:
        """The last row that a person may fill, or the header if there is none."""
        return HEADER_ROW + len(self.rows) + self.sheet.blank_rows

    def grid(self) -> Grid:
        columns = self.sheet.columns
        return Grid(
            name=self.sheet.name,
            lines=self._lines(),
            widths=(*(column.width for column in columns), 12),
            hidden_columns=frozenset({len(columns)}),
            frame=Frame(HEADER_ROW, self.last_row, len(columns), self.sheet.frozen),
            hints=tuple(self._hints()),
            pages_wide=self.sheet.pages_wide,
            rows_may_be_added=self.sheet.growing,
            footer=f"{self.footer}　{self.sheet.name}",
        )

    def _lines(self) -> Iterator[Line]:
        yield Line((Cell(f"{self.sheet.name}　{self.caption}", Style(looks.TITLE)),), height=28)
        totals = tuple(self._totals())
        if self.sheet.growing and totals:
            # Above the header, because the rows below have no end.
            yield Line((Cell(self.sheet.note, Style(looks.NOTE)), *totals[0].cells[1:]), height=20)
            totals = ()
        else:
            yield Line((Cell(self.sheet.note, Style(looks.NOTE)),), height=20)
        yield Line((*(self._header(column) for column in self.sheet.columns), Cell(KEY_HEADER, _HIDDEN)), height=34)
        for row in self.rows:
            cells = (*(self._cell(column, row) for column in self.sheet.columns), Cell(row.key, _HIDDEN))
            yield Line(cells, height=self.sheet.row_height)
        blank = Line(tuple(self._blank(column) for column in self.sheet.columns), height=self.sheet.row_height)
        for _ in range(self.sheet.blank_rows):
            yield blank
        yield from totals

    def _header(self, column: Column) -> Cell:
        is_open = self.sheet.is_open(column) or (self.sheet.growing and column is self.sheet.key_column)
        return Cell(column.header, Style(looks.HEADER_OPEN if is_open else looks.HEADER_LOCKED, align=Align.CENTER))

    def _cell(self, column: Column, row: Row) -> Cell:
        look = looks.OPEN if self.sheet.is_open(column) else looks.LOCKED
        return Cell(shown(column, row, self.document), Style(look, number_format(column, row), _align(column)))

    def _blank(self, column: Column) -> Cell:
        return Cell(None, Style(looks.OPEN, number_format(column, None), _align(column)))

    def _hints(self) -> Iterator[Hint]:
        if self.last_row < FIRST_ROW:
            return
        for index, column in enumerate(self.sheet.columns):
            first = FIRST_ROW
            if not self.sheet.is_open(column):
                if not (self.sheet.growing and column is self.sheet.key_column):
                    continue
                first += len(self.rows)
            title = column.header + ("（必填）" if column.required else "")
            message = column.help or (f"請由下拉選單選取{column.header}。" if column.choices else "")
            if first <= self.last_row:
                yield Hint(index, first, self.last_row, title, message, column.choices)

    def _totals(self) -> Iterator[Line]:
        """A line for each choice that totals are split by, then the line over all rows."""
        if not self.sheet.has_totals or self.last_row < FIRST_ROW:
            return
        split = self.sheet.column_of(self.sheet.split_totals_by or "")
        for choice in split.choices if split else ():
            yield self._total_line(f"{choice}小計", split, choice)
        yield self._total_line("合計", None, None)

    def _total_line(self, label: str, split: Column | None, choice: str | None) -> Line:
        first = next(index for index, column in enumerate(self.sheet.columns) if column.totalled)
        label_at = first - 1 if self.sheet.growing else 0  # above the header, the note takes the first cells
        cells: list[Cell] = []
        for index, column in enumerate(self.sheet.columns):
            total = self._total(index, column, split, choice) if column.totalled else None
            value = label if index == label_at else total
            number = number_format(column, None)
            cells.append(Cell(value, Style(looks.TOTAL, number, _align(column))))
        if self.sheet.growing:
            cells = [cell if cell.value is not None else Cell(None, Style(looks.NOTE)) for cell in cells]
        return Line((*cells, Cell(TOTAL_KEY, _HIDDEN)), height=20)

    def _total(self, index: int, column: Column, split: Column | None, choice: str | None) -> Formula:
        """A sum that stays blank while nothing is reported: blank is not zero."""
        span = self._span(index)
        found = [getattr(row, column.field) for row in self.rows if not split or getattr(row, split.field) == choice]
        reported = [Decimal(value) for value in found if value is not None]
        if split is not None:
            labels = self._span(self.sheet.columns.index(split), pinned=True)
            count, total = f'COUNTIFS({labels},"{choice}",{span},"<>")', f'SUMIF({labels},"{choice}",{span})'
        elif self.sheet.growing:
            # 102 and 109: only the rows that the filter shows.
            count, total = f"SUBTOTAL(102,{span})", f"SUBTOTAL(109,{span})"
        else:
            count, total = f"COUNT({span})", f"SUM({span})"
        return Formula(f'IF({count}=0,"",{total})', sum(reported, Decimal(0)) if reported else None)

    def _span(self, column: int, *, pinned: bool = False) -> str:
        first, last = cell_name(FIRST_ROW, column), cell_name(self.last_row, column)
        if not pinned:
            return f"{first}:{last}"
        letters = first.rstrip("0123456789")
        return f"${letters}${FIRST_ROW + 1}:${letters}${self.last_row + 1}"


def _align(column: Column) -> Align:
    if column.is_numeric:
        return Align.CENTER if column.kind is Kind.COUNT else Align.RIGHT
    return Align.CENTER if column.kind in _CENTERED or column.field == "unit" else Align.LEFT
