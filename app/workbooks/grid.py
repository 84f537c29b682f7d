"""A workbook as styled cells, built once and written as .xlsx or .ods: neither writer knows what a plan is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from app.workbooks.looks import Look, Style

_TEXT_LINE, _PADDING, _HIGHEST = 16.0, 6.0, 409.0
_ONE_LINE = _TEXT_LINE + _PADDING


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula in Excel's notation without the equals sign, and the value it has now; ``None`` for blank."""

    text: str
    value: Decimal | None


Value: TypeAlias = str | int | Decimal | Formula | None


class Cell(NamedTuple):
    """A value and its style."""

    value: Value
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells. ``height`` in points; ``None`` lets the program fit it to its text."""

    cells: tuple[Cell | None, ...]
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a person is told, and offered, in the cells of one column, from row ``first`` to row ``last`` (0-based).

    ``must`` is a formula for the first row that typed values have to fulfil; ``refusal`` is shown otherwise.
    """

    column: int
    first: int
    last: int
    title: str
    message: str
    choices: tuple[str, ...] = ()
    must: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Tint:
    """A look that cells take while a formula holds (0-based). ``rows`` are runs from a first to a last row.

    The formula is written for the first row of the first run; it moves down with the rows, columns stay.
    """

    columns: tuple[int, ...]
    rows: tuple[tuple[int, int], ...]
    formula: str
    look: Look

    def areas(self) -> list[str]:
        """The ranges in Excel's notation, neighbouring columns taken together."""
        runs: list[list[int]] = []
        for column in self.columns:
            if runs and runs[-1][1] == column - 1:
                runs[-1][1] = column
            else:
                runs.append([column, column])
        return [
            f"{cell_name(first, left)}:{cell_name(last, right)}" for left, right in runs for first, last in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a table of a sheet needs beyond its cells. Rows and columns count from 0."""

    header_row: int
    last_row: int  # of the rows that are filtered
    last_column: int
    frozen_columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``widths`` are in half-width characters; ``hidden_columns`` count from 0.

    A sheet that goes out to be filled in ``is_protected``; one that is only taken away is free to be worked on.
    """

    name: str
    lines: Iterable[Line]
    widths: tuple[int, ...]
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    frame: Frame | None = None
    hints: tuple[Hint, ...] = ()
    tints: tuple[Tint, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    pages_wide: int = 1
    pages_tall: int = 0  # 0: as many as it takes
    landscape: bool = True
    rows_may_be_added: bool = False
    is_protected: bool = True
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook. ``created_at`` is ISO 8601."""

    title: str
    author: str
    created_at: str
    grids: tuple[Grid, ...] = field(default=())


def fitted_height(line: Line, widths: tuple[int, ...]) -> float:
    """The height, in points, in which all wrapped texts of a row are likely to be seen; Excel ends at 409."""
    return max(
        text_height(cell.value, width) if cell and isinstance(cell.value, str) and cell.style.look.wrap else _ONE_LINE
        for cell, width in zip(line.cells, widths, strict=False)
    )


def text_height(text: str, width: int) -> float:
    """The height, in points, of a text in a column of ``width`` half-width characters."""
    return min(lines_needed(text, width) * _TEXT_LINE + _PADDING, _HIGHEST)


def lines_needed(text: str, width: int) -> int:
    """How many lines a text takes in a column of ``width`` half-width characters; a Chinese character is two."""
    room = max(width - 2, 2)
    return sum(max(1, -(-text_width(part) // room)) for part in text.split("\n"))


def text_width(text: str) -> int:
    """The width of a text in half-width characters."""
    return len(text) if text.isascii() else sum(1 if char.isascii() else 2 for char in text)


def column_letters(index: int) -> str:
    """The name of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int, *, pinned: bool = False) -> str:
    """The name of a cell as spreadsheet programs show it; both counted from 0. ``pinned`` with dollar signs."""
    return f"${column_letters(column)}${row + 1}" if pinned else f"{column_letters(column)}{row + 1}"
