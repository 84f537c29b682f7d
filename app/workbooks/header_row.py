"""Finding the header of a sheet by what stands in it, wherever its author has moved rows and columns."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.workbooks.layout import KEY_HEADER, Column, Sheet

SEARCHED_LINES = 30
_APPENDED = re.compile(r"(?:[(\[].*?[)\]]|[*:])+$")


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """Where the header is and which column holds what. Lines and columns count from 0."""

    line: int
    columns: tuple[tuple[int, Column], ...]
    key: int | None  # the hidden key column
    missing: tuple[Column, ...]
    repeated: tuple[Column, ...]


def find_header(sheet: Sheet, lines: Sequence[Sequence[Any]]) -> HeaderRow | None:
    """The line that holds most of the sheet's headers, or ``None`` if no line holds half of them."""
    wanted = {folded(column.header) for column in sheet.columns}
    scores = [len(wanted.intersection(map(folded, line))) for line in lines[:SEARCHED_LINES]]
    best = max(scores, default=0)
    if best * 2 < len(wanted):
        return None
    return _header(sheet, lines[scores.index(best)], scores.index(best))


def _header(sheet: Sheet, cells: Sequence[Any], line: int) -> HeaderRow:
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        places.setdefault(folded(cell), []).append(index)
    found = [(places[folded(column.header)], column) for column in sheet.columns if folded(column.header) in places]
    return HeaderRow(
        line=line,
        columns=tuple((indexes[0], column) for indexes, column in found),
        key=places.get(folded(KEY_HEADER), [None])[0],
        missing=tuple(column for column in sheet.columns if folded(column.header) not in places),
        repeated=tuple(column for indexes, column in found if len(indexes) > 1),
    )


def folded(header: Any) -> str:
    """A header without blanks, width, and what people append: 簽約數（元）, 實際值*."""
    text = "".join(unicodedata.normalize("NFKC", str(header)).split())
    return _APPENDED.sub("", text) or text
