"""How findings are put to people: places in words, figures as printed, one sentence that says what to do."""

from decimal import Decimal

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.structure import Axis, Line, View
from app.domain.crossfoot.table import Table

_LISTED = 6  # so many places or figures are written out; more are counted


def place(view: View, line: Line, position: Line) -> str:
    """「表16 列『合計』欄『增加產品訂單』(C12)」"""
    row, column = (line, position) if view.axis is Axis.ROWS else (position, line)
    return place_of(view.structure.table, row.name, column)


def place_of(table: Table, row_name: str, column: Line, row: int | None = None) -> str:
    """A cell by the names of its row and column."""
    address = "" if row is None else f"({table.address(row, column.index)})"
    return f"{table.name} 列『{row_name}』欄『{column.name}』{address}"


def cell_place(view: View, line: Line, position: Line) -> str:
    """The place with its address, for the spot where something has to be corrected."""
    row, column = (line, position) if view.axis is Axis.ROWS else (position, line)
    return place_of(view.structure.table, row.name, column, row.index)


def line_place(view: View, line: Line) -> str:
    """「表28 列『小計』」"""
    return f"{view.structure.table.name} {view.axis.value}『{line.name}』"


def names(lines: tuple[Line, ...]) -> str:
    """The names of some lines: all of them, or the first, the last and how many."""
    if len(lines) <= _LISTED:
        return "、".join(line.name for line in lines)
    return f"{lines[0].name}…{lines[-1].name} 共 {len(lines)} 項"


def figure(value: Decimal) -> str:
    """A recomputed figure, without exponent and without zeros that nobody printed."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def addition(cells: list[Cell], total: Decimal) -> str:
    """「104 + 74 + 36 = 214」, shortened when there are many terms."""
    terms = [cell.text for cell in cells if cell.value is not None]
    if len(terms) > _LISTED:
        terms = [*terms[:2], "…", terms[-1]]
    return f"{' + '.join(terms)} = {figure(total)}"
