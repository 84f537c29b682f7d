"""Colours above the cells' own formats in an .ods sheet, by the conditional formats that LibreOffice adds to ODF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.findings import Severity
from app.workbooks.annotation.marks import FORMULA, MARKER, Place, runs
from app.workbooks.annotation.ods_own_styles import COLOURS
from app.workbooks.grid import cell_name
from app.workbooks.ods_xml import element

_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_ALL = b"<calcext:conditional-formats"
_FORMAT = re.compile(rb"<calcext:conditional-format\s.*?</calcext:conditional-format>", re.DOTALL)
_CONDITION = re.compile(rb"<calcext:condition\s[^<>]*/>|<calcext:condition\s.*?</calcext:condition>", re.DOTALL)
_ANYTHING = re.compile(rb"<calcext:(?!conditional-format)[a-z-]+")
_EMPTY = re.compile(rb"<calcext:conditional-formats[^<>]*>\s*</calcext:conditional-formats>")


def with_colours(table: bytes, sheet: str, cells: Mapping[Severity, Sequence[Place]]) -> bytes:
    """The sheet with these cells coloured, whatever else colours them."""
    formats = "".join(_format(sheet, places, COLOURS[severity]) for severity, places in cells.items())
    start = table.rfind(_ALL)
    if start >= 0:
        at = table.index(b">", start) + 1
        return table[:at] + formats.encode() + table[at:]
    whole = f'<calcext:conditional-formats xmlns:calcext="{_CALCEXT}">{formats}</calcext:conditional-formats>'
    at = table.rindex(b"</")
    return table[:at] + whole.encode() + table[at:]


def without_colours(table: bytes) -> bytes:
    """The sheet without our rules."""
    if MARKER.encode() not in table:
        return table
    return _EMPTY.sub(b"", _FORMAT.sub(lambda match: _cleared(match[0]), table))


def _cleared(written: bytes) -> bytes:
    left = _CONDITION.sub(lambda match: b"" if MARKER.encode() in match[0] else match[0], written)
    return written if left == written else left if _ANYTHING.search(left) else b""


def _format(sheet: str, places: Sequence[Place], style: str) -> str:
    name = "'" + sheet.replace("'", "''") + "'"
    ranges = " ".join(f"{name}.{cell_name(*first)}:{name}.{cell_name(*last)}" for first, last in runs(places))
    condition = element(
        "calcext:condition",
        calcext_apply_style_name=style,
        calcext_value=f"formula-is({FORMULA})",
        calcext_base_cell_address=f"{name}.{cell_name(*places[0])}",
    )
    return element("calcext:conditional-format", condition, calcext_target_range_address=ranges)
