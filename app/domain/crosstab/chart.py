"""The bars beside a cross-table: a bar for each row, in parts where the columns add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.crosstab.layout import Cell, Column, LaidOut, Line
from app.domain.crosstab.measures import MEASURES
from app.domain.figures import round_half_up

MOST_BARS = 25
MOST_SERIES = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: where it begins and how long it is, in percent of the longest bar."""

    series: int
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the table. ``spoken`` says all of it in words."""

    label: str
    text: str
    spoken: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one measure; ``series`` names their parts, none where a bar is one. ``left_out`` rows are not drawn."""

    title: str
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    left_out: int = 0


def chart_of(laid: LaidOut) -> Chart | None:
    """The chart of the table's first measure; ``None`` when there is nothing to compare."""
    places = _places(laid)
    lines = [line for line in laid.lines if not line.is_total]
    if not places or len(lines) < 2:
        return None
    lengths = {line.label: sum((_length(line, at) for at in places), Decimal(0)) for line in lines}
    longest = max(lengths.values())
    if not longest:
        return None
    shown = lines
    if len(lines) > MOST_BARS:
        shown = sorted(lines, key=lambda line: -lengths[line.label])[:MOST_BARS]
    columns = [laid.columns[at] for at in places]
    series = tuple(column.heading for column in columns) if len(places) > 1 else ()
    bars = tuple(_bar(line, places, columns, longest) for line in shown)
    return Chart(_title(columns[0]), bars, series, len(lines) - len(shown))


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


def _bar(line: Line, places: Sequence[int], columns: Sequence[Column], longest: Decimal) -> Bar:
    segments, start = [], Decimal(0)
    for number, at in enumerate(places, 1):
        length = _length(line, at)
        if length:
            segments.append(Segment(number, _percent(start / longest), _percent(length / longest)))
        start += length
    cells = [(column, cell) for column, at in zip(columns, places, strict=True) if (cell := line.cells[at])]
    text = _whole(cells) if len(cells) > 1 else cells[0][1].text
    parts = "、".join(f"{column.heading} {cell.text}" for column, cell in cells) if len(cells) > 1 else ""
    return Bar(line.label, text, f"{line.label} {text}{'：' if parts else ''}{parts}", tuple(segments))


def _whole(cells: Sequence[tuple[Column, Cell]]) -> str:
    """What the parts add up to, rounded once; unknown if one of them is."""
    first = cells[0][1]
    known = [int(cell.value) for _, cell in cells if cell.value is not None]
    return replace(first, value=sum(known) if len(known) == len(cells) else None).text


def _percent(ratio: Decimal) -> str:
    return f"{round_half_up(ratio * 100, 2)}%"


def _title(column: Column) -> str:
    measure = column.measure or "效益"
    heading = column.heading if not column.is_part and column.heading else ""
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{heading}{'　' if heading else ''}{measure}{unit}"
