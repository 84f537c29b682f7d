"""A column read at a time: what a cell means is worked out once, however often it stands in the column."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

from app.domain.tax_id import plain_tax_id
from app.workbooks.layout import Column, Kind
from app.workbooks.parsing import WHOLE, CellError, parsed
from app.workbooks.reading import UNREAD
from app.workbooks.showing import EXACT_DIGITS, clean_text, stand_clean

_LARGEST_EXACT = 10.0**EXACT_DIGITS
_STANDING = frozenset({Kind.TEXT, Kind.SUB_PLAN})  # a clean text means itself
_TEXTS = _STANDING | {Kind.TAX_ID}


class Remark(NamedTuple):
    """What is to be said of a cell: what was taken for granted in reading it, or why it could not be read."""

    meaning: Any
    notes: tuple[str, ...] = ()
    error: CellError | None = None


def read_column(
    column: Column, cells: Sequence[Any], units: Sequence[str | None], roc_year: int | None
) -> tuple[list[list[Any]], dict[int, Remark]]:
    """The values of each field that the column fills, and the remarks on its cells by their position.

    A cell that cannot be read is ``UNREAD``.

    :param cells: as the reading library gives them; what is ``UNREAD`` already stays so.
    :param units: of each cell's row; figures without a unit of their own are in it.
    :param roc_year: completes dates that are written without a year.
    """
    types = set(map(type, cells))
    if column.kind in _TEXTS and types == {str} and stand_clean(cells):
        return [list(map(plain_tax_id, cells)) if column.kind is Kind.TAX_ID else list(cells)], {}
    if column.kind in WHOLE and types <= {str, float} and (figures := _whole_figures(cells)) is not None:
        return [figures], {}
    kinds = _kinds(column, types, cells, units)
    meanings = _plain_meanings(column, set(kinds))
    if left := set(kinds) - meanings.keys():
        for kind, at in {kind: at for at, kind in enumerate(kinds) if kind in left}.items():
            meanings[kind] = _meaning(column, cells[at], units[at], roc_year)
    found = list(map(meanings.__getitem__, kinds))
    remarks: dict[int, Remark] = {}
    if Remark in set(map(type, meanings.values())):
        remarks = {at: meaning for at, meaning in enumerate(found) if type(meaning) is Remark}
        for at, remark in remarks.items():
            found[at] = remark.meaning
    return ([found] if len(column.fields) == 1 else [list(part) for part in zip(*found, strict=True)]), remarks


def _whole_figures(cells: Sequence[str | float]) -> list[int | None] | None:
    """The figures of a column of nothing but whole ones and blanks, by far the most columns; ``None`` of any other."""
    told: list[Any] = [cell for cell in cells if cell != ""]
    if str in set(map(type, told)) or not all(map(float.is_integer, told)):
        return None
    if told and not -_LARGEST_EXACT < min(told) <= max(told) < _LARGEST_EXACT:
        return None
    return [None if cell == "" else int(cell) for cell in cells]


def _plain_meanings(column: Column, kinds: Iterable[Hashable]) -> dict[Hashable, Any]:
    """The meanings of the most common cells, which have nothing to interpret."""
    if column.kind in WHOLE:
        return {
            cell: int(cell)
            for cell in kinds
            if type(cell) is float and -_LARGEST_EXACT < cell < _LARGEST_EXACT and cell.is_integer()
        }
    if column.kind in _TEXTS:
        texts: dict[Hashable, Any] = {cell: clean_text(cell) or None for cell in kinds if type(cell) is str}
        if column.kind is Kind.TAX_ID:
            return {cell: plain_tax_id(text) if text else None for cell, text in texts.items()}
        return texts
    return {}


def _kinds(column: Column, types: set[type], cells: Sequence[Any], units: Sequence[str | None]) -> Sequence[Hashable]:
    """For each cell something that is equal for cells of one meaning."""
    if column.kind is not Kind.QUANTITY and types <= {str, float}:
        return cells
    # Other types have equals that mean something else: True is 1.
    return list(zip(map(type, cells), cells, units, strict=True))


def _meaning(column: Column, cell: Any, unit: str | None, roc_year: int | None) -> Any:
    """The value of the column's field, or a tuple where it fills several; a remark if there is something to say."""
    unread = UNREAD if len(column.fields) == 1 else (UNREAD,) * len(column.fields)
    if cell is UNREAD:
        return unread
    try:
        values, notes = parsed(column, cell, unit=unit, roc_year=roc_year)
    except CellError as error:
        return Remark(unread, error=error)
    meaning = values[column.field] if len(column.fields) == 1 else tuple(map(values.__getitem__, column.fields))
    return Remark(meaning, notes) if notes else meaning
