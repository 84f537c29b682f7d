"""Cross-tables as a workbook: a sheet for each, as it is printed, free to be worked on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.domain.crosstab.layout import Cell, Column, LaidOut
from app.domain.crosstab.layout import Line as TableLine
from app.workbooks import looks
from app.workbooks.grid import Book, Frame, Grid, Line
from app.workbooks.grid import Cell as GridCell
from app.workbooks.looks import Align, NumberFormat, Style

_LABEL_WIDTH, _FIGURE_WIDTH = 26, 14
_PLAIN, _TOTAL = replace(looks.OPEN, fill=None), replace(looks.TOTAL, locked=False)
_TITLE, _NOTE = Style(looks.TITLE), Style(looks.NOTE)
_HEAD = Style(looks.HEADER_LOCKED, align=Align.CENTER)
_LABEL, _TOTAL_LABEL = Style(_PLAIN), Style(_TOTAL)


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself: ``source`` names the plans, ``made_at`` is ISO 8601."""

    title: str
    source: tuple[str, ...]
    made_at: str


def crosstab_book(about: About, tables: Sequence[LaidOut]) -> Book:
    """The book with a sheet for each table."""
    return Book(about.title, "計畫績效管考系統", about.made_at, tuple(_grid(about, table) for table in tables))


def _grid(about: About, table: LaidOut) -> Grid:
    title = f"{about.title}　{table.title}" if table.title not in ("", about.title) else about.title
    above = [_text(title, _TITLE), *(_text(text, _NOTE) for text in about.source)]
    headings = [_headings(table)] if table.has_headings else []
    heads = _heads((table.corner, *(_head(column) for column in table.columns)))
    notes = [Line((), height=16), *(_text(note, _NOTE) for note in table.notes)]
    header_row = len(above) + len(headings)
    return Grid(
        name=_sheet_name(table),
        lines=[*above, *headings, heads, *map(_line, table.lines), *notes],
        widths=(_LABEL_WIDTH, *(_FIGURE_WIDTH for _ in table.columns)),
        frame=Frame(header_row, header_row, len(table.columns), 1),
        merged=tuple(_merged(table, header_row - 1)) if headings else (),
        is_protected=False,
        footer=title,
    )


def _sheet_name(table: LaidOut) -> str:
    """What stands in the rows; a sheet may not be called by a name with one of these signs."""
    return (table.corner or "合計").translate(dict.fromkeys(map(ord, "[]:*?/\\"), "-"))


def _text(text: str, style: Style) -> Line:
    return Line((GridCell(text, style),))


def _headings(table: LaidOut) -> Line:
    """Of neighbours under one heading the first says it, and is merged with the others."""
    groups = (list(group) for _, group in groupby(column.heading for column in table.columns))
    return _heads(("", *(text for group in groups for text in (group[0], *[""] * (len(group) - 1)))))


def _heads(texts: Sequence[str]) -> Line:
    return Line(tuple(GridCell(text, _HEAD) for text in texts))


def _head(column: Column) -> str:
    """The measure with its unit; where the heading says it all, the unit alone."""
    return f"{column.measure}（{column.unit}）" if column.unit else column.measure


def _merged(table: LaidOut, row: int) -> Iterator[tuple[int, int, int, int]]:
    """Neighbouring columns of one heading stand under it together."""
    first = 1
    for heading, columns in groupby(table.columns, key=lambda column: column.heading):
        last = first + len(list(columns)) - 1
        if heading and last > first:
            yield row, first, row, last
        first = last + 1


def _line(line: TableLine) -> Line:
    label = GridCell(line.label, _TOTAL_LABEL if line.is_total else _LABEL)
    return Line((label, *(_figure(cell, is_total=line.is_total) for cell in line.cells)))


def _figure(cell: Cell | None, *, is_total: bool) -> GridCell:
    """A figure as it is printed; what nobody knows is left blank, for a program would count a dash as text."""
    look = _TOTAL if is_total else _PLAIN
    places = NumberFormat(cell.places if cell else 0)
    return GridCell(cell.shown if cell else None, Style(look, places, Align.RIGHT))
