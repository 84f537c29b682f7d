"""Marks in an .ods file."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.findings import Problem
from app.workbooks.annotation import ods_settings
from app.workbooks.annotation.found import free_name, our_sheets
from app.workbooks.annotation.marks import MOST_COMMENTS, Place, by_cell, by_colour, by_sheet, comment
from app.workbooks.annotation.ods_colours import with_colours, without_colours
from app.workbooks.annotation.ods_comments import without_comments
from app.workbooks.annotation.ods_own_styles import (
    add_styles,
    colour_styles,
    master_page,
    page_layout,
    remove_our_styles,
)
from app.workbooks.annotation.ods_result import OdsResult
from app.workbooks.annotation.ods_rows import merged, with_comments
from app.workbooks.annotation.parts import Package
from app.workbooks.annotation.result_page import result_page
from app.workbooks.annotation.xml_part import Node, XmlPart
from app.workbooks.package import ODS_CONTENT

_STYLES = "styles.xml"
_SHEET = "table"  # not looked into as a whole


def mark(package: Package, problems: Sequence[Problem], summary: Sequence[str]) -> None:
    """Put all marks into a file that has none."""
    content = XmlPart(package.read(ODS_CONTENT), opaque=_SHEET)
    sheets = _sheets(content)
    placed = by_sheet(problems)
    room = MOST_COMMENTS
    for node in sheets:
        name = node.get("name")
        if cells := placed.get(name.strip()):
            table, comments = _marked(content.xml[node.start : node.end], name, cells, room)
            content.replace(node.start, node.end, table)
            room -= comments
    names = [node.get("name") for node in sheets]
    hidden = _hidden_styles(content)
    targets = [node.get("name") for node in sheets if node.get("style-name") not in hidden]
    page, name = result_page(problems, targets, summary), free_name(names)
    result = OdsResult(page, name, ods_settings.front(package) or names[0])
    content.insert(sheets[0].start, result.table)
    add_styles(content, "automatic-styles", result.automatic_styles)
    package.write(ODS_CONTENT, content.changed())
    _add_shared_styles(package)
    ods_settings.freeze(package, name, page.header_row + 1)
    ods_settings.bring_forward(package, name)


def clear(package: Package, content: bytes) -> None:
    """Take all marks out; a part without any stays as it is, to the byte.

    :param content: the same file.
    """
    part = XmlPart(package.read(ODS_CONTENT), opaque=_SHEET)
    sheets = _sheets(part)
    names = [node.get("name") for node in sheets]
    ours = our_sheets(content, names)
    for node in sheets:
        table = part.xml[node.start : node.end]
        if node.get("name") in ours:
            part.remove(node)
        elif (left := without_comments(without_colours(table))) != table:
            part.replace(node.start, node.end, left)
    remove_our_styles(part)
    package.write(ODS_CONTENT, part.changed())
    if _STYLES in package:
        styles = XmlPart(package.read(_STYLES))
        remove_our_styles(styles)
        package.write(_STYLES, styles.changed())
    for name, front in ours.items():
        ods_settings.forget(package, name)
        if ods_settings.front(package) == name:
            ods_settings.bring_forward(package, front if front in names else names[-1])


def _marked(table: bytes, name: str, placed: Sequence[tuple[Place, Problem]], room: int) -> tuple[bytes, int]:
    """A sheet with its marks, and how many cells were commented."""
    cells = by_cell(placed, merged(table))
    comments = {place: comment(found) for place, found in list(cells.items())[:room]}
    return with_colours(with_comments(table, comments), name, by_colour(cells)), len(comments)


def _sheets(content: XmlPart) -> list[Node]:
    book = next(content.root.every("spreadsheet"), None)
    sheets = [node for node in book.children if node.tag == "table:table"] if book else []
    if not sheets:
        raise KeyError("table:table")
    return sheets


def _hidden_styles(content: XmlPart) -> set[str]:
    styles = content.root.first("automatic-styles")
    return {
        style.get("name")
        for style in (styles.children if styles else [])
        if any(node.get("display") == "false" for node in style.every("table-properties"))
    }


def _add_shared_styles(package: Package) -> None:
    if _STYLES not in package:
        return
    styles = XmlPart(package.read(_STYLES))
    add_styles(styles, "styles", colour_styles())
    add_styles(styles, "automatic-styles", page_layout())
    add_styles(styles, "master-styles", master_page())
    package.write(_STYLES, styles.changed())
