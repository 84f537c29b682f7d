"""A list to take away: a typed table, built once and written as .xlsx or .ods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.workbooks import looks
from app.workbooks.grid import Book, Cell, Frame, Grid, Line
from app.workbooks.looks import Align, NumberFormat, Style

_PLAIN = replace(looks.OPEN, fill=None)
_HEAD = Style(looks.HEADER_LOCKED, align=Align.CENTER)
_TITLE, _NOTE, _WORDS = Style(looks.TITLE), Style(looks.NOTE), Style(_PLAIN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its printed unit, with the decimals in which it is shown."""

    value: Decimal
    places: int


Value = str | Figure | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is taken away; ``notes`` say of what day it is, what was filtered, and how to read it.

    ``tab`` is the name of the worksheet.
    """

    title: str
    notes: tuple[str, ...]
    headers: Sequence[str]
    widths: tuple[int, ...]
    rows: Iterable[Sequence[Value]]
    tab: str


def list_book(sheet: Sheet, *, made_at: str) -> Book:
    """The table as a workbook that prints on A4 across."""
    above = [_text(sheet.title, _TITLE), *(_text(note, _NOTE) for note in sheet.notes)]
    heads = Line(tuple(Cell(header, _HEAD) for header in sheet.headers))
    body = [Line(tuple(_cell(value) for value in row)) for row in sheet.rows]
    grid = Grid(
        name=sheet.tab,
        lines=[*above, heads, *body],
        widths=sheet.widths,
        frame=Frame(len(above), len(above) + len(body), len(sheet.headers) - 1, 1),
        is_protected=False,
        footer=sheet.title,
    )
    return Book(sheet.title, "計畫績效管考系統", made_at, (grid,))


def _text(text: str, style: Style) -> Line:
    return Line((Cell(text, style),))


def _cell(value: Value) -> Cell:
    if isinstance(value, Figure):
        return Cell(value.value, Style(_PLAIN, NumberFormat(value.places), Align.RIGHT))
    return Cell(value, _WORDS)
