"""The parts of a spreadsheet package (.xlsx and .ods are zip archives of XML), as far as we look into them."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree

ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ODS_CONTENT = "content.xml"
_LONGEST_MIMETYPE = 100

#: What looking into a truncated, overlapping or otherwise broken package raises.
BROKEN_PACKAGE = (
    *(BadZipFile, zlib.error, LZMAError, OSError, EOFError, RuntimeError, NotImplementedError),
    *(ValueError, LookupError, ElementTree.ParseError, expat.ExpatError),
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of an .xlsx package: its name, and where its XML is."""

    name: str
    path: str
    package: ZipFile

    def read(self) -> bytes:
        """The XML of the sheet."""
        return self.package.read(self.path)


def open_package(data: bytes) -> ZipFile | None:
    """The package, or ``None`` if the bytes are no zip archive."""
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError):
        return None


def sheet_parts(data: bytes) -> Iterator[SheetPart]:
    """The sheets of an .xlsx package with their parts; none for other files."""
    package = open_package(data)
    if package is None:
        return
    names = set(package.namelist())
    workbook = _workbook_path(package, names)
    if workbook is None:
        return
    targets = _targets(package, workbook, names)
    for element in ElementTree.fromstring(package.read(workbook)).iter():
        if _local(element.tag) != "sheet":
            continue
        path = targets.get(next((value for name, value in element.attrib.items() if _local(name) == "id"), ""))
        if path in names:
            yield SheetPart((element.get("name") or "").strip(), path, package)


def is_ods(package: ZipFile) -> bool:
    """Whether the package says that it is an OpenDocument spreadsheet."""
    if "mimetype" not in package.namelist():
        return False
    with package.open("mimetype") as part:
        # Never all of it: nothing has looked yet at how much it holds.
        return part.read(_LONGEST_MIMETYPE).strip() == ODS_MIMETYPE


def _workbook_path(package: ZipFile, names: set[str]) -> str | None:
    """The main part, found as the package's own relationships say."""
    for path in _targets(package, "", names, kind="/officeDocument").values():
        if path in names:
            return path
    return None


def _targets(package: ZipFile, source: str, names: set[str], kind: str = "") -> dict[str, str]:
    """The relationships of a part: id to path, of those whose type ends with ``kind``."""
    folder, name = posixpath.split(source)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in names:
        return {}
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(package.read(relations)).iter():
        if _local(element.tag) == "Relationship" and element.get("Type", "").endswith(kind):
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
            found[element.get("Id", "")] = target.lstrip("/")
    return found


def _local(tag: str) -> str:
    """A name without its namespace: the strict and the transitional form of the format differ only there."""
    return tag.rpartition("}")[2]
