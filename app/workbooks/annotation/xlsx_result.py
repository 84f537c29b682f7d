"""The sheet 檢核結果 as the XML of .xlsx. Texts stand in their cells, so that no shared table is touched."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from app.workbooks.annotation import result_page
from app.workbooks.annotation.result_page import ResultPage
from app.workbooks.annotation.xlsx_package import Dialect
from app.workbooks.annotation.xlsx_styles import StyleIndexes
from app.workbooks.annotation.xlsx_text import excel_text
from app.workbooks.grid import cell_name
from app.workbooks.looks import Style

_MOST_LINKS = 65_530  # of a sheet; Excel drops all of them if there are more
_TITLE_POINTS, _LINE_POINTS, _HEADER_POINTS = 26, 17, 24
_LAST = len(result_page.HEADERS) - 1


def result_sheet(page: ResultPage, styles: StyleIndexes, front: str, dialect: Dialect) -> bytes:
    """The XML of the sheet.

    :param front: the name of the sheet that was in front, kept in a hidden cell.
    """
    return "".join(_Sheet(page, styles.cells, front, dialect).pieces()).encode()


def defined_names(page: ResultPage, name: str) -> list[tuple[str, str, bool]]:
    """The names by which the sheet repeats its header in print, and filters its table."""
    sheet = "'" + name.replace("'", "''") + "'"
    header, last = page.header_row + 1, page.last_row + 1
    titles = ("_xlnm.Print_Titles", f"{sheet}!${header}:${header}", True)
    column = cell_name(0, _LAST)[:-1]
    table = ("_xlnm._FilterDatabase", f"{sheet}!$A${header}:${column}${last}", False)
    return [table, titles] if page.rows else [titles]


class _Sheet:
    def __init__(self, page: ResultPage, styles: dict[Style, int], front: str, dialect: Dialect) -> None:
        self._page, self._styles, self._front, self._dialect = page, styles, front, dialect

    def pieces(self) -> Iterator[str]:
        header = self._page.header_row
        last = cell_name(self._page.last_row, _LAST)
        yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        yield f'<worksheet xmlns="{self._dialect.main}" xmlns:r="{self._dialect.relations}">'
        yield '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        yield '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        yield f'<pane ySplit="{header + 1}" topLeftCell="A{header + 2}" activePane="bottomLeft" state="frozen"/>'
        yield f'<selection pane="bottomLeft" activeCell="A{header + 2}" sqref="A{header + 2}"/>'
        yield "</sheetView></sheetViews>"
        yield '<sheetFormatPr defaultRowHeight="16.5"/><cols>'
        for number, width in enumerate(result_page.WIDTHS, 1):
            yield f'<col min="{number}" max="{number}" width="{width}.7" customWidth="1"/>'
        sign = result_page.SIGN_COLUMN + 1
        yield f'<col min="{sign}" max="{sign}" width="9" hidden="1" customWidth="1"/></cols><sheetData>'
        yield from self._top()
        yield from self._table()
        yield '</sheetData><sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" '
        yield 'autoFilter="0"/>'
        if self._page.rows:
            yield f'<autoFilter ref="A{header + 1}:{last}"/>'
        yield from self._links()
        yield '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        yield "<headerFooter><oddFooter>&amp;L檢核結果&amp;R第 &amp;P 頁，共 &amp;N 頁</oddFooter></headerFooter>"
        yield "</worksheet>"

    def _top(self) -> Iterator[str]:
        signs = (result_page.SIGN, self._front)
        lines = [(result_page.NAME, result_page.TITLE, _TITLE_POINTS)]
        lines += [(line, result_page.NOTE, _LINE_POINTS) for line in self._page.lines]
        for row, (line, style, height) in enumerate(lines):
            sign = self._cell(row, result_page.SIGN_COLUMN, signs[row], result_page.HIDDEN) if row < 2 else ""
            yield _row(row, height, self._cell(row, 0, line, style) + sign, fixed=True)

    def _table(self) -> Iterator[str]:
        first = self._page.header_row
        header = (
            self._cell(first, column, text, result_page.HEADER) for column, text in enumerate(result_page.HEADERS)
        )
        yield _row(first, _HEADER_POINTS, "".join(header), fixed=True)
        for row, found in enumerate(self._page.rows, first + 1):
            cells = (self._cell(row, column, value, style) for column, (value, style) in enumerate(found.cells))
            yield _row(row, found.height, "".join(cells))

    def _cell(self, row: int, column: int, value: str | int, style: Style) -> str:
        opening = f'<c r="{cell_name(row, column)}" s="{self._styles[style]}"'
        if isinstance(value, int):
            return f"{opening}><v>{value}</v></c>"
        return f'{opening} t="inlineStr"><is><t xml:space="preserve">{excel_text(value)}</t></is></c>'

    def _links(self) -> Iterator[str]:
        column = result_page.HEADERS.index("儲存格")
        links = [
            f'<hyperlink ref="{cell_name(row, column)}" location={quoteattr(_location(*found.target))}/>'
            for row, found in enumerate(self._page.rows, self._page.header_row + 1)
            if found.target
        ]
        if links:
            yield f"<hyperlinks>{''.join(links[:_MOST_LINKS])}</hyperlinks>"


def _location(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def _row(row: int, height: float, cells: str, *, fixed: bool = False) -> str:
    # A fixed height stays when somebody widens a column; all others fit themselves.
    custom = ' customHeight="1"' if fixed else ""
    return f'<row r="{row + 1}" ht="{height:g}"{custom}>{cells}</row>'
