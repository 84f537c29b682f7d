"""Which columns of a sheet the columns of a pasted block are: by its header, or from the cell it was pasted in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.errors import PasteRefused
from app.workbooks.clipboard import Block
from app.workbooks.header_row import find_header, folded
from app.workbooks.layout import KEY_HEADER, Column, Sheet

Cells: TypeAlias = Sequence[str]
_KEY = folded(KEY_HEADER)


@dataclass(frozen=True, slots=True)
class PastedBlock:
    """The lines of a block without its header, and which column of the sheet stands at which place of a line."""

    lines: Block
    columns: Mapping[int, Column]
    key: int | None  # place of the hidden key
    has_header: bool
    left_out: tuple[str, ...] = ()  # headers that are not of this sheet

    def place_of(self, column: Column) -> int | None:
        """Where in a line a column stands, or ``None`` if the block does not have it."""
        return next((place for place, one in self.columns.items() if one is column), None)


def place_columns(sheet: Sheet, block: Block, field: str | None) -> PastedBlock:
    """The block with its columns found.

    :param field: the column in which it was pasted; ``None`` if nobody said.
    :raises PasteRefused: if it has no header where it needs one, a header twice, or more columns than there is room.
    """
    line = _header_line(sheet, block)
    if line is not None:
        return _under_header(sheet, block[line], block[line + 1 :])
    if field is None:
        raise PasteRefused("貼上的內容沒有欄位標題，看不出各欄的位置；請連同標題列一起複製。")
    return _from_column(sheet, block, field)


def is_filled(cells: Cells) -> bool:
    """Whether anything stands in a line."""
    return any(cell.strip() for cell in cells)


def plain(text: str) -> str:
    """A text as the names of rows are compared: without blanks and width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _header_line(sheet: Sheet, block: Block) -> int | None:
    """The header of a whole sheet wherever it stands, or a first line of which at least half are headers."""
    if found := find_header(sheet, block):
        return found.line
    headers = {folded(column.header) for column in sheet.columns}
    first = [folded(cell) for cell in block[0] if cell.strip()]
    known = sum(cell in headers for cell in first)
    return 0 if known and known * 2 >= len(first) else None


def _under_header(sheet: Sheet, header: Cells, lines: Block) -> PastedBlock:
    by_header = {folded(column.header): column for column in sheet.columns}
    columns: dict[int, Column] = {}
    for place, cell in enumerate(header):
        column = by_header.get(folded(cell))
        if column in columns.values():
            raise PasteRefused(f"欄位標題「{cell.strip()}」出現兩次；請只複製其中一欄。")
        if column is not None:
            columns[place] = column
    key = next((place for place, cell in enumerate(header) if folded(cell) == _KEY), None)
    others = (cell.strip() for place, cell in enumerate(header) if place not in columns and place != key)
    return PastedBlock(lines, columns, key, has_header=True, left_out=tuple(filter(None, others)))


def _from_column(sheet: Sheet, block: Block, field: str) -> PastedBlock:
    start = next(place for place, column in enumerate(sheet.columns) if column.field == field)
    room = len(sheet.columns) - start
    # Whole rows come with blank columns behind them.
    width = max((place + 1 for cells in block for place, cell in enumerate(cells) if cell.strip()), default=0)
    brings_key = start == 0 and width == room + 1  # and rows of the workbook with the hidden key
    if width > room and not brings_key:
        header = sheet.columns[start].header
        raise PasteRefused(f"貼上的內容有 {width} 欄，從「{header}」起只有 {room} 欄；請從正確的欄位開始貼上。")
    columns = {place: sheet.columns[start + place] for place in range(min(max(map(len, block)), room))}
    return PastedBlock(block, columns, room if brings_key else None, has_header=False)
