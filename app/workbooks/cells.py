"""The cells of a declared column: their looks and formats, settled once for all rows."""

from collections.abc import Callable
from functools import cache

from app.domain.plan_document import PlanDocument, Row
from app.workbooks import looks
from app.workbooks.grid import Cell
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.looks import Align, Look, NumberFormat, Style
from app.workbooks.showing import number_format, teller

_CENTERED = frozenset({Kind.COUNT, Kind.CHOICE, Kind.DATE, Kind.COMPLETION})


def cell_maker(sheet: Sheet, column: Column, document: PlanDocument | None) -> Callable[[Row], Cell]:
    """Makes the cell of a column for a row. Rows with the same format share one style."""
    tell, look, align = teller(column, document), _look(sheet, column), align_of(column)
    if column.kind is not Kind.QUANTITY:
        style = Style(look, number_format(column, None), align)
        return lambda row: Cell(tell(row), style)

    @cache
    def style_of(number: NumberFormat) -> Style:
        return Style(look, number, align)

    return lambda row: Cell(tell(row), style_of(number_format(column, row)))


def blank_cell(column: Column) -> Cell:
    """A cell that waits for a new row."""
    return Cell(None, Style(looks.OPEN, number_format(column, None), align_of(column)))


def key_style(sheet: Sheet) -> Style:
    """The hidden keys. Excel sorts a protected sheet only if nothing in the rows is locked."""
    return Style(looks.HIDDEN_SORTABLE if sheet.growing else looks.HIDDEN)


def header_cell(sheet: Sheet, column: Column) -> Cell:
    """The header of a column, which tells by its colour who fills it."""
    is_open = sheet.is_open(column) or (sheet.growing and column is sheet.key_column)
    return Cell(column.header, Style(looks.HEADER_OPEN if is_open else looks.HEADER_LOCKED, align=Align.CENTER))


def align_of(column: Column) -> Align:
    """Figures to the right, short codes and dates in the middle, texts to the left."""
    if column.kind in _CENTERED or column.field == "unit":
        return Align.CENTER
    return Align.RIGHT if column.is_numeric else Align.LEFT


def _look(sheet: Sheet, column: Column) -> Look:
    if sheet.is_open(column):
        return looks.OPEN
    return looks.LOCKED_SORTABLE if sheet.growing and column is sheet.key_column else looks.LOCKED
