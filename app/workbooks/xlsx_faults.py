"""Cells of an .xlsx sheet that the fast reader would take for blank; found by walking its XML."""

from __future__ import annotations

import re
from itertools import product
from xml.parsers import expat

from app.workbooks.cell_fault import MERGED, NOT_CALCULATED, CellFault, error_value, merged_below

_FORMULA = rb"(?:\s[^<>]*)?>(?:[^<]*</f>)?"
# What makes the walk worth its time: an error, or a cell that is not written as programs write them; a merged range;
# a formula without a result. A sheet without any of these is not walked.
_SUSPICIOUS = (
    re.compile(
        rb'<c(?![a-zA-Z])(?! r="[A-Z]{1,3}[1-9][0-9]{0,6}"'
        rb'(?: s="[0-9]{1,6}")?(?: t="(?:s|n|b|d|str|inlineStr)")?/?>)'
    ),
    re.compile(rb":c[\s/>]"),
    re.compile(rb"mergeCell[\s/>]"),
    re.compile(rb"<f(?![a-zA-Z])(?!" + _FORMULA + rb'<v>[^<])(?!(?<=t="str"><f)' + _FORMULA + rb"<v></v>)"),
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_MERGED = 2_000_000  # cells of a sheet


def is_suspicious(xml: bytes) -> bool:
    """Whether there may be faulty cells in a sheet, or in a piece of one that is cut behind a tag."""
    return any(pattern.search(xml) for pattern in _SUSPICIOUS)


def find_xlsx_faults(xml: bytes) -> dict[tuple[int, int], CellFault]:
    """The faulty cells of a sheet, by (row, column), counted from 0.

    :param xml: the part of the sheet, already checked to be without a DOCTYPE.
    """
    if not is_suspicious(xml):
        return {}
    walker = _Walker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: walker.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: walker.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = walker.text
    parser.Parse(xml, True)
    return walker.found


class _Walker:
    """Knows the cell that it is in, and keeps the faulty ones."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], CellFault] = {}
        self._rows = self._columns = 0  # how far the cells reach
        self._row = self._column = -1
        self._type: str | None = None
        self._has_formula = self._has_value = self._in_value = False
        self._value = ""
        self._merged = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            place = attributes.get("r", "")
            self._row = int(place) - 1 if place.isascii() and place.isdigit() else self._row + 1
            self._column = -1
        elif name == "c":
            self._row, self._column = _place(attributes.get("r", "")) or (self._row, self._column + 1)
            self._rows, self._columns = max(self._rows, self._row + 1), max(self._columns, self._column + 1)
            self._type, self._value = attributes.get("t"), ""
            self._has_formula = self._has_value = False
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._has_value = self._in_value = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c":
            if self._type == "e":
                self.found[self._row, self._column] = error_value(self._value.strip())
            # An empty result is a result if the cell says that it is a text.
            elif self._has_formula and not self._value and not (self._has_value and self._type == "str"):
                self.found[self._row, self._column] = NOT_CALCULATED

    def _merge(self, reference: str) -> None:
        first, last = (_place(corner) for corner in (reference.partition(":")[::2]))
        if first is None or last is None:
            return
        # What is merged below and beside the table is nobody's business.
        rows = range(first[0], min(last[0] + 1, self._rows))
        columns = range(first[1], min(last[1] + 1, self._columns))
        self._merged += len(rows) * len(columns)
        if self._merged > _MOST_MERGED:
            raise ValueError("more merged cells than anybody could fill")
        fault = merged_below(first) if first[1] == last[1] else MERGED
        self.found.update((place, fault) for place in product(rows, columns) if place != first)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column, counted from 0: AA3 is (2, 26)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
