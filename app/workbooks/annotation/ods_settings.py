"""Which sheet is in front, and what stays in sight when scrolling: the view of an .ods file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from app.workbooks.annotation.parts import Package
from app.workbooks.annotation.xml_part import Node, XmlPart

_PATH = "settings.xml"
_FRONT = "ActiveTable"


def front(package: Package) -> str:
    """The name of the sheet in front; empty if the file does not say."""
    if _PATH not in package:
        return ""
    part = XmlPart(package.read(_PATH))
    return next((part.text(node) for node in _named(part, _FRONT)), "")


def bring_forward(package: Package, name: str) -> None:
    """Put a sheet in front."""
    if _PATH not in package:
        return
    part = XmlPart(package.read(_PATH))
    for node in _named(part, _FRONT):
        part.replace(node.inside, node.inside_end, escape(name))
    package.write(_PATH, part.changed())


def freeze(package: Package, name: str, rows: int) -> None:
    """Keep the first rows of a sheet in sight."""
    if _PATH not in package:
        return
    part = XmlPart(package.read(_PATH))
    items = {"VerticalSplitMode": 2, "VerticalSplitPosition": rows, "PositionBottom": rows, "ActiveSplitRange": 2}
    written = "".join(_item(key, "short" if key in _SHORT else "int", value) for key, value in items.items())
    for node in _named(part, "Tables"):
        entry = f"<config:config-item-map-entry config:name={quoteattr(name)}>{written}</config:config-item-map-entry>"
        part.append(node, entry)
    package.write(_PATH, part.changed())


def forget(package: Package, name: str) -> None:
    """Drop what is said of a sheet."""
    if _PATH not in package:
        return
    part = XmlPart(package.read(_PATH))
    for node in part.root.every("config-item-map-entry"):
        if node.get("name") == name:
            part.remove(node)
    package.write(_PATH, part.changed())


_SHORT = frozenset({"VerticalSplitMode", "ActiveSplitRange"})


def _item(name: str, kind: str, value: int) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'


def _named(part: XmlPart, name: str) -> Iterator[Node]:
    for kind in ("config-item", "config-item-map-named"):
        yield from (node for node in part.root.every(kind) if node.get("name") == name)
