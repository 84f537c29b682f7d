"""How far the cells of a sheet reach, seen in passing over its XML."""

import re

from app.workbooks.grid import cell_name

# Every pattern is bounded, so that no text can make it search for long; what hides behind longer attributes
# meets the limits of the reading process.
_ATTRIBUTES = rb"[^<>]{0,300}"
# A cell of .xlsx with something in it; an empty one, however far away, costs a reader nothing.
_CELL = re.compile(
    rb"<(?:\w{1,9}:)?c " + _ATTRIBUTES + rb'?\br="([A-Z]{1,4})(\d{1,9})"(?:' + _ATTRIBUTES + rb"[^/<>])?>"
)
# The same of .ods, where rows and cells are written once and counted; the empty ones again cost nothing.
_ROW = re.compile(
    rb"<table:table-row" + _ATTRIBUTES + rb'?:number-rows-repeated="(\d{4,12})"(?:' + _ATTRIBUTES + rb"[^/<>])?>"
)
_RUN = re.compile(
    rb"<table:table-cell(?=" + _ATTRIBUTES + rb"value-type=)" + _ATTRIBUTES + rb'?:number-columns-repeated="(\d{3,12})"'
)
_ROW_END, _ANY_VALUE = b"</table:table-row>", b"value-type="
_ROW_BYTES = 20_000  # of a repeated row that are searched for a value


class Extent:
    """How far the cells of a sheet reach: a reader keeps the whole rectangle up to the last one."""

    def __init__(self) -> None:
        self.rows = 1
        self.columns = 1

    @property
    def area(self) -> int:
        """Cells of the rectangle."""
        return self.rows * self.columns

    @property
    def last_cell(self) -> str:
        """The name of its last cell."""
        return cell_name(self.rows - 1, self.columns - 1)

    def look_at(self, window: bytes) -> None:
        """Take in the cells of a piece of a sheet."""
        for match in _CELL.finditer(window):
            row = int(match[2])
            if row > self.rows:
                self.rows = row
            column = _column(match[1])
            if column > self.columns:
                self.columns = column
        for match in _ROW.finditer(window):
            row_xml = window[match.end() : match.end() + _ROW_BYTES].partition(_ROW_END)[0]
            if _ANY_VALUE in row_xml:
                self.rows = max(self.rows, int(match[1]))
        for match in _RUN.finditer(window):
            self.columns = max(self.columns, int(match[1]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
