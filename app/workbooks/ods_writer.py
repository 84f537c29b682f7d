"""A book of styled cells as .ods: real OpenDocument, streamed.

Our own, because the libraries for it need minutes and hundreds of megabytes for a large list of cases; a
streaming writer needs seconds. Agencies must offer ODF (field-notes 5.4).
"""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.workbooks import ods_parts
from app.workbooks.grid import Book, Cell, Formula, Grid, Line, cell_name
from app.workbooks.looks import Style
from app.workbooks.ods_rules import conditional_formats, validation_name, validations
from app.workbooks.ods_styles import OdsStyles
from app.workbooks.ods_xml import DECLARATION, NAMESPACES, element, escape, open_formula, paragraphs
from app.workbooks.package import ODS_CONTENT, ODS_MIMETYPE

_IN_MEMORY = 8 * 1024 * 1024  # a larger body goes to a temporary file
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same book is always the same bytes


def write_ods(book: Book, out: BinaryIO) -> None:
    """Write the whole book to ``out``."""
    with ZipFile(out, "w", ZIP_DEFLATED) as package, SpooledTemporaryFile(_IN_MEMORY) as body:
        # First and stored, so that a file's kind can be read off its first bytes.
        package.writestr(_entry("mimetype", ZIP_STORED), ODS_MIMETYPE)
        styles = OdsStyles()
        for index, grid in enumerate(book.grids):
            for text in _table(index, grid, styles):
                body.write(text.encode())
        package.writestr(_entry("META-INF/manifest.xml"), ods_parts.manifest())
        package.writestr(_entry("meta.xml"), ods_parts.properties(book))
        package.writestr(_entry("styles.xml"), ods_parts.styles(book))
        package.writestr(_entry("settings.xml"), ods_parts.settings(book))
        with package.open(_entry(ODS_CONTENT), "w", force_zip64=True) as content:
            content.write(_opening(book, styles).encode())
            body.seek(0)
            while chunk := body.read(1 << 20):
                content.write(chunk)
            content.write(_closing(book).encode())


def _entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = compression
    return entry


def _opening(book: Book, styles: OdsStyles) -> str:
    return (
        f'{DECLARATION}<office:document-content {NAMESPACES} office:version="1.3">{ods_parts.font_faces()}'
        f"<office:automatic-styles>{styles.xml()}</office:automatic-styles><office:body><office:spreadsheet>"
        f"<table:content-validations>{validations(book.grids)}</table:content-validations>"
    )


def _closing(book: Book) -> str:
    ranges = "".join(_filter(index, grid) for index, grid in enumerate(book.grids))
    return (
        f"<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _filter(index: int, grid: Grid) -> str:
    frame = grid.frame
    if frame is None or frame.last_row == frame.header_row:
        return ""
    sheet = f"'{grid.name}'"
    first, last = cell_name(frame.header_row, 0), cell_name(frame.last_row, frame.last_column)
    return element(
        "table:database-range",
        table_name=f"__Anonymous_Sheet_DB__{index}",
        table_target_range_address=f"{sheet}.{first}:{sheet}.{last}",
        table_display_filter_buttons="true",
    )


def _table(index: int, grid: Grid, styles: OdsStyles) -> Iterator[str]:
    name = styles.table(index, is_hidden=grid.is_hidden)
    yield f'<table:table table:name={quoteattr(grid.name)} table:style-name="{name}"'
    yield f' table:protected="true">{_protection(grid)}' if grid.is_protected else ">"
    yield from _columns(grid, styles)
    header = grid.frame.header_row if grid.frame else None
    writer = _RowWriter(grid, styles)
    for number, line in enumerate(grid.lines):
        xml = writer.row(number, line)
        yield f"<table:table-header-rows>{xml}</table:table-header-rows>" if number == header else xml
    yield f"{conditional_formats(grid)}</table:table>"


def _protection(grid: Grid) -> str:
    return element(
        "loext:table-protection",
        loext_select_protected_cells="true",
        loext_select_unprotected_cells="true",
        loext_insert_rows=str(grid.rows_may_be_added).lower(),
        loext_use_autofilter="true",
    )


def _columns(grid: Grid, styles: OdsStyles) -> Iterator[str]:
    repeated = grid.frame.frozen_columns if grid.frame else 0
    if repeated:
        yield "<table:table-header-columns>"
    for column, width in enumerate(grid.widths):
        if repeated and column == repeated:
            yield "</table:table-header-columns>"
        hidden = {"table_visibility": "collapse"} if column in grid.hidden_columns else {}
        yield element("table:table-column", table_style_name=styles.column(width), **hidden)
    if repeated >= len(grid.widths):
        yield "</table:table-header-columns>"


class _RowWriter:
    """Rows of one sheet as XML."""

    def __init__(self, grid: Grid, styles: OdsStyles) -> None:
        self._styles = styles
        self._hints: dict[int, list[tuple[int, int, str]]] = {}
        for number, hint in enumerate(grid.hints):
            span = (hint.first, hint.last, validation_name(grid, number))
            self._hints.setdefault(hint.column, []).append(span)
        self._spans = {(first, left): right - left + 1 for first, left, _, right in grid.merged}
        self._last: dict[int, tuple[Style, str | None, str]] = {}

    def row(self, number: int, line: Line) -> str:
        cells: list[str] = []
        covered = 0
        for column, cell in enumerate(line.cells):
            if covered:
                covered -= 1
                cells.append("<table:covered-table-cell/>")
                continue
            span = self._spans.get((number, column), 1)
            covered = span - 1
            cells.append("<table:table-cell/>" if cell is None else self._cell(number, column, cell, span))
        return f'<table:table-row table:style-name="{self._styles.row(line.height)}">{"".join(cells)}</table:table-row>'

    def _cell(self, number: int, column: int, cell: Cell, span: int) -> str:
        start = self._start(number, column, cell.style)
        if span > 1:
            start += f' table:number-columns-spanned="{span}" table:number-rows-spanned="1"'
        value = cell.value
        if value is None:
            return f"{start}/>"
        if isinstance(value, str):
            return f'{start} office:value-type="string">{paragraphs(value)}</table:table-cell>'
        if isinstance(value, Formula):
            return f"{start}{_formula(value)}</table:table-cell>"
        figure = f"{value:f}" if not isinstance(value, int) else str(value)
        return f'{start} office:value-type="float" office:value="{figure}"/>'

    def _start(self, number: int, column: int, style: Style) -> str:
        """A cell's style and validation: mostly those of the cell above, which are found without comparing."""
        validation = self._validation(number, column)
        last = self._last.get(column)
        if last is None or last[0] is not style or last[1] != validation:
            start = f'<table:table-cell table:style-name="{self._styles.cell(style)}"'
            if validation:
                start += f" table:content-validation-name={quoteattr(validation)}"
            last = self._last[column] = style, validation, start
        return last[2]

    def _validation(self, number: int, column: int) -> str | None:
        for first, last, name in self._hints.get(column, ()):
            if first <= number <= last:
                return name
        return None


def _formula(formula: Formula) -> str:
    text = quoteattr(f"of:={open_formula(formula.text)}")
    if formula.value is None:
        return f' table:formula={text} office:value-type="string" office:string-value=""><text:p/>'
    figure = f"{formula.value:f}"
    return f' table:formula={text} office:value-type="float" office:value="{figure}"><text:p>{escape(figure)}</text:p>'
