"""Cells of an .ods file that the fast reader would take for blank; found by walking its XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from app.workbooks.cell_fault import MERGED, NOT_CALCULATED, CellFault, error_value, merged_below

# What makes the walk worth its time; a file without any of these is not walked. A formula may have a comment and no
# result.
_SUSPICIOUS = re.compile(
    rb'value-type="error"|<table:table-cell[^>]*table:formula=[^>]*(?:/>|>\s*<office:annotation)|'
    rb"<table:covered-table-cell"
)
_SHEET = re.compile(rb'<table:table\s[^>]*?table:name="([^"]*)"')
_MOST_REPEATED = 1_000  # faulty cells of one run that are named


def find_ods_faults(content: bytes, sheets: frozenset[str]) -> dict[str, dict[tuple[int, int], CellFault]]:
    """The faulty cells of the named sheets, by sheet name and then by (row, column), counted from 0.

    :param content: the part ``content.xml``, already checked to be without a DOCTYPE.
    """
    if not any(name in sheets and _SUSPICIOUS.search(xml) for name, xml in _sheets(content)):
        return {}
    walker = _Walker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.Parse(content, True)
    return walker.found


def _sheets(content: bytes) -> Iterator[tuple[str, bytes]]:
    starts = list(_SHEET.finditer(content))
    ends = [match.start() for match in starts[1:]] + [len(content)]
    for match, end in zip(starts, ends, strict=True):
        yield match[1].decode(errors="replace"), content[match.start() : end]


class _Walker:
    """Counts rows and columns through repetitions, and keeps the faulty cells."""

    def __init__(self) -> None:
        self.found: dict[str, dict[tuple[int, int], CellFault]] = {}
        self._faults: dict[tuple[int, int], CellFault] = {}
        self._row = self._next_row = self._column = 0
        self._merged: dict[int, tuple[int, int]] = {}  # column to first and last row, of cells merged in one column
        self._formula: tuple[int, int] | None = None  # the cell, while it has no result
        self._error: tuple[int, int] | None = None
        self._error_text = ""
        self._is_comment = False  # inside a comment, whose text is nobody's result

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._faults = self.found.setdefault(attributes.get("table:name", "").strip(), {})
            self._next_row = 0
            self._merged = {}
        elif name == "table:table-row":
            self._row, self._column = self._next_row, 0
            self._next_row += _count(attributes, "table:number-rows-repeated")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(name, attributes)
        elif name == "office:annotation":
            self._is_comment = True
        elif name == "text:p" and not self._is_comment:
            # Even an empty paragraph is a result.
            self._drop_uncalculated()

    def end(self, name: str) -> None:
        if name == "office:annotation":
            self._is_comment = False
        elif name == "table:table-cell" and self._error is not None:
            self._faults[self._error] = error_value(self._error_text.strip())
            self._error = None

    def text(self, data: str) -> None:
        if self._error is not None and not self._is_comment:
            self._error_text += data

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        place = (self._row, self._column)
        self._formula = None
        repeated = _count(attributes, "table:number-columns-repeated")
        self._column += repeated
        if name == "table:covered-table-cell":
            for column in range(place[1], place[1] + min(repeated, _MOST_REPEATED)):
                self._faults[place[0], column] = self._covered(column)
            return
        if _count(attributes, "table:number-columns-spanned") == 1:
            last = self._row + _count(attributes, "table:number-rows-spanned") - 1
            self._merged[place[1]] = self._row, last
        if attributes.get("calcext:value-type") == "error":
            self._error, self._error_text = place, ""
        elif "table:formula" in attributes and "office:value-type" not in attributes:
            self._faults[place] = NOT_CALCULATED
            self._formula = place

    def _covered(self, column: int) -> CellFault:
        first, last = self._merged.get(column, (0, -1))
        return merged_below((first, column)) if self._row <= last else MERGED

    def _drop_uncalculated(self) -> None:
        if self._formula is not None:
            self._faults.pop(self._formula, None)
            self._formula = None


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() else 1
