"""The workbook of a plan as styled cells: one grid for each declared sheet, the cover, and the hidden identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.plan_document import Period, PlanDocument
from app.workbooks import looks
from app.workbooks.cells import blank_cell, cell_maker, header_cell, key_style
from app.workbooks.cover import cover
from app.workbooks.grid import Book, Cell, Frame, Grid, Line
from app.workbooks.highlights import tints
from app.workbooks.hints import hints
from app.workbooks.layout import KEY_HEADER, Sheet
from app.workbooks.looks import Style
from app.workbooks.meta import MetaSheet, WorkbookMeta
from app.workbooks.raw_sheets import META_NAME
from app.workbooks.sheets import SHEETS
from app.workbooks.totals import TOTAL_KEY, Totals

__all__ = ["FIRST_ROW", "HEADER_ROW", "TOTAL_KEY", "book", "meta_grid", "table_grid"]

HEADER_ROW = 2  # below the title and the note
FIRST_ROW = HEADER_ROW + 1
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
    """The hidden sheet that says where the file comes from."""
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
            hints=tuple(hints(self.sheet, FIRST_ROW, len(self.rows), self.last_row)),
            tints=tuple(tints(self.sheet, self.rows, FIRST_ROW, self.last_row)),
            pages_wide=self.sheet.pages_wide,
            rows_may_be_added=self.sheet.growing,
            footer=f"{self.footer}　{self.sheet.name}",
        )

    def _lines(self) -> Iterator[Line]:
        yield Line((Cell(f"{self.sheet.name}　{self.caption}", Style(looks.TITLE)),), height=28)
        note = Cell(self.sheet.note, Style(looks.NOTE))
        totals = tuple(Totals(self.sheet, self.rows, FIRST_ROW, self.last_row).lines())
        if self.sheet.growing and totals:
            # Above the header, because the rows below have no end.
            yield Line((note, *totals[0].cells[1:]), height=20)
            totals = ()
        else:
            yield Line((note,), height=20)
        headers = (header_cell(self.sheet, column) for column in self.sheet.columns)
        yield Line((*headers, Cell(KEY_HEADER, _HIDDEN)), height=34)
        yield from self._rows()
        yield from totals

    def _rows(self) -> Iterator[Line]:
        makers = [cell_maker(self.sheet, column, self.document) for column in self.sheet.columns]
        keys, height = key_style(self.sheet), self.sheet.row_height
        for row in self.rows:
            yield Line((*[make(row) for make in makers], Cell(row.key, keys)), height)
        blank = Line((*map(blank_cell, self.sheet.columns), Cell(None, keys)), height)
        for _ in range(self.sheet.blank_rows):
            yield blank
