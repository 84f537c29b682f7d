"""How far the cells of a sheet reach: a reader keeps the whole rectangle up to the last one.

Two ways to know. A glance at the bytes tells whether all cells are written as Excel, LibreOffice and our own writer
do, and lie where a report has them. Whatever is written otherwise, be it to hide or by another program, a parser
follows cell by cell (:mod:`extent_walk`): that takes five times as long.
"""

from __future__ import annotations

import re

from app.workbooks.grid import cell_name

#: No cell that passes the glance lies beyond.
PLAIN_ROWS, PLAIN_COLUMNS = 299_999, 26

# A cell of .xlsx that is not <c r="A1" …>, up to the last plain one; or one whose name carries a prefix.
_OUTSIDE = re.compile(rb'<c(?![a-zA-Z])(?! r="[A-Z](?:[1-9][0-9]{0,4}|[12][0-9]{5})"[ />])')
_PREFIXED = re.compile(rb":c[\s/>]")
# A cell that is not both plain and written as programs write those that cannot be faulty (:mod:`xlsx_faults`); what
# else can make a part suspicious.
_NOT_ORDINARY = re.compile(
    rb'<c(?![a-zA-Z])(?! r="[A-Z](?:[1-9][0-9]{0,4}|[12][0-9]{5})"'
    rb'(?: s="[0-9]{1,6}")?(?: t="(?:s|n|b|d|str|inlineStr)")?/?>)'
)
_OF_INTEREST = (re.compile(rb"<f(?![a-zA-Z])"), re.compile(rb":[cf][\s/>]"), re.compile(rb"mergeCell[\s/>]"))
# What declares an encoding in which the patterns above would miss something.
# Possessive: a window may be nothing but blanks, and trying to share them out takes minutes.
_ENCODED = re.compile(rb"\s*+(?:\xef\xbb\xbf)?+\s*+<\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
# In .ods, where rows and cells are written once and counted, one that stands for ten or more.
_OFTEN = re.compile(rb'repeated(?!="[0-9]")')
# Cells merged over about the whole sheet.
_MERGED = re.compile(rb'mergeCell ref="[A-Z]{1,3}[0-9]{1,7}:[A-Z]{3}[0-9]{6,7}"')


def is_plain(window: bytes) -> bool:
    """Whether a piece of a part, cut behind a tag, holds no cell but plain ones.

    Comments and the like can only hide cells from a parser, never from this glance.
    """
    unusual = (_OUTSIDE, _PREFIXED, _OFTEN, _MERGED)
    return not (any(pattern.search(window) for pattern in unusual) or _ENCODED.match(window))


def is_ordinary(window: bytes) -> bool:
    """Whether a piece of a part is plain and cannot hold faulty cells: one look at each cell instead of two."""
    return not (
        _NOT_ORDINARY.search(window)
        or any(pattern.search(window) for pattern in _OF_INTEREST)
        or _OFTEN.search(window)
        or _ENCODED.match(window)
    )


class Extent:
    """The rectangle up to the last cell that holds something; an empty one costs a reader nothing."""

    def __init__(self) -> None:
        self.rows = 1
        self.columns = 1

    @property
    def last_cell(self) -> str:
        """The name of its last cell."""
        return cell_name(self.rows - 1, self.columns - 1)

    def reach(self, row: int, column: int) -> None:
        """Take in a cell, counted from 1."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
