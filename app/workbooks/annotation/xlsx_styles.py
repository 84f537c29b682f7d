"""The looks of our sheet and the colours of our marks, put at the end of the workbook's styles and taken off again."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from app.domain.findings import Severity
from app.workbooks.annotation.marks import FILLS
from app.workbooks.annotation.result_page import STYLES
from app.workbooks.annotation.xlsx_package import XlsxPackage
from app.workbooks.annotation.xml_part import Node, XmlPart
from app.workbooks.looks import FONT, Align, Style

_PATH = "xl/styles.xml"  # where some readers look without asking
_COLLECTIONS = ("fonts", "fills", "borders", "cellXfs", "dxfs")
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_DEFAULTS = {
    "fonts": '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>',
    "fills": '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>',
    "borders": '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    "cellStyleXfs": '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    "cellXfs": '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>',
    "dxfs": '<dxfs count="0"/>',
}


@dataclass(frozen=True, slots=True)
class StyleIndexes:
    """Where our entries are: of each cell style of the result sheet, and of each colour."""

    cells: dict[Style, int]
    colours: dict[Severity, int]


def add_styles(book: XlsxPackage) -> StyleIndexes:
    """Put our styles behind those of the workbook."""
    path = book.related(book.book_path, "styles") or _add_part(book)
    part = _completed(book.package.read(path))
    sizes = {name: len(_collection(part, name).children) for name in _COLLECTIONS}
    for name, entries in _entries(part.root.prefix, sizes).items():
        node = _collection(part, name)
        part.append(node, "".join(entries))
        part.set(node, "count", str(sizes[name] + len(entries)))
    book.package.write(path, part.changed())
    return StyleIndexes(
        {style: sizes["cellXfs"] + number for number, style in enumerate(STYLES)},
        {severity: sizes["dxfs"] + number for number, severity in enumerate(FILLS)},
    )


def clear_styles(book: XlsxPackage) -> None:
    """Take our styles off, if they still are the last ones and as we wrote them.

    Another program that saved the file has numbered them anew; it keeps what is used and drops the rest.
    """
    path = book.related(book.book_path, "styles")
    if path is None:
        return
    part = XmlPart(book.package.read(path))
    nodes = {name: part.root.first(name) for name in _COLLECTIONS}
    ours = len(STYLES)
    sizes = {
        name: len(node.children) - (len(FILLS) if name == "dxfs" else ours) if node else -1
        for name, node in nodes.items()
    }
    if min(sizes.values()) < 0:
        return
    for name, entries in _entries(part.root.prefix, sizes).items():
        node = _collection(part, name)
        first = node.children[sizes[name]].start
        if part.xml[first : node.inside_end] != "".join(entries).encode():
            return
        part.replace(first, node.inside_end, "")
        part.set(node, "count", str(sizes[name]))
    book.package.write(path, part.changed())


def _collection(part: XmlPart, name: str) -> Node:
    node = part.root.first(name)
    if node is None:
        raise KeyError(name)
    return node


def _entries(prefix: str, sizes: dict[str, int]) -> dict[str, list[str]]:
    """What is added to each collection, each entry for one style: nothing is shared, so nothing is looked for."""
    plain = {
        "fonts": [_font(style) for style in STYLES],
        "fills": [_fill(style.look.fill) for style in STYLES],
        "borders": [_border(style.look.border) for style in STYLES],
        "cellXfs": [_format(style, number, sizes) for number, style in enumerate(STYLES)],
        "dxfs": [f"<dxf>{_fill(fill)}</dxf>" for fill in FILLS.values()],
    }
    return {name: [_prefixed(entry, prefix) for entry in entries] for name, entries in plain.items()}


def _prefixed(xml: str, prefix: str) -> str:
    return xml.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}") if prefix else xml


def _font(style: Style) -> str:
    bold = "<b/>" if style.look.bold else ""
    look = style.look
    return f'<font>{bold}<sz val="{look.size}"/><color rgb="FF{look.colour}"/><name val={quoteattr(FONT)}/></font>'


def _fill(colour: str | None) -> str:
    if colour is None:
        return '<fill><patternFill patternType="none"/></fill>'
    # Programs differ in which of the two colours fills a cell in a conditional format.
    colours = f'<fgColor rgb="FF{colour}"/><bgColor rgb="FF{colour}"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


def _border(colour: str | None) -> str:
    sides = ("left", "right", "top", "bottom")
    if colour is None:
        return f"<border>{''.join(f'<{side}/>' for side in sides)}<diagonal/></border>"
    drawn = "".join(f'<{side} style="thin"><color rgb="FF{colour}"/></{side}>' for side in sides)
    return f"<border>{drawn}<diagonal/></border>"


def _format(style: Style, number: int, sizes: dict[str, int]) -> str:
    parts = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
    indexes = " ".join(f'{name}="{sizes[collection] + number}"' for name, collection in parts.items())
    wrap = ' wrapText="1"' if style.look.wrap else ""
    vertical = "center" if style.look.middle else "top"
    indent = ' indent="1"' if style.look.border and style.align is Align.LEFT else ""
    return (
        f'<xf numFmtId="0" {indexes} xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{style.align.value}" vertical="{vertical}"{wrap}{indent}/></xf>'
    )


def _add_part(book: XlsxPackage) -> str:
    """A workbook may do without any styles."""
    empty = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{book.dialect.main}"/>'
    book.add(book.book_path, "styles", _PATH, empty.encode())
    return _PATH


def _completed(xml: bytes) -> XmlPart:
    """The styles with every collection that we add to; what a file leaves out is what a cell is by default."""
    part = XmlPart(xml)
    missing = [name for name in _ORDER if name in _DEFAULTS and part.root.first(name) is None]
    for name in missing:
        before = _ORDER[: _ORDER.index(name)]
        part.insert_after(before, _prefixed(_DEFAULTS[name], part.root.prefix))
    return XmlPart(part.changed())
