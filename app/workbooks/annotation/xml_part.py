"""Changing a few places of an XML part and leaving every other byte as it was.

A parser that writes the whole part anew renames prefixes, and programs that rely on them (``mc:Ignorable``) then
call the file damaged; so we only look where elements begin and end, and splice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr, unescape

_ATTRIBUTE = re.compile(rb"\s+([^\s=<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_START_TAG = re.compile(rb"<[^\s<>/]+(?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


@dataclass(slots=True, eq=False)
class Node:
    """An element and where it stands, in bytes. What lies between ``inside`` and ``inside_end`` is its content."""

    tag: str  # as it is written, prefix included
    attributes: dict[str, str]
    start: int
    inside: int
    inside_end: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, to be put before the names of new elements beside this one."""
        return self.tag[: -len(self.name)]

    def get(self, name: str) -> str:
        """An attribute by its name without prefix; empty if there is none."""
        return next((value for key, value in self.attributes.items() if key.rpartition(":")[2] == name), "")

    def every(self, name: str) -> Iterator[Node]:
        """The elements of this name below, at any depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)

    def first(self, name: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)


class XmlPart:
    """A part that is being changed. Changes are gathered, and made all at once by :meth:`changed`.

    :param opaque: names of elements whose inside is of no interest, such as 20,000 rows; nothing is kept of it.
    :raises ExpatError: if the part is no XML.
    """

    def __init__(self, xml: bytes, opaque: str = "") -> None:
        self.xml = xml
        self.root = _Outline(xml, opaque).root
        self._splices: list[tuple[int, int, bytes]] = []
        self._appended: dict[Node, list[bytes]] = {}

    def inside(self, node: Node) -> bytes:
        """The content of an element, as it is written."""
        return self.xml[node.inside : node.inside_end]

    def text(self, node: Node) -> str:
        """The text of an element that holds nothing else."""
        return unescape(self.inside(node).decode(), {"&quot;": '"', "&apos;": "'"})

    def insert(self, at: int, xml: str | bytes) -> None:
        """Put something at a place; at the same place, what comes later goes behind."""
        self.replace(at, at, xml)

    def replace(self, start: int, end: int, xml: str | bytes) -> None:
        """Put something in the place of what stands there."""
        self._splices.append((start, end, xml.encode() if isinstance(xml, str) else xml))

    def append(self, node: Node, xml: str) -> None:
        """Put something at the end of an element's content, even if the element was written as empty."""
        self._appended.setdefault(node, []).append(xml.encode())

    def insert_after(self, names: Collection[str], xml: str) -> None:
        """Put something into the root, behind the last of these elements: formats want an order.

        Without any of them it becomes the first.
        """
        before = [node.end for node in self.root.children if node.name in names]
        if before or self.root.inside < self.root.end:
            self.insert(max(before, default=self.root.inside), xml)
        else:
            self.append(self.root, xml)

    def remove(self, node: Node) -> None:
        """Take an element away."""
        self._splices.append((node.start, node.end, b""))

    def set(self, node: Node, name: str, value: str | None) -> None:
        """Give an attribute, by its name as written, another value; ``None`` takes it away."""
        after_tag = node.start + 1 + len(node.tag.encode())
        written = f" {name}={quoteattr(value)}" if value is not None else ""
        for match in _ATTRIBUTE.finditer(self.xml, after_tag, node.inside):
            if match[1].decode() == name:
                if node.attributes[name] != value:
                    self.replace(match.start(), match.end(), written)
                return
        self.insert(after_tag, written)

    def changed(self) -> bytes:
        """The part with all changes; the very same bytes if there are none."""
        splices = self._splices + [self._at_the_end(node, added) for node, added in self._appended.items()]
        pieces: list[bytes] = []
        done = 0
        for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
            pieces += (self.xml[done:start], new)
            done = max(done, end)
        return b"".join([*pieces, self.xml[done:]])

    def _at_the_end(self, node: Node, added: list[bytes]) -> tuple[int, int, bytes]:
        new = b"".join(added)
        if node.inside < node.end or not self.xml.endswith(b"/>", node.start, node.inside):
            return node.inside_end, node.inside_end, new
        return node.inside - 2, node.inside, b">" + new + f"</{node.tag}>".encode()


def end_of_tag(xml: bytes, start: int) -> int:
    """Where the start tag ends that begins at ``start``."""
    match = _START_TAG.match(xml, start)
    if match is None:  # as good as impossible in what a parser has let through
        raise expat.ExpatError("a start tag that cannot be followed")
    return match.end()


class _Outline:
    """Walks a part once and keeps where its elements stand."""

    def __init__(self, xml: bytes, opaque: str) -> None:
        self._xml = xml
        self._opaque = opaque
        self._open: list[Node] = []
        self._depth = 0  # of elements of the same name inside an opaque one
        self._parser: Any = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(xml, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        node = Node(tag, attributes, start, end_of_tag(self._xml, start))
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        if node.name == self._opaque:
            self._parser.StartElementHandler = self._nested

    def _nested(self, tag: str, _: dict[str, str]) -> None:
        """A sheet may hold another inside an opaque one."""
        self._depth += tag == self._open[-1].tag

    def _end(self, tag: str) -> None:
        node = self._open[-1]
        if tag != node.tag:
            return  # inside an opaque element
        if self._depth:
            self._depth -= 1
            return
        self._parser.StartElementHandler = self._start
        self._open.pop()
        if self._xml.endswith(b"/>", node.start, node.inside):
            node.inside_end = node.end = node.inside
        else:
            node.inside_end = self._parser.CurrentByteIndex
            node.end = self._xml.index(b">", node.inside_end) + 1
