"""Marks in the XML of one sheet: colours that lie above the cells' own formats, and the anchor of its comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from app.domain.findings import Severity
from app.workbooks.annotation.marks import FORMULA, MARKER, Place, Span, place_of, runs
from app.workbooks.annotation.xml_part import Node, XmlPart
from app.workbooks.grid import cell_name

ROWS = "sheetData"  # not looked into: we never touch a cell
_RANGES = 400  # of one rule

_UP_TO_ROWS = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"),
    *("mergeCells", "phoneticPr"),
)
_UP_TO_DRAWING = (
    *(*_UP_TO_ROWS, "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing"),
)


def merged(sheet: XmlPart) -> list[Span]:
    """The merged cells of a sheet."""
    found = []
    for node in sheet.root.every("mergeCell"):
        first, _, last = node.get("ref").partition(":")
        if (start := place_of(first)) and (end := place_of(last or first)):
            found.append((*start, *end))
    return found


def add_colours(sheet: XmlPart, cells: Mapping[Severity, Sequence[Place]], indexes: Mapping[Severity, int]) -> None:
    """Colour cells by rules that come before the sheet's own: a cell's format is never touched."""
    rules = [
        (chunk, indexes[severity])
        for severity, places in cells.items()
        for chunk in _chunks([_range(*run) for run in runs(places)])
    ]
    _shift(sheet, len(rules))
    prefix = sheet.root.prefix
    for priority, (ranges, style) in enumerate(rules, 1):
        sheet.insert_after(
            _UP_TO_ROWS,
            f'<{prefix}conditionalFormatting sqref="{" ".join(ranges)}">'
            f'<{prefix}cfRule type="expression" dxfId="{style}" priority="{priority}">'
            f"<{prefix}formula>{escape(FORMULA)}</{prefix}formula></{prefix}cfRule></{prefix}conditionalFormatting>",
        )


def clear_colours(sheet: XmlPart) -> None:
    """Take our rules away, and give the others back the ranks they had."""
    removed = 0
    for formatting in sheet.root.every("conditionalFormatting"):
        rules = [node for node in formatting.children if node.name == "cfRule"]
        ours = [rule for rule in rules if MARKER.encode() in sheet.inside(rule)]
        removed += len(ours)
        for node in [formatting] if ours and len(ours) == len(rules) else ours:
            sheet.remove(node)
    left = [rank for _, rank in _ranks(sheet)]
    if removed and left and min(left) > removed:
        _shift(sheet, -removed)


def add_comment_anchor(sheet: XmlPart, relation: str, namespace: str) -> None:
    """Say where the drawing of the sheet's comments is."""
    anchor = f'<{sheet.root.prefix}legacyDrawing xmlns:r="{namespace}" r:id="{relation}"/>'
    sheet.insert_after(_UP_TO_DRAWING, anchor)


def deselect(sheet: XmlPart) -> None:
    """Let the sheet no longer be the one in front: two selected sheets would be typed into at once."""
    for view in sheet.root.every("sheetView"):
        if view.get("tabSelected"):
            sheet.set(view, "tabSelected", None)


def select(sheet: XmlPart) -> None:
    """Let the sheet be the one in front."""
    view = next(sheet.root.every("sheetView"), None)
    if view is not None and not view.get("tabSelected"):
        sheet.set(view, "tabSelected", "1")


def _shift(sheet: XmlPart, by: int) -> None:
    for rule, rank in _ranks(sheet):
        sheet.set(rule, "priority", str(rank + by))


def _ranks(sheet: XmlPart) -> Iterator[tuple[Node, int]]:
    """The rules that are not ours, those of newer programs at the end of the sheet included, with their ranks."""
    for rule in sheet.root.every("cfRule"):
        rank = rule.get("priority")
        if rank.isascii() and rank.isdigit() and MARKER.encode() not in sheet.inside(rule):
            yield rule, int(rank)


def _range(first: Place, last: Place) -> str:
    return cell_name(*first) if first == last else f"{cell_name(*first)}:{cell_name(*last)}"


def _chunks(ranges: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ranges), _RANGES):
        yield ranges[start : start + _RANGES]
