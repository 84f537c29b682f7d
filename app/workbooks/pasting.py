"""Where a block copied from a spreadsheet belongs among the rows of a page: at the rows that it names, else from the
cell in which it was pasted. What fits nowhere, or in two ways, is refused whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.errors import PasteRefused
from app.workbooks.clipboard import Block
from app.workbooks.layout import Column, Sheet
from app.workbooks.pasted_block import Cells, PastedBlock, is_filled, place_columns, plain
from app.workbooks.typed import MOST_ROWS, Base, TypedRow, cell_text, says_the_same

MOST_LINES = 500  # of one block


@dataclass(frozen=True, slots=True)
class Anchor:
    """The cell in which a block was pasted: the row's place on the page, counted from 0, and the column's field."""

    row: int
    field: str


class Spread(NamedTuple):
    """The rows of the page with the block spread over them, and the sentence that says how it was aligned."""

    rows: tuple[TypedRow, ...]
    told: str


def spread(sheet: Sheet, base: Base, rows: Sequence[TypedRow], block: Block, at: Anchor | None = None) -> Spread:
    """Spread a block over the rows of a page.

    :param rows: the rows of the page in their order, with what is typed in them already.
    :param at: ``None`` where nobody said in which cell: then the block must bring its headers.
    :raises PasteRefused: if it does not fit; nothing of it is taken then.
    """
    if at and not (0 <= at.row < len(rows) and any(column.field == at.field for column in sheet.columns)):
        raise PasteRefused("看不出要從哪一格貼上；請點選起始的儲存格後再貼上。")
    pasted = place_columns(sheet, block, at.field if at else None)
    filled = sum(map(is_filled, pasted.lines))
    if not filled:
        raise PasteRefused("剪貼簿沒有可貼上的內容；請在 Excel 選取要複製的儲存格後再貼上。")
    if filled > MOST_LINES:
        raise PasteRefused(f"一次最多貼上 {MOST_LINES} 列，這次有 {filled} 列；資料較多時請改用活頁簿上傳。")
    page = _Page(sheet, base, rows)
    # Where all rows are being added, none can be meant by its name.
    named = page.lay_by_name(pasted) if page.held or not sheet.all_open else None
    how = named or page.lay_by_place(pasted, at.row if at else 0)
    if len(page.rows) > MOST_ROWS:
        raise PasteRefused(f"這一頁最多 {MOST_ROWS:,} 列；請先檢查並預覽已貼上的內容，或改用活頁簿上傳。")
    return Spread(tuple(page.rows), _told(pasted, filled, _added(page.rows) - _added(rows), how))


def _told(pasted: PastedBlock, filled: int, added: int, how: str) -> str:
    new = f"（新增 {added} 列）" if added else ""
    columns = "依欄位標題" if pasted.has_header else f"自「{pasted.columns[0].header}」欄起"
    left_out = f"；不是本表的欄位，未帶入：{'、'.join(pasted.left_out)}" if pasted.left_out else ""
    return f"已貼上 {filled} 列{new} × {len(pasted.columns)} 欄：{columns}對應各欄，{how}對應各列{left_out}。"


def _added(rows: Sequence[TypedRow]) -> int:
    """How many rows are being added: those without a key in which something is typed."""
    return sum(row.key is None and bool(row.texts) for row in rows)


class _Page:
    """The rows of the page while a block is laid over them; ``rows`` grows by those that the block adds."""

    def __init__(self, sheet: Sheet, base: Base, rows: Sequence[TypedRow]) -> None:
        self.sheet = sheet
        self.base = base
        self.rows = list(rows)
        self.held = {row.key: row for row in base.rows(sheet.section)}

    def lay_by_name(self, pasted: PastedBlock) -> str | None:
        """Lay each line over the row whose key it carries; ``None`` if the block does not tell its rows."""
        naming = self.sheet.key_column
        columns = (naming,) if naming else self.sheet.columns[: self.sheet.frozen]
        places = [place for column in columns if (place := pasted.place_of(column)) is not None]
        known: dict[tuple[str, ...], str]
        if pasted.key is not None:
            places, known = [pasted.key], {(plain(key),): key for key in self.held}
        elif len(places) == len(columns):
            known = self._names(columns)
        else:
            return None
        named = [(_name(cells, places), cells) for cells in pasted.lines if is_filled(cells)]
        if not self._are_known([name for name, _ in named], known, pasted):
            return None
        for name, cells in named:
            self._lay(pasted, cells, self._place_of(known[name]) if name in known else self._added(name[0]))
        return f"依「{'、'.join(column.header for column in columns)}」" if pasted.key is None else "依隱藏的識別欄"

    def lay_by_place(self, pasted: PastedBlock, first: int) -> str:
        """Lay the lines over the rows from ``first`` on; what lies beyond the last is added, where rows may be."""
        lines = list(pasted.lines)
        room = len(self.rows) - first
        while len(lines) > room and not is_filled(lines[-1]):
            lines.pop()
        if len(lines) > room and not self.sheet.growing:
            raise PasteRefused(f"貼上的內容有 {len(lines)} 列，從這一格起只有 {room} 列；請核對起始的儲存格。")
        on_page = sum(row.key is not None for row in self.rows)
        if first < on_page < first + len(lines) and on_page < len(self.held):
            raise PasteRefused("貼上的內容超過這一頁的最後一列；請連同編號欄與標題列一起複製，系統會依編號對應。")
        self.rows += [TypedRow(None)] * (len(lines) - room)
        for index, cells in enumerate(lines, start=first):
            self._lay(pasted, cells, index)
        return f"自第 {first + 1} 列起依序"

    def _names(self, columns: Sequence[Column]) -> dict[tuple[str, ...], str]:
        """The key of each row of the plan by the words in which people tell the rows apart."""
        return {
            tuple(plain(cell_text(column, row, self.base)) for column in columns): row.key for row in self.held.values()
        }

    def _are_known(
        self, names: Sequence[tuple[str, ...]], known: dict[tuple[str, ...], str], pasted: PastedBlock
    ) -> bool:
        """Whether the lines name rows; a block without a header may also have been meant for another place."""
        for index, name in enumerate(names):
            told = " ".join(name).strip() or "（空白）"
            if any(name) and name in names[:index]:
                raise PasteRefused(f"貼上的內容中「{told}」出現兩次；請只保留一列後再貼上。")
            if name in known or self.sheet.growing:
                continue
            if not pasted.has_header:
                return False
            raise PasteRefused(f"計畫中沒有「{told}」這一列；請修正後再貼上，新增項目請提計畫變更。")
        return True

    def _place_of(self, key: str) -> int:
        """The place of a row of the plan; one that another page shows is put below."""
        found = next((index for index, row in enumerate(self.rows) if row.key == key), None)
        return self._appended(TypedRow(key)) if found is None else found

    def _added(self, key: str) -> int:
        """The place of a row to be added: where this key is typed already, else the first blank one."""
        new = [(index, row) for index, row in enumerate(self.rows) if row.key is None]
        same = (index for index, row in new if key and plain(row.texts.get("key", "")) == key)
        blank = (index for index, row in new if not row.texts)
        found = next(same, None)
        found = next(blank, None) if found is None else found
        return self._appended(TypedRow(None)) if found is None else found

    def _appended(self, row: TypedRow) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _lay(self, pasted: PastedBlock, cells: Cells, index: int) -> None:
        """Put the cells of a line over a row; what means the same as the row holds already is no change."""
        row = self.rows[index]
        texts = dict(row.texts)
        for place, column in pasted.columns.items():
            if place >= len(cells):
                continue
            if self._is_held(column, row.key, cells[place]):
                texts.pop(column.field, None)
            else:
                texts[column.field] = cells[place]
        self.rows[index] = TypedRow(row.key, texts)

    def _is_held(self, column: Column, key: str | None, text: str) -> bool:
        if key is None:
            return not text.strip()
        return says_the_same(column, self.held[key], text, self.base)


def _name(cells: Cells, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(plain(cells[place]) if place < len(cells) else "" for place in places)
