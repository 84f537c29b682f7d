"""Lines of live sums. A sum stays blank while nothing is reported: blank is not zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.plan_document import Row
from app.workbooks import looks
from app.workbooks.cells import align_of, key_style
from app.workbooks.grid import Cell, Formula, Line, cell_name, column_letters
from app.workbooks.layout import Column, Sheet
from app.workbooks.looks import Style
from app.workbooks.showing import number_format

TOTAL_KEY = "_total"  # in the hidden column of a totals row, which the reader leaves out
TOTAL_LABEL = "合計"  # by which it is known where somebody has deleted that column


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a sheet whose rows stand from ``first`` to ``last`` (0-based, blank ones included)."""

    sheet: Sheet
    rows: Sequence[Row]
    first: int
    last: int

    def lines(self) -> Iterator[Line]:
        """A line for each choice that totals are split by, then the line over all rows."""
        if not self.sheet.has_totals or self.last < self.first:
            return
        split = self.sheet.column_of(self.sheet.split_totals_by or "")
        for choice in split.choices if split else ():
            yield self._line(f"{choice}小計", split, choice)
        yield self._line(TOTAL_LABEL, None, None)

    def _line(self, label: str, split: Column | None, choice: str | None) -> Line:
        first = next(index for index, column in enumerate(self.sheet.columns) if column.totalled)
        label_at = first - 1 if self.sheet.growing else 0  # above the header, the note takes the first cells
        cells: list[Cell] = []
        for index, column in enumerate(self.sheet.columns):
            total = self._total(index, column, split, choice) if column.totalled else None
            value = label if index == label_at else total
            cells.append(Cell(value, Style(looks.TOTAL, number_format(column, None), align_of(column))))
        if self.sheet.growing:
            cells = [cell if cell.value is not None else Cell(None, Style(looks.NOTE)) for cell in cells]
        return Line((*cells, Cell(TOTAL_KEY, key_style(self.sheet))), height=20)

    def _total(self, index: int, column: Column, split: Column | None, choice: str | None) -> Formula:
        span = f"{cell_name(self.first, index)}:{cell_name(self.last, index)}"
        found = [getattr(row, column.field) for row in self.rows if not split or getattr(row, split.field) == choice]
        reported = [Decimal(value) for value in found if value is not None]
        if split is not None:
            letters = column_letters(self.sheet.columns.index(split))
            labels = f"${letters}${self.first + 1}:${letters}${self.last + 1}"
            count, total = f'COUNTIFS({labels},"{choice}",{span},"<>")', f'SUMIF({labels},"{choice}",{span})'
        elif self.sheet.growing:
            # 102 and 109: only the rows that the filter shows.
            count, total = f"SUBTOTAL(102,{span})", f"SUBTOTAL(109,{span})"
        else:
            count, total = f"COUNT({span})", f"SUM({span})"
        return Formula(f'IF({count}=0,"",{total})', sum(reported, Decimal(0)) if reported else None)
