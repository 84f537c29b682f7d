"""A book of styled cells as .xlsx. Texts are written as texts: what looks like a formula or a link stays a text."""

from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from app.workbooks.grid import Book, Formula, Grid, Value, fitted_height
from app.workbooks.looks import FONT, Align, Look, Style
from app.workbooks.xlsx_parts import LongLists, print_only_filled, validation
from app.workbooks.xlsx_sheet import FittedSheet

_A4 = 9

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 11},
}


def write_xlsx(book: Book, out: BinaryIO) -> None:
    """Write the whole book to ``out``; the same book is always the same bytes."""
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties(
        {"title": book.title, "author": book.author, "created": datetime.fromisoformat(book.created_at)}
    )
    formats = _Formats(workbook)
    sheets = [workbook.add_worksheet(grid.name, worksheet_class=FittedSheet) for grid in book.grids]
    lists = LongLists(workbook)
    for sheet, grid in zip(sheets, book.grids, strict=True):
        _write_grid(sheet, grid, formats)
        for hint in grid.hints:
            sheet.data_validation(hint.first, hint.column, hint.last, hint.column, validation(hint, lists))
        for tint in grid.tints:
            first, *_ = areas = tint.areas()
            look = {"type": "formula", "criteria": f"={tint.formula}", "format": formats.tint(tint.look)}
            sheet.conditional_format(first, {**look, "multi_range": " ".join(areas)})
        if grid.rows_may_be_added and grid.frame is not None:
            print_only_filled(workbook, grid, grid.frame)
    lists.write()
    workbook.close()


class _Formats:
    """The workbook's formats, one for each style in use."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[Style, Any] = {}
        self._last: dict[int, tuple[Style, Any]] = {}

    def of(self, column: int, style: Style) -> Any:
        """The format of a style in a column: mostly that of the cell above, which is found without comparing."""
        last = self._last.get(column)
        if last is None or last[0] is not style:
            last = self._last[column] = style, self._of(style)
        return last[1]

    def tint(self, look: Look) -> Any:
        """What a condition lays over a cell: colours alone, so that no text grows out of its cell."""
        return self._workbook.add_format({"font_color": f"#{look.colour}", "bg_color": f"#{look.fill}"})

    def _of(self, style: Style) -> Any:
        if style not in self._made:
            self._made[style] = self._workbook.add_format(cell_properties(style))
        return self._made[style]


def cell_properties(style: Style) -> dict[str, Any]:
    """A style in the words of the library."""
    look = style.look
    properties: dict[str, Any] = {
        "font_name": FONT,
        "font_size": look.size,
        "bold": look.bold,
        "font_color": f"#{look.colour}",
        "text_wrap": look.wrap,
        "locked": look.locked,
        "align": style.align.value,
        "valign": "vcenter" if look.middle else "top",
        "num_format": style.number.code,
    }
    if look.fill:
        properties |= {"bg_color": f"#{look.fill}", "pattern": 1}
    if look.border:
        properties |= {"border": 1, "border_color": f"#{look.border}"}
    if look.border and style.align is Align.LEFT:  # LibreOffice indents figures by fits and starts
        properties["indent"] = 1
    return properties


def _write_grid(sheet: FittedSheet, grid: Grid, formats: _Formats) -> None:
    for column, width in enumerate(grid.widths):
        sheet.set_column(column, column, width, None, {"hidden": column in grid.hidden_columns})
    for first_row, first_column, last_row, last_column in grid.merged:
        sheet.merge_range(first_row, first_column, last_row, last_column, "")
    for number, line in enumerate(grid.lines):
        sheet.set_row(number, line.height or fitted_height(line, grid.widths))
        if line.height is None:
            sheet.fitted.add(number)
        for column, cell in enumerate(line.cells):
            if cell is not None:
                _write_cell(sheet, number, column, cell.value, formats.of(column, cell.style))
    _set_up(sheet, grid)
    if grid.is_hidden:
        sheet.very_hidden()


def _write_cell(sheet: Any, row: int, column: int, value: Value, cell_format: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, cell_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, cell_format)
    elif isinstance(value, Formula):
        result = "" if value.value is None else _number(value.value)
        sheet.write_formula(row, column, f"={value.text}", cell_format, result)
    else:
        sheet.write_number(row, column, _number(value), cell_format)


def _number(value: int | Decimal) -> int | float:
    """The figure as the file format holds it; :mod:`showing` has seen to it that no digit is lost."""
    return int(value) if value == int(value) else float(value)


def _set_up(sheet: Any, grid: Grid) -> None:
    """Freezing, filter, protection without password, and print set-up."""
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    if grid.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(grid.pages_wide, grid.pages_tall)
    sheet.set_footer(f"&L&9{_escaped(grid.footer)}&R&9第 &P 頁，共 &N 頁")
    if grid.frame is not None:
        frame = grid.frame
        sheet.freeze_panes(frame.header_row + 1, frame.frozen_columns)
        if frame.last_row > frame.header_row:
            sheet.autofilter(frame.header_row, 0, frame.last_row, frame.last_column)
        sheet.repeat_rows(frame.header_row)
        sheet.repeat_columns(0, frame.frozen_columns - 1)
        everything = f"A1:XFD{frame.last_row + 1}"
        sheet.ignore_errors({"number_stored_as_text": everything})
    if not grid.is_protected:
        return
    may = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    sheet.protect("", may | {"insert_rows": grid.rows_may_be_added})


def _escaped(text: str) -> str:
    """An ampersand starts a code in a footer; a footer holds 255 characters."""
    return text[:100].replace("&", "&&")
