"""A block of cells as spreadsheet programs put it on the clipboard: tabs between cells, line ends between rows."""

import re
from typing import TypeAlias

from app.domain.errors import PasteRefused

LONGEST = 1_000_000  # characters of a block; more is what a workbook is for

Block: TypeAlias = tuple[tuple[str, ...], ...]

# A cell in quotes, in which a quote is doubled; possessive, so that a block without a closing quote is read once.
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*+")
_NEEDS_QUOTES = re.compile(r'[\t\n]|""')


def read_block(text: str) -> Block:
    """The rows of a block, as texts. Line ends within a cell are ``\\n``.

    Excel puts a cell into quotes only where it must: when it holds a tab or a line end. A cell that merely stands
    in quotes (「"甲"」) is therefore a text with quotes.

    :raises PasteRefused: if it is longer than anything that a person can look over on a page.
    """
    if len(text) > LONGEST:
        raise PasteRefused(f"貼上的內容超過 {LONGEST:,} 個字；請分次貼上，或改用活頁簿上傳。")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at == len(text):
            return tuple(map(tuple, rows))
        if text[at] == "\n":
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at a place, and where it ends."""
    quoted = _QUOTED.match(text, at)
    if quoted and _NEEDS_QUOTES.search(quoted[1]):
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, at)
    assert plain is not None  # it matches nothing, too
    return plain[0], plain.end()
