"""The list of sheets of an .xlsx workbook: ours is put in front of it, and taken out of it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from app.workbooks.annotation.xlsx_package import XlsxPackage
from app.workbooks.annotation.xml_part import XmlPart

_UP_TO_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    "externalReferences",
)
_HIDDEN = {True: ' hidden="1"', False: ""}

_Move: TypeAlias = Callable[[int], int | None]  # the new place of a sheet in the list, None if it is taken out


class BookPart:
    """The part that lists sheets and names. Sheets count from 0, hidden ones included."""

    def __init__(self, book: XlsxPackage) -> None:
        self._book = book
        self._part = XmlPart(book.package.read(book.book_path))
        sheets = self._part.root.first("sheets")
        if sheets is None:
            raise KeyError("sheets")
        self._sheets = sheets
        self._view = next(self._part.root.every("workbookView"), None)

    @property
    def front(self) -> str:
        """The name of the sheet in front."""
        number = _number(self._view.get("activeTab")) if self._view else 0
        return self._names[min(number, len(self._names) - 1)]

    def put_first(self, name: str, relation: str, names: Sequence[tuple[str, str, bool]]) -> None:
        """Put a sheet before all others and in front.

        :param names: defined names of that sheet, what they mean, and whether people see them.
        """
        root = self._part.root
        number = max(_number(sheet.get("sheetId")) for sheet in self._sheets.children) + 1
        self._part.insert(
            self._sheets.inside,
            f'<{root.prefix}sheet xmlns:r="{self._book.dialect.relations}" name={quoteattr(name)} '
            f'sheetId="{number}" r:id="{relation}"/>',
        )
        self._move_names(lambda index: index + 1)
        self._bring_forward(0)
        self._add_names(names)
        self._save()

    def take_out(self, name: str, front: str) -> str:
        """Take a sheet out; returns the name of the sheet that is in front then.

        :param front: what was in front before our sheet was, if our sheet still is.
        """
        index = self._names.index(name)
        left = [other for other in self._names if other != name]
        after = self.front if self.front != name else front if front in left else self._first_visible(name)
        self._part.remove(self._sheets.children[index])
        self._move_names(lambda old: None if old == index else old - (old > index))
        self._bring_forward(left.index(after))
        self._save()
        return after

    @property
    def _names(self) -> list[str]:
        return [sheet.get("name") for sheet in self._sheets.children]

    def _first_visible(self, but: str) -> str:
        others = [sheet for sheet in self._sheets.children if sheet.get("name") != but]
        return next((sheet for sheet in others if "idden" not in sheet.get("state")), others[0]).get("name")

    def _bring_forward(self, index: int) -> None:
        if self._view is not None and (self._view.get("activeTab") or index):
            self._part.set(self._view, "activeTab", str(index))

    def _move_names(self, moved: _Move) -> None:
        """Names that belong to a sheet say so by its place in the list."""
        kept = 0
        for node in self._part.root.every("definedName"):
            place = node.get("localSheetId")
            index = moved(int(place)) if place else -1
            if index is None:
                self._part.remove(node)
                continue
            kept += 1
            if place:
                self._part.set(node, "localSheetId", str(index))
        names = self._part.root.first("definedNames")
        if names and names.children and not kept:
            self._part.remove(names)

    def _add_names(self, names: Sequence[tuple[str, str, bool]]) -> None:
        prefix = self._part.root.prefix
        added = "".join(
            f'<{prefix}definedName name="{name}" localSheetId="0"{_HIDDEN[not is_seen]}>'
            f"{escape(meaning)}</{prefix}definedName>"
            for name, meaning, is_seen in names
        )
        node = self._part.root.first("definedNames")
        if node is not None:
            self._part.append(node, added)
            return
        self._part.insert_after(_UP_TO_NAMES, f"<{prefix}definedNames>{added}</{prefix}definedNames>")

    def _save(self) -> None:
        self._book.package.write(self._book.book_path, self._part.changed())


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0
