"""The skeleton of an .xlsx package: which part is a sheet, how parts point to each other, of what type they are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from app.workbooks.annotation.parts import Package
from app.workbooks.annotation.xml_part import Node, XmlPart

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_STRICT = "http://purl.oclc.org/ooxml/"

#: Content types of the parts that we may add.
TYPES = {
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The two forms of the format, transitional and strict: they differ in their namespaces."""

    main: str
    relations: str


_DIALECTS = {
    False: Dialect(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    True: Dialect(f"{_STRICT}spreadsheetml/main", f"{_STRICT}officeDocument/relationships"),
}


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    path: str
    relation: str
    is_hidden: bool


class XlsxPackage:
    """An .xlsx file with its relationships.

    :raises KeyError: if a part that every workbook has is missing.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.book_path = self.related("", "officeDocument") or ""
        self.dialect = _DIALECTS[_STRICT.encode() in package.read(self.book_path)[:4_000]]

    def sheets(self) -> list[SheetEntry]:
        """The sheets in their order; those whose part is missing are left out."""
        related = self._related(self.book_path)
        book = XmlPart(self.package.read(self.book_path))
        found = []
        listed = book.root.first("sheets")
        for node in listed.children if listed else ():
            path = related.get(node.get("id"), ("", ""))[1]
            if path in self.package:
                is_hidden = "idden" in node.get("state")  # hidden, veryHidden
                found.append(SheetEntry(node.get("name"), path, node.get("id"), is_hidden))
        return found

    def related(self, source: str, kind: str) -> str | None:
        """The part of a kind (``comments``) that another part points to."""
        found = (path for is_kind, path in self._related(source).values() if is_kind == kind)
        return next((path for path in found if path in self.package), None)

    def related_by_id(self, source: str, key: str) -> str | None:
        """The part that another part points to by this id."""
        path = self._related(source).get(key, ("", ""))[1]
        return path if path in self.package else None

    def add(self, source: str, kind: str, path: str, content: bytes) -> str:
        """Add a part of a kind that another part points to; returns the id of that relationship."""
        self.package.write(path, content)
        types = XmlPart(self.package.read(_CONTENT_TYPES))
        prefix = types.root.prefix
        types.append(types.root, f'<{prefix}Override PartName="/{path}" ContentType="{TYPES[kind]}"/>')
        self.package.write(_CONTENT_TYPES, types.changed())
        return self._relate(source, kind, path)

    def remove(self, source: str, path: str) -> None:
        """Take away a part that another part points to, and all that is said of it elsewhere."""
        types = XmlPart(self.package.read(_CONTENT_TYPES))
        for node in types.root.every("Override"):
            if node.get("PartName").lstrip("/").lower() == path.lower():
                types.remove(node)
        self.package.write(_CONTENT_TYPES, types.changed())
        self._unrelate(source, path)
        self.package.remove(path)
        self.package.remove(_relations_path(path))

    def _relate(self, source: str, kind: str, path: str) -> str:
        name = _relations_path(source)
        if name not in self.package:
            self.package.write(name, f'{_DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'.encode())
        part = XmlPart(self.package.read(name))
        taken = {node.get("Id") for node in part.root.every("Relationship")}
        key = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        kind_of_relation = quoteattr(f"{self.dialect.relations}/{kind}")
        part.append(part.root, f'<{part.root.prefix}Relationship Id="{key}" Type={kind_of_relation} Target="/{path}"/>')
        self.package.write(name, part.changed())
        return key

    def _unrelate(self, source: str, path: str) -> None:
        name = _relations_path(source)
        part = XmlPart(self.package.read(name))
        nodes = list(part.root.every("Relationship"))
        for node in nodes:
            if _target(source, node) == path:
                part.remove(node)
        changed = part.changed()
        self.package.write(name, changed)
        if not list(XmlPart(changed).root.every("Relationship")):
            self.package.remove(name)

    def _related(self, source: str) -> dict[str, tuple[str, str]]:
        name = _relations_path(source)
        if name not in self.package:
            return {}
        return dict(_relations(source, XmlPart(self.package.read(name)).root))


def _relations(source: str, root: Node) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in root.every("Relationship"):
        if node.get("TargetMode") != "External":
            yield node.get("Id"), (node.get("Type").rpartition("/")[2], _target(source, node))


def _target(source: str, node: Node) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), node.get("Target"))).lstrip("/")


def _relations_path(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
