"""The bars beside a cross-table: a bar for each row, in parts where the columns add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.charts.bars import BarRow, Part, bars
from app.domain.charts.drawing import Chart, Table
from app.domain.crosstab.layout import Cell, Column, LaidOut, Line
from app.domain.crosstab.measures import MEASURES

MOST_BARS = 25
MOST_SERIES = 8


def chart_of(laid: LaidOut, title: str, name: str = "1") -> Chart | None:
    """The chart of the table's first measure; ``None`` when there is nothing to compare.

    :param title: of the table, where it has none of its own.
    :param name: of the chart on its page and in addresses.
    """
    places = _places(laid)
    lines = [line for line in laid.lines if not line.is_total]
    if not places or len(lines) < 2:
        return None
    lengths = {line.label: sum((_length(line, at) for at in places), Decimal(0)) for line in lines}
    longest = max(lengths.values())
    if not longest:
        return None
    shown = sorted(lines, key=lambda line: -lengths[line.label])[:MOST_BARS] if len(lines) > MOST_BARS else lines
    columns = [laid.columns[at] for at in places]
    series = tuple(column.heading for column in columns) if len(places) > 1 else ()
    rows = [_bar(line, places, columns, longest) for line in shown]
    measure = _title(columns[0])
    return Chart(
        name=name,
        title=_named(laid.title or title, measure),
        summary=f"{len(rows)} 列，最多為{_most(rows, lengths)}",
        drawing=bars(rows, series),
        table=_table(laid.corner, lines, places, series or (measure,)),
        notes=_left_out(len(rows), len(lines)),
    )


def _named(title: str, measure: str) -> str:
    return title if title.endswith(measure) else f"{title}　{measure}"


def _most(rows: Sequence[BarRow], lengths: Mapping[str, Decimal]) -> str:
    most = max(rows, key=lambda row: lengths[row.label])
    return f"{most.label} {most.text}"


def _left_out(shown: int, whole: int) -> tuple[str, ...]:
    return (f"僅畫出最多的 {shown} 列，其餘 {whole - shown:,} 列請見表格。",) if whole > shown else ()


def _table(corner: str, lines: Sequence[Line], places: Sequence[int], heads: Sequence[str]) -> Table:
    rows = [(line.label, *(cell.text if (cell := line.cells[at]) else "" for at in places)) for line in lines]
    return Table((corner or "項目", *heads), tuple(rows))


def _places(laid: LaidOut) -> Sequence[int]:
    """Which columns are drawn: the parts of a total as far as they can be told apart, else one column."""
    columns = laid.columns
    parts = [at for at, column in enumerate(columns) if column.is_part]
    if parts:
        first = [at for at in parts if columns[at].measure == columns[parts[0]].measure]
        drawn = laid.lines[0].cells[first[0]]
        if drawn is not None and MEASURES[drawn.measure].adds_up and len(first) <= MOST_SERIES:
            return first
    totals = [at for at, column in enumerate(columns) if column.is_total]
    return (totals or list(range(len(columns))))[:1]


def _length(line: Line, at: int) -> Decimal:
    cell = line.cells[at]
    return Decimal(0) if cell is None or cell.value is None else Decimal(cell.value)


def _bar(line: Line, places: Sequence[int], columns: Sequence[Column], longest: Decimal) -> BarRow:
    parts_drawn, start = [], Decimal(0)
    for number, at in enumerate(places, 1):
        length = _length(line, at)
        if length:
            parts_drawn.append(Part(number, start / longest, length / longest))
        start += length
    cells = [(column, cell) for column, at in zip(columns, places, strict=True) if (cell := line.cells[at])]
    text = _whole(cells) if len(cells) > 1 else cells[0][1].text
    parts = "、".join(f"{column.heading} {cell.text}" for column, cell in cells) if len(cells) > 1 else ""
    return BarRow(line.label, text, f"{line.label} {text}{'：' if parts else ''}{parts}", tuple(parts_drawn))


def _whole(cells: Sequence[tuple[Column, Cell]]) -> str:
    """What the parts add up to, rounded once; unknown if one of them is."""
    first = cells[0][1]
    known = [int(cell.value) for _, cell in cells if cell.value is not None]
    return replace(first, value=sum(known) if len(known) == len(cells) else None).text


def _title(column: Column) -> str:
    measure = column.measure or "效益"
    heading = column.heading if not column.is_part and column.heading else ""
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{heading}{'　' if heading else ''}{measure}{unit}"
