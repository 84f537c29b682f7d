"""How deep a row lies in a tree that the table does not draw: by account code, or by outline mark."""

import re
from collections.abc import Sequence

from app.domain.crossfoot.table import Table

_OUTLINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"^[一二三四五六七八九十]+[、.]", r"^[(（][一二三四五六七八九十]+[)）]", r"^\d{1,2}[.、](?!\d\D)",
        r"^[(（]\d{1,2}[)）]", r"^[A-Z][.、]", r"^[(（][A-Z][)）]", r"^[a-z][.、]", r"^[(（][a-z][)）]",
    )
)  # fmt: skip
_CODE = re.compile(r"^(\d{4}(?:\d\d){0,3})(?!\d|年)")
_RANKS = frozenset("款項目節")
_CODE_HEADER = re.compile(r"科目|編號|代[碼號]|[Cc]ode")


def levels_of_codes(table: Table) -> list[int | None] | None:
    """Depth by account code (0100 人事費 over 0103): codes of one length, read in pairs of digits."""
    for column in range(min(2, len(table.headers))):
        matches = [_CODE.match(cell.text.strip()) for cell in table.column(column)]
        codes = [match[1] if match else "" for match in matches]
        if not _CODE_HEADER.search(table.header(column)) and any(c.value is not None for c in table.column(column)):
            continue  # amounts of four digits, not codes
        filled = [code for code in codes if code]
        if len(filled) < 4 or len(filled) < len(codes) - 2 or len({len(code) for code in filled}) != 1:
            continue
        depths = sorted({_depth(code) for code in filled})
        if 1 < len(depths) <= 4 and any(filled.count(code) == 1 for code in filled):
            return [depths.index(_depth(code)) + 1 if code else 0 for code in codes]
    return None


def levels_of_ranks(table: Table) -> list[int | None] | None:
    """Depth in a budget book whose first columns are 款, 項, 目 and 節: each row is numbered in one of them."""
    heads = [c for c in range(len(table.headers)) if table.header(c) in _RANKS]
    if len(heads) < 2:
        return None
    filled = [[k for k, c in enumerate(heads) if row[c].text.strip()] for row in table.rows]
    return [columns[-1] + 1 if columns else 0 for columns in filled]


def levels_of_outline(labels: Sequence[tuple[str, ...]]) -> list[int | None] | None:
    """Depth by outline marks (一、 over (一) over 1.), in the order in which a table first uses them."""
    marks: list[int | None] = []
    for row in labels:
        first = next((label for label in row if label), "")
        style = next((k for k, mark in enumerate(_OUTLINE) if mark.match(first)), None)
        marks.append(style)
    order = list(dict.fromkeys(style for style in marks if style is not None))
    if len(order) < 2 or sum(style is None for style in marks) > 3:
        return None
    return [0 if style is None else order.index(style) + 1 for style in marks]


def _depth(code: str) -> int:
    """How many pairs of digits a code uses (0100 one, 0103 two)."""
    return (len(code.rstrip("0")) + 1) // 2
