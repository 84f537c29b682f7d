"""What the totalled columns of a grid add up to while it is typed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.figures import figure_text
from app.services.grid import Grid
from app.workbooks.layout import Column, Kind
from app.workbooks.parsing import CellError, parsed
from app.workbooks.showing import shown
from app.workbooks.typed import TypedRow

MOST_SUMS = 4  # beyond, nobody reads them
WHOLE_PCT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Sum:
    """A column's total, in words. ``is_off``: weights that do not add up to 100.00 %."""

    text: str
    is_off: bool


def sums_of(grid: Grid, rows: Sequence[TypedRow]) -> tuple[Sum, ...]:
    """The totals of all rows of the sheet; a cell that cannot be read counts nothing, and has its own message.

    :param rows: what is typed; rows that are not among them stand as they are.
    """
    columns = [column for column in grid.sheet.columns if column.totalled]
    return tuple(_sum(grid, column, rows) for column in columns) if len(columns) <= MOST_SUMS else ()


def _sum(grid: Grid, column: Column, rows: Sequence[TypedRow]) -> Sum:
    total = sum(_values(grid, column, rows), Decimal(0))
    if column.kind is Kind.PERCENT:
        is_off = total != WHOLE_PCT
        return Sum(f"{column.header}合計 {total:,.2f}%{'（應為 100.00%）' if is_off else ''}", is_off)
    unit = {Kind.MONEY: " 元", Kind.MONTHS: " 人月"}.get(column.kind, "")
    return Sum(f"{column.header}合計 {figure_text(total)}{unit}", is_off=False)


def _values(grid: Grid, column: Column, rows: Sequence[TypedRow]) -> Iterator[Decimal]:
    typed = {row.key: row.texts for row in rows if row.key is not None}
    for held in grid.base.rows(grid.sheet.section):
        texts = typed.get(held.key, {})
        left_the_plan = texts.get("disposition", getattr(held, "disposition", None))
        if not left_the_plan:
            text = texts.get(column.field)
            yield _read(column, text if text is not None else shown(column, held, grid.base))
    for row in rows:
        if row.key is None:
            yield _read(column, row.texts.get(column.field, ""))


def _read(column: Column, cell: object) -> Decimal:
    try:
        value = parsed(column, cell, unit=None, roc_year=None).values[column.field]
    except CellError:
        return Decimal(0)
    return Decimal(0) if value is None else Decimal(value)
