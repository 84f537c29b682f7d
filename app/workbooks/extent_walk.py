"""How far cells reach, followed by a parser through a part that a glance could not judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from app.workbooks.extent import Extent

_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,10})")
_WHOLE_SHEET = re.compile(r"[A-Z]{1,3}[0-9]{1,7}:([A-Z]{3})([0-9]{6,7})")  # what no one merges who has read the table


def walk(chunks: Iterable[bytes], *, is_ods: bool) -> Iterator[Extent]:
    """The extent of the part, after each chunk anew; the part is known to have no DOCTYPE.

    :raises ExpatError: if the part is no XML.
    """
    walker: _Walker = _OdsWalker() if is_ods else _XlsxWalker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: walker.start(name.rpartition(":")[2], attributes)
    for chunk in chunks:
        parser.Parse(chunk, False)
        yield walker.extent
    parser.Parse(b"", True)
    yield walker.extent


class _Walker(Protocol):
    extent: Extent

    def start(self, name: str, attributes: dict[str, str]) -> None: ...


class _XlsxWalker:
    """A cell says where it is, or follows the one before."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._row = self._column = 0
        self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number[:10]) if number.isascii() and number.isdigit() else self._row + 1
            self._column, self._in_cell = 0, False
        elif name == "c":
            self._column, self._in_cell = self._column + 1, True
            if place := _REFERENCE.match(attributes.get("r", "")):
                self._column, self._row = _number(place[1]), int(place[2])
        elif name in ("v", "f", "is") and self._in_cell:
            self.extent.reach(self._row, self._column)
        elif name == "mergeCell" and (merged := _WHOLE_SHEET.fullmatch(attributes.get("ref", ""))):
            self.extent.reach(int(merged[2]), _number(merged[1]))


class _OdsWalker:
    """Rows and cells are written once and counted."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._row = 0
        elif name == "table-row":
            self._row += _count(attributes, "number-rows-repeated")
            self._column = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._column += _count(attributes, "number-columns-repeated")
            if any(attribute.endswith("value-type") for attribute in attributes):
                self.extent.reach(self._row, self._column)
        elif name == "p" and self._column:
            self.extent.reach(self._row, self._column)


def _count(attributes: dict[str, str], name: str) -> int:
    text = next((value for attribute, value in attributes.items() if attribute.endswith(name)), "")
    return int(text[:10]) if text.isascii() and text.isdigit() else 1


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
