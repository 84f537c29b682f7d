"""The keys under which the rows of a sheet are known: hidden ones, and those that people see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from app.workbooks.header_row import HeaderRow
from app.workbooks.layout import Sheet
from app.workbooks.parsing import number_of, text_of
from app.workbooks.raw_sheets import Lines
from app.workbooks.showing import stand_clean


class RowKeys:
    """Tells the key of a row from its cells.

    :param places: the column of each field.
    """

    def __init__(self, sheet: Sheet, lines: Lines, header: HeaderRow, places: Mapping[str, int]) -> None:
        self._sheet = sheet
        self._hidden_at = header.key
        self._shown_at = places.get("key")
        self._copies = self._copied(lines[header.line + 1 :])

    def hidden(self, lines: Lines) -> Sequence[str | None]:
        """What stands in the hidden column of these lines."""
        if self._hidden_at is None:
            return [None] * len(lines)
        cells = list(map(itemgetter(self._hidden_at), lines))
        if set(map(type, cells)) == {str} and stand_clean(cells):
            return cells
        return [None if cell == "" else text_of(cell) for cell in cells]

    def key(self, cells: Sequence[Any], hidden: str | None) -> str | None:
        """A row that its author added or copied is known by the key that people see, if the sheet shows one."""
        if hidden is not None and (hidden not in self._copies or self._shows(cells, hidden)):
            return hidden
        if self._sheet.key_column is None or self._shown_at is None:
            return None
        # Numbers that people give are told apart by what they say; names of the plan stand as it writes them.
        return (number_of if self._sheet.growing else text_of)(cells[self._shown_at])

    def _copied(self, lines: Lines) -> frozenset[str]:
        """The hidden keys that stand in several rows, one of which shows it: the others are copies of that one."""
        at = self._hidden_at
        if at is None or self._shown_at is None or not self._sheet.growing:
            return frozenset()
        times = Counter(map(itemgetter(at), lines))
        often = {cell for cell in times if cell != "" and times[cell] > 1}
        copied = (cells for cells in lines if cells[at] in often) if often else ()
        return frozenset(text_of(cells[at]) or "" for cells in copied if self._shows(cells, cells[at]))

    def _shows(self, cells: Sequence[Any], hidden: Any) -> bool:
        """Whether a row shows the number under which it is known."""
        return self._shown_at is not None and number_of(cells[self._shown_at]) == number_of(hidden)
