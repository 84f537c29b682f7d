"""Cells that hold two figures, 12(76) under or beside 件數(案數), become two columns or two rows.

件 and 案 are different units and are never added up together (field-notes 2.1, rule 9).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.crossfoot.cells import BLANK, Cell, parse_cell

_PAIR = re.compile(r"^(-?[\d,]+)\s*[（(]\s*(-?[\d,]+)\s*[)）]$")
_PAIR_LABEL = re.compile(r"^(.*?)([案件家人場次戶單位]+數?)\s*[（(]([案件家人場次戶單位]+數?)[)）]$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Body:
    """The figures of a table while it is being read: headers, rows, and where each stands in the file."""

    headers: list[tuple[str, ...]]
    rows: list[list[Cell]]
    row_numbers: list[int]
    column_numbers: list[int]


def without_pairs(body: Body) -> Body:
    """Rows whose label announces pairs are split first, then columns that hold nothing but pairs."""
    return _split_columns(_split_rows(body))


def _split_rows(body: Body) -> Body:
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    for row, number in zip(body.rows, body.row_numbers, strict=True):
        labels = _pair_labels(row[0].text)
        if labels is not None and _are_pairs(row[1:]):
            halves = [_pair(cell) if cell.value is not None or _PAIR.match(cell.text) else (cell, cell) for cell in row]
            rows += [[Cell(labels[k]), *(half[k] for half in halves[1:])] for k in (0, 1)]
            numbers += [number, number]
        else:
            rows.append(row)
            numbers.append(number)
    return Body(body.headers, rows, numbers, body.column_numbers)


def _split_columns(body: Body) -> Body:
    headers: list[tuple[str, ...]] = []
    columns: list[list[Cell]] = []
    numbers: list[int] = []
    for index, header in enumerate(body.headers):
        cells = [row[index] for row in body.rows]
        if _are_pairs(cells):
            text = "".join(header)
            first, second = _pair_labels(text) or (text, f"{text}（括號內）")
            halves = [_pair(cell) for cell in cells]
            headers += [(first,), (second,)]
            columns += [[half[0] for half in halves], [half[1] for half in halves]]
            numbers += [body.column_numbers[index]] * 2
        else:
            headers.append(header)
            columns.append(cells)
            numbers.append(body.column_numbers[index])
    return Body(headers, [list(row) for row in zip(*columns, strict=True)], body.row_numbers, numbers)


def _are_pairs(cells: Sequence[Cell]) -> bool:
    """At least one pair, and otherwise only figures."""
    filled = [cell for cell in cells if not cell.is_blank]
    return any(_PAIR.match(cell.text) for cell in filled) and all(
        _PAIR.match(cell.text) or cell.value is not None for cell in filled
    )


def _pair(cell: Cell) -> tuple[Cell, Cell]:
    """Both figures; a lone figure is both only when it is zero."""
    match = _PAIR.match(cell.text)
    if match:
        return parse_cell(match[1]), parse_cell(match[2])
    return cell, cell if cell.value == 0 else BLANK


def _pair_labels(label: str) -> tuple[str, str] | None:
    match = _PAIR_LABEL.match(label)
    return (match[1] + match[2], match[1] + match[3]) if match else None
