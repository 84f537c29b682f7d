"""A chart of bars: one for each row, in parts where they add up to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.charts.drawing import Anchor, Bar, Drawing, Group, Label, Mark
from app.domain.figures import round_half_up

WIDTH, LEFT, RIGHT = 600, 176, 496  # pixels: names to the left of the bars, figures to the right
ROW, THICK = 26, 16
LEGEND_LINE, SWATCH = 20, 11
CHARACTER = 12  # pixels, as wide as a Chinese one at the size of the drawing
NAME_LENGTH = 13  # characters; the whole name stands in the table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its series (from 1), where it begins and how long it is, the longest bar being 1."""

    series: int
    start: Decimal
    length: Decimal


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar. ``text`` is its figure as printed, ``spoken`` says all of it in words."""

    label: str
    text: str
    spoken: str
    parts: tuple[Part, ...]


def bars(rows: Sequence[BarRow], series: Sequence[str] = ()) -> Drawing:
    """The bars one below the other, below the names of what their parts are of."""
    legend, top = _legend(series)
    drawn = [_row(row, top + ROW * at) for at, row in enumerate(rows)]
    return Drawing(WIDTH, top + ROW * len(rows) + 4, (*legend, *drawn))


def _legend(series: Sequence[str]) -> tuple[list[Mark], float]:
    """Swatches with their names, in as many lines as they need, and where the bars begin below them."""
    marks: list[Mark] = []
    x, y = 0.0, 0.0
    for number, name in enumerate(series, 1):
        width = SWATCH + 6 + len(name) * CHARACTER + 18
        if x and x + width > WIDTH:
            x, y = 0.0, y + LEGEND_LINE
        marks += [Bar(x, y + 3, SWATCH, SWATCH, f"series-{number}"), Label(x + SWATCH + 6, y + 13, name, "text")]
        x += width
    return marks, y + LEGEND_LINE + 6 if series else 0.0


def _row(row: BarRow, y: float) -> Group:
    name = row.label if len(row.label) <= NAME_LENGTH else f"{row.label[: NAME_LENGTH - 1]}…"
    line = y + ROW / 2 + 4
    marks: list[Mark] = [Label(0, line, name, "text")]
    marks.append(Bar(LEFT, y + (ROW - THICK) / 2, RIGHT - LEFT, THICK, "track"))
    marks += _parts(row, y)
    marks.append(Label(WIDTH, line, row.text, "text", Anchor.END))
    return Group(tuple(marks), row.spoken)


def _parts(row: BarRow, y: float) -> Iterator[Mark]:
    for part in row.parts:
        start, length = (float(round_half_up(share * (RIGHT - LEFT), 1)) for share in (part.start, part.length))
        yield Bar(LEFT + start, y + (ROW - THICK) / 2, length, THICK, f"series-{part.series}")
