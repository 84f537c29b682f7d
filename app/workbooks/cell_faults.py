"""Cells that the fast reader would take for blank: error values, and formulas that were never calculated.

It reads both as empty, and an empty cell means "not reported"; so the sheets are searched for them directly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.workbooks.package import SheetPart, sheet_parts

CellFaults: TypeAlias = Mapping[tuple[int, int], "CellFault"]


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell has no value; the message says what to do."""

    code: str
    message: str


NOT_CALCULATED = CellFault(
    "formula_not_calculated", "這一格的公式沒有計算結果；請用 Excel 或 LibreOffice 開啟後存檔，或直接填入數值。"
)

# A cell of .xlsx that is an error, or that starts with a formula. Attributes and parts may carry a prefix.
_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(.*?)</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?=</(?:\w+:)?c>)"
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


def find_cell_faults(data: bytes) -> Mapping[str, CellFaults]:
    """The faulty cells of every sheet, by sheet name and then by (row, column), counted from 0."""
    return {part.name: dict(_faults(part)) for part in sheet_parts(data)}


def error_value(text: str) -> CellFault:
    """The fault of a cell that shows an error such as ``#DIV/0!``."""
    return CellFault("cell_error", f"這一格是錯誤值 {text}；請更正公式，或直接填入數值。")


def _faults(part: SheetPart) -> Iterator[tuple[tuple[int, int], CellFault]]:
    xml = part.read()
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            shown = _VALUE.search(match[3])
            yield _place(match), error_value(shown[1].decode() if shown else "")
    if b"<f" in xml or b":f" in xml:
        for match in _FORMULA.finditer(xml):
            yield _place(match), NOT_CALCULATED


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(match[2]) - 1, column - 1
