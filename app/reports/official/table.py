"""A printed table: cells with their spans, exactly as they stand on paper and without any file format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TypeAlias


class Role(StrEnum):
    """What a cell is, which decides how a writer sets it: heads centred, figures to the right."""

    HEAD = "head"
    LABEL = "label"
    TEXT = "text"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, ``rows`` high and ``cols`` wide; ``\\n`` in its text begins a new line in it.

    ``value`` is the figure for a spreadsheet, in the printed unit and rounded as printed; ``None`` where the cell
    holds no single figure. A draft was composed by the system, and nobody has accepted it.
    """

    text: str
    role: Role = Role.TEXT
    rows: int = 1
    cols: int = 1
    value: Decimal | None = None
    is_total: bool = False
    is_draft: bool = False


#: The cells that begin in a line; places covered from above or from the left are not written again.
Line: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of heads over lines of the body. One with a title is numbered, and stands in the list of tables.

    :raises ValueError: if the cells do not fill a rectangle without gap or overlap.
    """

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    title: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    number: int | None = None

    def __post_init__(self) -> None:
        spread((*self.head, *self.body))

    @property
    def caption(self) -> str:
        """「表 16 執行效益總表」; empty for a table that belongs to the text above it."""
        return f"表 {self.number} {self.title}" if self.number is not None else self.title

    @property
    def grid(self) -> tuple[tuple[Cell, ...], ...]:
        """Every place of the table with the cell that covers it, heads first."""
        return spread((*self.head, *self.body))


def spread(lines: Iterable[Line]) -> tuple[tuple[Cell, ...], ...]:
    """The places that the cells cover, line by line.

    :raises ValueError: if they leave a gap, overlap, or stand out at the right or below.
    """
    rows = list(lines)
    taken: dict[tuple[int, int], Cell] = {}
    for at, line in enumerate(rows):
        column = 0
        for cell in line:
            while (at, column) in taken:
                column += 1
            _cover(taken, cell, at, column)
    width = max((column for _, column in taken), default=-1) + 1
    places = [[taken.get((at, column)) for column in range(width)] for at in range(len(rows))]
    if None in chain(*places) or len(taken) != width * len(rows):
        raise ValueError("the cells of a table must fill a rectangle")
    return tuple(tuple(cell for cell in line if cell is not None) for line in places)


def _cover(taken: dict[tuple[int, int], Cell], cell: Cell, at: int, column: int) -> None:
    for place in ((at + down, column + right) for down in range(cell.rows) for right in range(cell.cols)):
        if place in taken:
            raise ValueError(f"two cells of a table cover the place {place}")
        taken[place] = cell


def heads(*texts: str) -> Line:
    """A line of heads, each over one column."""
    return tuple(Cell(text, Role.HEAD) for text in texts)
