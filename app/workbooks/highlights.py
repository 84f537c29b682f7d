"""From declared highlights to coloured areas: formulas for the first row, and the rows that they speak of."""

from collections.abc import Iterator, Sequence

from app.domain.plan_document import Row
from app.workbooks import looks
from app.workbooks.grid import Tint, column_letters
from app.workbooks.layout import Highlight, Sheet, Signal

_LOOKS = {Signal.LATE: looks.LATE, Signal.MISSING: looks.MISSING}


def tints(sheet: Sheet, rows: Sequence[Row], first: int, last: int) -> Iterator[Tint]:
    """The coloured areas of a sheet whose rows stand from ``first`` to ``last`` (0-based, blank ones included)."""
    for highlight in (*sheet.highlights, *_required(sheet)):
        spans = tuple(_spans(highlight, rows, first, last))
        for columns in _areas(sheet, highlight):
            if spans:
                formula = _formula(sheet, highlight, columns[0], spans[0][0])
                yield Tint(columns, spans, formula, _LOOKS[highlight.signal])


def _required(sheet: Sheet) -> Iterator[Highlight]:
    """A new row is asked for what it must hold as soon as anything is typed into it."""
    fields = tuple(column.field for column in sheet.columns if column.required)
    if sheet.growing and fields:
        yield Highlight(Signal.MISSING, fields, 'AND({cell}="",COUNTA({row})>0)')


def _spans(highlight: Highlight, rows: Sequence[Row], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Runs of rows for which the highlight makes sense."""
    if highlight.concerns is None:
        if last >= first:
            yield first, last
        return
    start = None
    for line, row in enumerate([*rows, None], start=first):
        concerned = row is not None and highlight.concerns(row)
        if concerned and start is None:
            start = line
        elif not concerned and start is not None:
            yield start, line - 1
            start = None


def _areas(sheet: Sheet, highlight: Highlight) -> Iterator[tuple[int, ...]]:
    """The columns that take the colour together, or each by itself where the formula asks for the cell's own value."""
    columns = tuple(index for index, column in enumerate(sheet.columns) if column.field in highlight.fields)
    if "{cell}" in highlight.when:
        yield from ((column,) for column in columns)
    else:
        yield columns


def _formula(sheet: Sheet, highlight: Highlight, column: int, line: int) -> str:
    cells = {column.field: f"${column_letters(index)}{line + 1}" for index, column in enumerate(sheet.columns)}
    row = f"{cells[sheet.columns[0].field]}:{cells[sheet.columns[-1].field]}"
    return highlight.when.format(**cells, cell=f"${column_letters(column)}{line + 1}", row=row)
