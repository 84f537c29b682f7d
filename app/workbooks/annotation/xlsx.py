"""Marks in an .xlsx file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.findings import Problem, Severity
from app.workbooks.annotation import xlsx_sheet
from app.workbooks.annotation.found import free_name, our_sheets
from app.workbooks.annotation.marks import MARKER, MOST_COMMENTS, Place, by_cell, by_colour, by_sheet, comment
from app.workbooks.annotation.parts import Package
from app.workbooks.annotation.result_page import ResultPage, result_page
from app.workbooks.annotation.xlsx_book import BookPart
from app.workbooks.annotation.xlsx_comments import add_comments, clear_comments, has_comments
from app.workbooks.annotation.xlsx_package import SheetEntry, XlsxPackage
from app.workbooks.annotation.xlsx_result import defined_names, result_sheet
from app.workbooks.annotation.xlsx_styles import StyleIndexes, add_styles, clear_styles
from app.workbooks.annotation.xml_part import XmlPart

_RESULT_PATH = "xl/worksheets/check{}.xml"


def mark(package: Package, problems: Sequence[Problem], summary: Sequence[str]) -> None:
    """Put all marks into a file that has none."""
    book = XlsxPackage(package)
    sheets = book.sheets()
    styles = add_styles(book)
    placed = by_sheet(problems)
    room = MOST_COMMENTS
    for sheet in sheets:
        cells = placed.get(sheet.name.strip(), [])
        room -= _mark_sheet(book, sheet, cells, styles.colours, room)
    _add_result(book, sheets, styles, result_page(problems, [s.name for s in sheets if not s.is_hidden], summary))


def clear(package: Package, content: bytes) -> None:
    """Take all marks out; a part without any stays as it is, to the byte.

    :param content: the same file.
    """
    book = XlsxPackage(package)
    sheets = book.sheets()
    ours = our_sheets(content, [sheet.name for sheet in sheets])
    for sheet in sheets:
        if sheet.name in ours:
            front = BookPart(book).take_out(sheet.name, ours[sheet.name])
            book.remove(book.book_path, sheet.path)
            _bring_forward(book, next((other for other in sheets if other.name == front), None))
        else:
            _clear_sheet(book, sheet)
    if ours:
        clear_styles(book)


def _mark_sheet(
    book: XlsxPackage,
    sheet: SheetEntry,
    placed: Sequence[tuple[Place, Problem]],
    colours: Mapping[Severity, int],
    room: int,
) -> int:
    """Mark the cells of a sheet; returns how many were commented."""
    xml = book.package.read(sheet.path)
    if not placed and b"tabSelected" not in xml:
        return 0
    part = XmlPart(xml, opaque=xlsx_sheet.ROWS)
    xlsx_sheet.deselect(part)
    cells = by_cell(placed, xlsx_sheet.merged(part))
    if cells:
        xlsx_sheet.add_colours(part, by_colour(cells), colours)
    comments = {place: comment(found) for place, found in list(cells.items())[:room]}
    if comments:
        add_comments(book, sheet.path, part, comments)
    book.package.write(sheet.path, part.changed())
    return len(comments)


def _clear_sheet(book: XlsxPackage, sheet: SheetEntry) -> None:
    xml = book.package.read(sheet.path)
    if MARKER.encode() not in xml and not has_comments(book, sheet.path):
        return
    part = XmlPart(xml, opaque=xlsx_sheet.ROWS)
    xlsx_sheet.clear_colours(part)
    clear_comments(book, sheet.path, part)
    book.package.write(sheet.path, part.changed())


def _add_result(book: XlsxPackage, sheets: Sequence[SheetEntry], styles: StyleIndexes, page: ResultPage) -> None:
    name = free_name([sheet.name for sheet in sheets])
    listed = BookPart(book)
    xml = result_sheet(page, styles, listed.front, book.dialect)
    relation = book.add(book.book_path, "worksheet", book.package.free_name(_RESULT_PATH), xml)
    listed.put_first(name, relation, defined_names(page, name))


def _bring_forward(book: XlsxPackage, sheet: SheetEntry | None) -> None:
    if sheet is None:
        return
    part = XmlPart(book.package.read(sheet.path), opaque=xlsx_sheet.ROWS)
    xlsx_sheet.select(part)
    book.package.write(sheet.path, part.changed())
