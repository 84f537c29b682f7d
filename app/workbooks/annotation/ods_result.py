"""The sheet 檢核結果 as OpenDocument XML, with its styles and its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from app.workbooks.annotation import result_page
from app.workbooks.annotation.ods_own_styles import OURS, PAGE, declared
from app.workbooks.annotation.result_page import ResultPage
from app.workbooks.looks import Style
from app.workbooks.ods_styles import OdsStyles
from app.workbooks.ods_xml import NAMESPACES, element, paragraphs

_TABLE = f"{OURS}table"
_XLINK = "http://www.w3.org/1999/xlink"
_STYLE_NAME = re.compile(r' (style:(?:data-style-)?name)="')
_POINTS = 26.0
_LINK_COLUMN = result_page.HEADERS.index("儲存格")


class OdsResult:
    """The sheet, and what it needs elsewhere in the file.

    :param front: the name of the sheet that was in front, kept in a hidden cell.
    """

    def __init__(self, page: ResultPage, name: str, front: str) -> None:
        self._page, self._name, self._front = page, name, front
        self._styles = OdsStyles()
        self.table = "".join(self._pieces())

    @property
    def automatic_styles(self) -> str:
        """The styles of the sheet and of its cells."""
        table = element(
            "style:style",
            element("style:table-properties", table_display="true"),
            style_name=_TABLE,
            style_family="table",
            style_master_page_name=PAGE,
        )
        return declared(_STYLE_NAME.sub(rf' \1="{OURS}', self._styles.xml()) + table)

    def _pieces(self) -> Iterator[str]:
        yield f'<table:table {NAMESPACES} xmlns:xlink="{_XLINK}" table:name="{self._name}" '
        yield f'table:style-name="{_TABLE}" table:protected="true">'
        yield element(
            "loext:table-protection", loext_select_protected_cells="true", loext_select_unprotected_cells="true"
        )
        for width in result_page.WIDTHS:
            yield element("table:table-column", table_style_name=OURS + self._styles.column(width))
        hidden = OURS + self._styles.column(9)
        yield element("table:table-column", table_style_name=hidden, table_visibility="collapse")
        yield from self._top()
        header = "".join(self._cell(text, result_page.HEADER) for text in result_page.HEADERS)
        yield f"<table:table-header-rows>{self._row(header, _POINTS)}</table:table-header-rows>"
        for row in self._page.rows:
            cells = [self._cell(value, style) for value, style in row.cells]
            if row.target:
                cells[_LINK_COLUMN] = self._cell(row.cell, result_page.LINK, _address(*row.target))
            yield self._row("".join(cells))
        yield "</table:table>"

    def _top(self) -> Iterator[str]:
        signs = (result_page.SIGN, self._front)
        gap = element("table:table-cell", table_number_columns_repeated=str(result_page.SIGN_COLUMN - 1))
        for row, line in enumerate((result_page.NAME, *self._page.lines)):
            sign = gap + self._cell(signs[row], result_page.HIDDEN) if row < 2 else ""
            style = result_page.NOTE if row else result_page.TITLE
            yield self._row(self._cell(line, style) + sign, None if row else _POINTS)

    def _row(self, cells: str, height: float | None = None) -> str:
        return element("table:table-row", cells, table_style_name=OURS + self._styles.row(height))

    def _cell(self, value: str | int, style: Style, link: str = "") -> str:
        name = {"table_style_name": OURS + self._styles.cell(style)}
        if isinstance(value, int):
            return element("table:table-cell", **name, office_value_type="float", office_value=str(value))
        content = paragraphs(value)
        if link:
            content = f"<text:p>{element('text:a', escape(value), xlink_href=link, xlink_type='simple')}</text:p>"
        return element("table:table-cell", content, **name, office_value_type="string")


def _address(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"#'{quoted}'.{cell}"
