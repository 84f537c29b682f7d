"""Comments in the cells of an .ods sheet, where a row or a cell may stand once for many equal ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from app.workbooks.annotation.marks import AUTHOR, Place, Span
from app.workbooks.annotation.xml_part import Node, XmlPart, end_of_tag

_ROW, _CELL, _COVERED = "table:table-row", "table:table-cell", "table:covered-table-cell"
_ROWS_REPEATED, _COLUMNS_REPEATED = "table:number-rows-repeated", "table:number-columns-repeated"
#: Elements that only hold rows together.
_GROUPS = frozenset({"table:table", "table:table-header-rows", "table:table-rows", "table:table-row-group"})
_DC = "http://purl.org/dc/elements/1.1/"


def merged(table: bytes) -> list[Span]:
    """The merged cells of a sheet."""
    return _Walk(table).spans if b"covered-table-cell" in table else []


def with_comments(table: bytes, comments: Mapping[Place, str]) -> bytes:
    """The sheet with these comments; only rows and cells that are commented are written out on their own."""
    lines: dict[int, dict[int, str]] = {}
    for (line, column), words in sorted(comments.items()):
        lines.setdefault(line, {})[column] = words
    if not lines:
        return table
    walk = _Walk(table, list(lines))
    pieces: list[bytes] = []
    done = 0
    for row in walk.rows:
        pieces += (table[done : row.start], _marked(table[row.start : row.end], row.first, row.count, lines))
        done = row.end
    pieces += (table[done : walk.rows_end], _beyond(walk.height, lines), table[walk.rows_end :])
    return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is written: its first line, for how many lines it stands, and where it is."""

    first: int
    count: int
    start: int
    end: int


class _Walk:
    """One way through a sheet, which finds the rows that hold a wanted line, or all merged cells."""

    def __init__(self, table: bytes, wanted: Sequence[int] = ()) -> None:
        self.rows: list[_Row] = []
        self.spans: list[Span] = []
        self.height = 0
        self.rows_end = end_of_tag(table, 0)
        self._table, self._wanted = table, wanted
        self._groups: list[str] = []
        self._depth = 0  # of rows; a drawing in a cell may hold a table of its own
        self._first = self._start = self._column = 0
        self._parser: Any = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.Parse(table, True)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth:
            if tag == _ROW:
                self._depth += 1
            elif not self._wanted and self._depth == 1 and tag in (_CELL, _COVERED):
                self._cell(attributes)
        elif tag == _ROW and _GROUPS.issuperset(self._groups):
            self._depth = 1
            self._first, self._start, self._column = self.height, self._parser.CurrentByteIndex, 0
            self.height += _count(attributes, _ROWS_REPEATED)
        else:
            self._groups.append(tag)

    def _finish(self, tag: str) -> None:
        if not self._depth:
            self._groups.pop()
        elif tag == _ROW:
            self._depth -= 1
            if not self._depth:
                self._row(self._table.index(b">", self._parser.CurrentByteIndex) + 1)

    def _row(self, end: int) -> None:
        self.rows_end = end
        index = bisect_left(self._wanted, self._first)
        if index < len(self._wanted) and self._wanted[index] < self.height:
            self.rows.append(_Row(self._first, self.height - self._first, self._start, end))

    def _cell(self, attributes: dict[str, str]) -> None:
        down, across = (_count(attributes, f"table:number-{name}-spanned") for name in ("rows", "columns"))
        if down > 1 or across > 1:
            self.spans.append((self._first, self._column, self._first + down - 1, self._column + across - 1))
        self._column += _count(attributes, _COLUMNS_REPEATED)


def _count(attributes: Mapping[str, str], name: str) -> int:
    """A number that stands in an attribute; 1 if there is none."""
    written = attributes.get(name)
    return max(int(written), 1) if written and written.isascii() and written.isdigit() else 1


def _marked(row: bytes, first: int, lines_of_row: int, lines: Mapping[int, Mapping[int, str]]) -> bytes:
    """A row, or the rows it stands for, with the comments of those lines."""
    pieces: list[bytes] = []
    done, end = first, first + lines_of_row
    for line in [line for line in lines if first <= line < end]:
        pieces += (_times(row, line - done), _times(_row_with_comments(row, lines[line]), 1))
        done = line + 1
    return b"".join([*pieces, _times(row, end - done)])


def _times(row: bytes, times: int) -> bytes:
    return _repeated(row, _ROWS_REPEATED, times)


def _repeated(xml: bytes, attribute: str, times: int) -> bytes:
    """A row or cell that stands for so many."""
    if times == 0:
        return b""
    if times == 1 and attribute.encode() not in xml[: end_of_tag(xml, 0)]:
        return xml
    part = XmlPart(xml)
    part.set(part.root, attribute, str(times) if times > 1 else None)
    return part.changed()


def _row_with_comments(row: bytes, comments: Mapping[int, str]) -> bytes:
    part = XmlPart(row)
    column = 0
    for cell in part.root.children:
        if cell.tag not in (_CELL, _COVERED):
            continue
        end = column + _count(cell.attributes, _COLUMNS_REPEATED)
        if wanted := [place for place in comments if column <= place < end]:
            part.replace(cell.start, cell.end, _split(row[cell.start : cell.end], column, end, wanted, comments))
        column = end
    part.append(part.root, _cells_beyond(column, comments).decode())
    return part.changed()


def _split(cell: bytes, first: int, end: int, wanted: Collection[int], comments: Mapping[int, str]) -> bytes:
    pieces: list[bytes] = []
    done = first
    for column in wanted:
        commented = _cell_with_comment(_repeated(cell, _COLUMNS_REPEATED, 1), comments[column])
        pieces += (_repeated(cell, _COLUMNS_REPEATED, column - done), commented)
        done = column + 1
    return b"".join([*pieces, _repeated(cell, _COLUMNS_REPEATED, end - done)])


def _cell_with_comment(cell: bytes, words: str) -> bytes:
    part = XmlPart(cell)
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
    if theirs := part.root.first("annotation"):
        part.append(theirs, paragraphs)
        return part.changed()
    ours = (
        f'<office:annotation office:display="false"><dc:creator xmlns:dc="{_DC}">{AUTHOR}</dc:creator>'
        f"{paragraphs}</office:annotation>"
    )
    if _is_written_as_empty(part.root):
        part.append(part.root, ours)
    else:
        part.insert(part.root.inside, ours)  # before the text of the cell
    return part.changed()


def _is_written_as_empty(node: Node) -> bool:
    return node.inside == node.end


def _cells_beyond(width: int, comments: Mapping[int, str]) -> bytes:
    """Cells behind the last one that a row has."""
    pieces: list[bytes] = []
    for column in [column for column in comments if column >= width]:
        blank = _repeated(b"<table:table-cell/>", _COLUMNS_REPEATED, column - width)
        pieces += (blank, _cell_with_comment(b"<table:table-cell/>", comments[column]))
        width = column + 1
    return b"".join(pieces)


def _beyond(height: int, lines: Mapping[int, Mapping[int, str]]) -> bytes:
    """Rows below the last one that the sheet has."""
    pieces: list[bytes] = []
    for line in [line for line in lines if line >= height]:
        blank = _times(b"<table:table-row><table:table-cell/></table:table-row>", line - height)
        pieces += (blank, b"<table:table-row>", _cells_beyond(0, lines[line]), b"</table:table-row>")
        height = line + 1
    return b"".join(pieces)
