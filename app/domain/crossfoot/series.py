"""Figures of one kind along named labels, cut out of tables of any shape, so that tables can be compared.

A column is a series over the row names, a row is a series over the column names, and in long tables (年度 × 類別)
every slice is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.finding import CellRef
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.words import (
    Role,
    Unit,
    is_total_label,
    squeeze,
    without_total_word,
    year_range,
)

TOTAL = "合計"
_BRACKETS = re.compile(r"[(（](?![及含不]).*?[)）]")
_TAIL = re.compile(r"(?:類組別?|類別|地區|部|區|年度|年)$|(?<=^[東南西北中])[部區](?=離島)|地區$")
_MIN_LENGTH = 3
_MAX_DEPTH = 3  # a list with more columns of names is a register of cases, not a table


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a series and where it stands."""

    cell: Cell
    unit: Unit
    ref: CellRef
    view: View
    line: Line
    position: Line

    @property
    def base(self) -> Decimal:
        """The figure in 元 when it is money, so that 千元 and 萬元 can be compared."""
        return (self.cell.value or Decimal(0)) * (self.unit.scale or 1)

    @property
    def base_ulp(self) -> Decimal:
        """One unit of its last printed place, in the same unit."""
        return self.cell.ulp * (self.unit.scale or 1)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one kind by label. ``name`` is what they are, as the table says."""

    table: int
    name: str
    entries: dict[str, Entry]


def series_of(structure: Structure) -> Iterator[Series]:
    """Every series of a table that is long enough to be recognised elsewhere."""
    for found in (*_column_series(structure), *_row_series(structure)):
        if len(found.entries) >= _MIN_LENGTH:
            yield found


@cache
def label_key(label: str) -> str:
    """A label as two tables may both write it: 北區 and 北部 are 北, 化學工業類組 is 化學工業, any total is 合計."""
    text = re.sub(r"[()（）、及與和]", "", _BRACKETS.sub("", squeeze(label))).replace("台", "臺")
    if is_total_label(text) or year_range(text) is not None:
        return TOTAL
    shorter = _TAIL.sub("", text)
    return shorter or text


def _column_series(structure: Structure) -> Iterator[Series]:
    view = structure.view(Axis.COLUMNS)
    depth = len(structure.label_columns)
    if depth > _MAX_DEPTH:
        return
    for line in view.lines:
        if line.role in (Role.SEQUENCE, Role.RANK):
            continue
        for level in range(depth):
            others = [k for k in range(depth) if k != level]
            slices: dict[tuple[str, ...], dict[str, Entry]] = {}
            for position in view.positions:
                if position.role is Role.AMOUNT and len(position.labels) == depth:
                    fixed = tuple(position.labels[k] for k in others)
                    _add(slices.setdefault(fixed, {}), position.labels[level], view, line, position)
            for fixed, entries in slices.items():
                yield Series(structure.number, "/".join((*fixed, line.name)), entries)


def _row_series(structure: Structure) -> Iterator[Series]:
    view = structure.view(Axis.ROWS)
    groups: dict[str, list[tuple[str, Line]]] = {}
    measures = _measures(structure)
    for column in view.positions:
        if column.role is Role.AMOUNT:
            entity, measure = _split(column, measures)
            groups.setdefault(measure, []).append((entity, column))
    for row in view.lines:
        if row.role is not Role.AMOUNT:
            continue
        for measure, columns in groups.items():
            entries: dict[str, Entry] = {}
            for entity, column in columns:
                _add(entries, entity, view, row, column)
            yield Series(structure.number, f"{row.name}/{measure}" if measure else row.name, entries)


def _add(entries: dict[str, Entry], label: str, view: View, line: Line, position: Line) -> None:
    cell = view.cell(line, position)
    key = label_key(label)
    if cell.value is not None and key and key not in entries:
        entries[key] = Entry(cell, view.unit(line, position), view.ref(line, position), view, line, position)


def _measures(structure: Structure) -> list[str]:
    """What the total columns say besides their total word: the measures by which the columns repeat."""
    found = [without_total_word("".join(line.labels)) for line in structure.columns if line.is_total]
    return [measure for measure in found if measure]


def _split(column: Line, measures: list[str]) -> tuple[str, str]:
    header = squeeze("".join(column.labels))
    for measure in measures:
        if measure in header:
            return header.replace(measure, "") or header, measure
    return header, ""
