"""Typing into the cells of an existing .ods file, as LibreOffice would: the rest of the file stays as it is."""

import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.dom.minidom import Document, Element

from defusedxml.minidom import parseString

from app.domain.canonical import plain

_CONTENT = "content.xml"
_ROWS_REPEATED = "table:number-rows-repeated"
_COLUMNS_REPEATED = "table:number-columns-repeated"
_FILLS_THE_SHEET = 1_000  # a longer run of equal rows or cells is the empty rest of the sheet, not room to write in


class OdsFile:
    """An .ods file that is open for editing.

    Reads and keeps the namespace prefixes that our own writer and LibreOffice use (``table:``, ``office:``, ``text:``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with zipfile.ZipFile(path) as package:
            self._parts = [(info, package.read(info)) for info in package.infolist()]
        self._content: Document = parseString(self._part(_CONTENT).decode("utf-8"))
        tables = self._content.getElementsByTagName("table:table")
        self._tables = {table.getAttribute("table:name"): table for table in tables}

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, in their order."""
        return list(self._tables)

    def sheet(self, name: str) -> "OdsSheet":
        """A sheet by its name."""
        return OdsSheet(self._content, self._tables[name])

    def save(self) -> None:
        """Write the file back in place: every part in its old order, ``mimetype`` first and stored as ODF asks."""
        with zipfile.ZipFile(self._path, "w") as package:
            for info, part in self._parts:
                data = self._content.toxml(encoding="UTF-8") if info.filename == _CONTENT else part
                package.writestr(info, data)

    def _part(self, name: str) -> bytes:
        return next(part for info, part in self._parts if info.filename == name)


class OdsSheet:
    """A sheet as rows of cells. Rows and columns count from 0."""

    def __init__(self, document: Document, table: Element) -> None:
        self._document = document
        self._rows = [_cells(row) for row in _unrolled(table, ("table:table-row",), _ROWS_REPEATED)]

    @property
    def height(self) -> int:
        """How many rows there are, without the empty rest of the sheet."""
        return len(self._rows)

    def read(self, row: int, column: int) -> str:
        """The text that a cell shows; empty beyond the last cell of a row."""
        cells = self._rows[row]
        return _text(cells[column]) if column < len(cells) else ""

    def line(self, row: int) -> list[str]:
        """The texts of a row, up to its last cell."""
        return [_text(cell) for cell in self._rows[row]]

    def write(self, row: int, column: int, value: str | int | Decimal) -> None:
        """Type into a cell. Its style and its validation stay; what it held, a formula included, goes."""
        cell = self._rows[row][column]
        _clear(cell)
        if isinstance(value, str):
            cell.setAttribute("office:value-type", "string")
            shown = value
        else:
            shown = plain(Decimal(value))
            cell.setAttribute("office:value-type", "float")
            cell.setAttribute("office:value", shown)
        for line in shown.split("\n"):
            paragraph = self._document.createElement("text:p")
            paragraph.appendChild(self._document.createTextNode(line))
            cell.appendChild(paragraph)


def _cells(row: Element) -> list[Element]:
    return list(_unrolled(row, ("table:table-cell", "table:covered-table-cell"), _COLUMNS_REPEATED))


def _unrolled(parent: Element, names: tuple[str, ...], repeated: str) -> Iterator[Element]:
    """The elements of these names below ``parent``, in order; a run that was written once is written out in full."""
    for child in list(parent.childNodes):
        if not isinstance(child, Element):
            continue
        if child.tagName not in names:
            yield from _unrolled(child, names, repeated) if child.tagName in _GROUPS else ()
            continue
        times = int(child.getAttribute(repeated) or 1)
        if times > _FILLS_THE_SHEET:
            return
        if times > 1:
            child.removeAttribute(repeated)
        for _ in range(times - 1):
            copy = child.cloneNode(deep=True)
            assert isinstance(copy, Element)
            parent.insertBefore(copy, child)
            yield copy
        yield child


#: Elements that only hold rows together.
_GROUPS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})


def _text(cell: Element) -> str:
    """A number is read as it is stored, not as its format shows it."""
    if cell.hasAttribute("office:value"):
        return cell.getAttribute("office:value")
    return "\n".join(_inner(paragraph) for paragraph in cell.childNodes if _is_paragraph(paragraph))


def _is_paragraph(node: object) -> bool:
    return isinstance(node, Element) and node.tagName == "text:p"


def _inner(node: object) -> str:
    if not isinstance(node, Element):
        return getattr(node, "data", "")
    return "".join(_inner(child) for child in node.childNodes)


def _clear(cell: Element) -> None:
    held = ("office:", "calcext:", "table:formula")
    for name in [name for name in cell.attributes.keys() if name.startswith(held)]:  # noqa: SIM118  not a dict
        cell.removeAttribute(name)
    for child in [child for child in cell.childNodes if _is_paragraph(child)]:
        cell.removeChild(child)
