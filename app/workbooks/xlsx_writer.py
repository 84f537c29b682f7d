"""A book of styled cells as .xlsx. Texts are written as texts: what looks like a formula or a link stays a text."""

from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.workbooks.grid import Book, Cell, Formula, Grid, Hint, fitted_height
from app.workbooks.looks import FONT, Align, Style

_A4 = 9
_CHOICES_LENGTH = 255  # Excel holds no longer list inside a validation
_HINT_TITLE, _HINT_LENGTH = 32, 255

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
    for grid in book.grids:
        _write_grid(workbook.add_worksheet(grid.name, worksheet_class=_FittedSheet), grid, formats)
    workbook.close()


class _FittedSheet(Worksheet):  # type: ignore[misc] # the package ships no types
    """A sheet whose rows have the height of their text, and go on fitting themselves when people type.

    A height that the library writes is fixed for good; without any, LibreOffice shows a single line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fitted: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and dict(attributes)["r"] - 1 in self.fitted:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class _Formats:
    """The workbook's formats, one for each style in use."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[Style, Any] = {}

    def of(self, style: Style) -> Any:
        if style not in self._made:
            self._made[style] = self._workbook.add_format(_properties(style))
        return self._made[style]


def _properties(style: Style) -> dict[str, Any]:
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
    if look.border and style.align is not Align.CENTER:
        properties["indent"] = 1
    return properties


def _write_grid(sheet: _FittedSheet, grid: Grid, formats: _Formats) -> None:
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
                _write_cell(sheet, number, column, cell, formats.of(cell.style))
    for hint in grid.hints:
        sheet.data_validation(hint.first, hint.column, hint.last, hint.column, _validation(hint))
    _set_up(sheet, grid)
    if grid.is_hidden:
        sheet.very_hidden()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, cell_format: Any) -> None:
    value = cell.value
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


def _validation(hint: Hint) -> dict[str, Any]:
    """A list warns and lets other texts through: the checker knows more spellings than the list."""
    words: dict[str, Any] = {"input_title": hint.title[:_HINT_TITLE], "input_message": hint.message[:_HINT_LENGTH]}
    if not hint.choices or len(",".join(hint.choices)) > _CHOICES_LENGTH:
        return {"validate": "any", **words}
    return {
        "validate": "list",
        "source": list(hint.choices),
        "error_type": "warning",
        "error_title": hint.title[:_HINT_TITLE],
        "error_message": "不在選項內，上傳檢核時可能退回。仍要保留嗎？",
        **words,
    }


def _set_up(sheet: Any, grid: Grid) -> None:
    """Freezing, filter, protection without password, and print set-up."""
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    if grid.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(grid.pages_wide, 0)
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
    may = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    sheet.protect("", may | {"insert_rows": grid.rows_may_be_added})


def _escaped(text: str) -> str:
    """An ampersand starts a code in a footer; a footer holds 255 characters."""
    return text[:100].replace("&", "&&")
