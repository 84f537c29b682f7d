"""Which rows and columns are labels, totals, shares, amounts: read from headers, then from the numbers.

A table is looked at twice, once with its rows as lines and once with its columns as lines; every check is
written once for *lines* and works in both directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.finding import CellRef
from app.domain.crossfoot.levels import levels_of_codes, levels_of_outline, levels_of_ranks
from app.domain.crossfoot.table import Table
from app.domain.crossfoot.words import (
    KIND_HEADERS,
    LEVEL_HEADERS,
    NO_UNIT,
    Role,
    Unit,
    is_total_label,
    is_weak_total_label,
    role_of,
    squeeze,
    unit_in,
    year_of,
    year_range,
)

_KIND_WORDS = {
    "total": "total", "subtotal": "total", "合計": "total", "小計": "total", "總計": "total",
    "ratio": "ratio", "share": "ratio", "比例": "ratio", "average": "ratio", "平均": "ratio", "data": "data",
    "資料": "data",
}  # fmt: skip
_SHORT = 14  # a label longer than this is a sentence, and a 比例 in it says nothing about the row's figures
_NAME = 30  # a label longer than this names nothing that another row or table could repeat
_TEXT_SHARE = 0.6  # at least this share of a column's filled cells must be figures for it to be one of figures


class Axis(StrEnum):
    """Whether the lines of a view are the rows or the columns of its table."""

    ROWS = "列"
    COLUMNS = "欄"


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column that carries figures.

    :param index: its position in the table.
    :param labels: its label cells from left to right, or its header levels from top to bottom.
    :param level: its depth in a hierarchy (0 is the top), when the table states one.
    """

    index: int
    labels: tuple[str, ...]
    role: Role
    is_total: bool
    unit: Unit
    level: int | None = None
    is_weak_total: bool = False

    @property
    def name(self) -> str:
        """The label in one piece, as findings quote it."""
        return "/".join(label for label in self.labels if label) or f"第{self.index + 1}"


class Structure:
    """What is known about one table before any arithmetic."""

    def __init__(self, table: Table, number: int) -> None:
        self.table = table
        self.number = number
        self.unit = _table_unit(table)
        self.kind_column = _kind_column(table)
        self.level_column = _level_column(table, self.kind_column)
        roles = [self._column_role(column) for column in range(len(table.headers))]
        self.column_roles = roles
        counted = (Role.LABEL, Role.SEQUENCE, Role.RANK)
        first = next((c for c, role in enumerate(roles) if role not in counted), len(roles))
        self.label_columns = self._label_columns(first)
        self.rows = self._row_lines()
        self.columns = self._column_lines()

    def view(self, axis: Axis) -> "View":
        """The table with its rows, or its columns, as lines."""
        if axis is Axis.ROWS:
            return View(self, axis, self.rows, self.columns)
        return View(self, axis, self.columns, self.rows)

    def _column_role(self, column: int) -> Role:
        if column in (self.kind_column, self.level_column):
            return Role.LABEL
        header = self.table.header(column)
        cells = [cell for cell in self.table.column(column) if not cell.is_blank]
        figures = sum(cell.value is not None for cell in cells)
        if not cells or figures < _TEXT_SHARE * len(cells):
            return Role.LABEL
        role = role_of(header)
        if role is Role.AMOUNT and column == 0 and _looks_like_years(cells):
            return Role.LABEL
        if role is Role.AMOUNT and sum(cell.is_percent for cell in cells) * 2 > len(cells):
            return Role.RATIO
        return role

    def _label_columns(self, first: int) -> list[int]:
        """The columns of names left of the figures; where those repeat, also names that stand further right."""
        names = [
            c
            for c, role in enumerate(self.column_roles)
            if role is Role.LABEL and c not in (self.kind_column, self.level_column)
        ]
        left = [c for c in names if c < first] or names[:1]
        chosen = [c for c in left if c == left[0] or self._holds_names(c)]
        for column in names:
            if column not in chosen and self._holds_names(column) and self._repeat_names(chosen):
                chosen.append(column)
        return chosen

    def _holds_names(self, column: int) -> bool:
        """Names of things, and not dates, codes, remarks or whole sentences."""
        if role_of(self.table.header(column)) is Role.LABEL:
            return False
        return all(len(cell.text) <= _NAME for cell in self.table.column(column))

    def _repeat_names(self, columns: Sequence[int]) -> bool:
        names = [tuple(row[c].text for c in columns) for row in self.table.rows]
        return len(set(names)) < len(names)

    def _column_lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                c,
                self.table.headers[c],
                role,
                any(is_total_label(level) for level in self.table.headers[c]) or is_total_label(self.table.header(c)),
                unit_in(self.table.header(c)),
                None,
                is_weak_total_label(self.table.header(c)),
            )
            for c, role in enumerate(self.column_roles)
            if role is not Role.LABEL
        )

    def _row_lines(self) -> tuple[Line, ...]:
        labels = self._row_labels()
        ranges = _ranges_over(labels)
        levels = self._levels(labels)
        return tuple(self._row_line(row, labels[row], levels[row], ranges) for row in range(len(labels)))

    def _row_line(self, row: int, labels: tuple[str, ...], level: int | None, ranges: set[str]) -> Line:
        kind = ""
        if self.kind_column is not None:
            kind = _KIND_WORDS.get(self.table.rows[row][self.kind_column].text.strip().lower(), "")
        total = kind == "total" or any(is_total_label(label) or label in ranges for label in labels)
        roles = [role_of(label) for label in labels if 0 < len(label) <= _SHORT]
        role = Role.AMOUNT
        if kind == "ratio" or Role.RATIO in (roles if not total else self._other_roles(labels, ranges)):
            role = Role.RATIO
        elif Role.DIFFERENCE in roles and not total:
            role = Role.DIFFERENCE
        weak = any(is_weak_total_label(label) for label in labels)
        return Line(row, labels, role, total and role is Role.AMOUNT, unit_in("".join(labels)), level, weak)

    @staticmethod
    def _other_roles(labels: tuple[str, ...], ranges: set[str]) -> list[Role]:
        """What a total row's other labels say: 合計 × 通過率 is a rate."""
        others = (label for label in labels if not is_total_label(label) and label not in ranges)
        return [role_of(label) for label in others if 0 < len(label) <= _SHORT]

    def _row_labels(self) -> list[tuple[str, ...]]:
        """Label cells with merged cells filled down: a blank takes the label above it as long as a label to
        its right says that the row goes on."""
        above = [""] * len(self.label_columns)
        result: list[tuple[str, ...]] = []
        for row in self.table.rows:
            texts = [squeeze(row[column].text) for column in self.label_columns]
            if texts and not any(texts):  # 合計 may stand under 名次 or 項次
                texts[0] = next((squeeze(cell.text) for cell in row if is_total_label(cell.text)), "")
            for k, text in enumerate(texts):
                if not text and any(texts[k + 1 :]) and not any(is_total_label(t) for t in texts[k + 1 :]):
                    texts[k] = above[k]
            above = texts
            result.append(tuple(texts))
        return result

    def _levels(self, labels: Sequence[tuple[str, ...]]) -> list[int | None]:
        count = len(self.table.rows)
        if self.level_column is not None:
            texts = [cell.text for cell in self.table.column(self.level_column)]
            order = list(dict.fromkeys(texts))
            if all(text.isdigit() for text in order):
                order.sort(key=int)
            if 1 < len(order) <= 6:
                return [order.index(text) for text in texts]
        return levels_of_ranks(self.table) or levels_of_codes(self.table) or levels_of_outline(labels) or [None] * count


@dataclass(frozen=True)
class View:
    """One direction of looking at a table: ``lines`` that may be totals, and the ``positions`` along them."""

    structure: Structure
    axis: Axis
    lines: tuple[Line, ...]
    positions: tuple[Line, ...]

    def cell(self, line: Line, position: Line) -> Cell:
        """The cell where a line and a position meet."""
        row, column = self._row_column(line, position)
        return self.structure.table.rows[row][column]

    def ref(self, line: Line, position: Line) -> CellRef:
        """The address of that cell within the audit."""
        return CellRef(self.structure.number, *self._row_column(line, position))

    def unit(self, line: Line, position: Line) -> Unit:
        """The unit of that cell: its column's, else its row's, else the table's."""
        column, row = (position, line) if self.axis is Axis.ROWS else (line, position)
        for unit in (column.unit, row.unit):
            if unit is not NO_UNIT:
                return unit
        return self.structure.unit

    @cached_property
    def amounts(self) -> tuple[Line, ...]:
        """The lines whose figures may be added up."""
        return tuple(line for line in self.lines if line.role is Role.AMOUNT)

    def _row_column(self, line: Line, position: Line) -> tuple[int, int]:
        if self.axis is Axis.ROWS:
            return line.index, position.index
        return position.index, line.index


def _table_unit(table: Table) -> Unit:
    """The unit line's unit, else the one that headers or the title name: money in 千元 and above before counts,
    because a count's own column says that it is one."""
    stated = unit_in(table.unit)
    if stated is not NO_UNIT:
        return stated
    units = {unit_in(table.header(c)) for c in range(len(table.headers))} | {unit_in(table.title)}
    scaled = {unit for unit in units if unit.scale is not None and unit.scale > 1}
    if scaled:
        return scaled.pop() if len(scaled) == 1 else NO_UNIT
    return next((unit for unit in units if unit.is_count), NO_UNIT)


def _kind_column(table: Table) -> int | None:
    """The column that says of each row whether it is data, total, ratio or average."""
    for column in range(len(table.headers)):
        if KIND_HEADERS.search(table.header(column)):
            words = {cell.text.strip().lower() for cell in table.column(column)}
            if words <= _KIND_WORDS.keys():
                return column
    return None


def _level_column(table: Table, kind_column: int | None) -> int | None:
    for column in range(len(table.headers)):
        if column != kind_column and LEVEL_HEADERS.search(table.header(column)):
            return column
    return None


def _looks_like_years(cells: Sequence[Cell]) -> bool:
    years = [year_of(cell.text) for cell in cells]
    known = [year for year in years if year is not None]
    return (
        len(known) >= max(2, len(cells) - 1)
        and all(80 <= y <= 150 or 1900 <= y <= 2100 for y in known)
        and (known == sorted(known) or known == sorted(known, reverse=True))
    )


def _ranges_over(labels: Sequence[tuple[str, ...]]) -> set[str]:
    """Labels such as 98-107 that span all the single years beside them: totals in all but name."""
    spans: set[str] = set()
    for level in range(len(labels[0]) if labels else 0):
        texts = {row[level] for row in labels}
        years = [year for text in texts if (year := year_of(text)) is not None]
        for text in texts:
            span = year_range(text)
            if span and len(years) >= 2 and span[0] <= min(years) and max(years) <= span[1]:
                spans.add(text)
    return spans
