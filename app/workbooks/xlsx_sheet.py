"""A worksheet that writes long lists fast, and lets rows fit themselves to their text."""

from typing import Any

from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

from app.workbooks.grid import column_letters

_FIRST_PRIORITY = 101  # of our conditional colours; marks put on a returned file go before them
_LETTERS = [column_letters(column) for column in range(256)]


class FittedSheet(Worksheet):  # type: ignore[misc] # the package ships no types
    """A sheet whose rows have the height of their text, and go on fitting themselves when people type.

    A height that the library writes is fixed for good; without any, LibreOffice shows a single line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fitted: set[int] = set()
        self.dxf_priority = _FIRST_PRIORITY

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and dict(attributes)["r"] - 1 in self.fitted:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _calculate_spans(self) -> None:
        """Which columns a row fills may be left unsaid, and takes long to find out."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The plain kinds of cell in one piece: the library escapes attributes here that never need it."""
        kind = type(cell)
        if cell.format is None or kind not in _PLAIN:
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{_LETTERS[col]}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind is CellStringTuple:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{start}/>")


_PLAIN = frozenset({CellStringTuple, CellNumberTuple, CellBlankTuple})
