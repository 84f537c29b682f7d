"""Cells that the fast reader would take for blank: error values, formulas never calculated, parts of merged cells.

It reads them as empty, and an empty cell means "not reported"; so the sheets are searched for them directly.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import TypeAlias

from app.workbooks.cell_fault import MERGED, NOT_CALCULATED, CellFault, error_value
from app.workbooks.ods_faults import find_ods_faults
from app.workbooks.package import ODS_CONTENT, is_ods, open_package, sheet_parts

CellFaults: TypeAlias = Mapping[tuple[int, int], CellFault]

# A cell of .xlsx that is an error, and one with a formula but no value. Names may carry a prefix.
_ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_MOST_MERGED = 10_000  # cells of one merged range that are named


def find_cell_faults(data: bytes, sheets: frozenset[str]) -> Mapping[str, CellFaults]:
    """The faulty cells of the named sheets, by sheet name and then by (row, column), counted from 0."""
    package = open_package(data)
    if package is None:
        return {}
    if is_ods(package):
        return find_ods_faults(package.read(ODS_CONTENT), sheets)
    return {part.name: dict(_faults(part.read())) for part in sheet_parts(data) if part.name in sheets}


def _faults(xml: bytes) -> Iterator[tuple[tuple[int, int], CellFault]]:
    for match in _MERGE.finditer(xml):
        rows = range(int(match[2]) - 1, int(match[4]))
        columns = range(_index(match[1]), _index(match[3]) + 1)
        # The first cell of the range holds the value; the others only look blank.
        yield from ((place, MERGED) for place in islice(product(rows, columns), 1, _MOST_MERGED))
    for match in _ERROR.finditer(xml):
        shown = _VALUE.search(match[2])
        yield from _placed(match[1], error_value(shown[1].decode() if shown else ""))
    for match in _FORMULA.finditer(xml):
        # An empty result is a result if the cell says that it is a text.
        if not (match[2] and b't="str"' in match[1]):
            yield from _placed(match[1], NOT_CALCULATED)


def _placed(attributes: bytes, fault: CellFault) -> Iterator[tuple[tuple[int, int], CellFault]]:
    if reference := _REFERENCE.search(attributes):
        yield (int(reference[2]) - 1, _index(reference[1])), fault


def _index(letters: bytes) -> int:
    """A column's number, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
