"""The boxes of comments, in the old drawing language of .xlsx.

What Excel writes here is not always XML (a form control may hold ``<br>``), so it is searched as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from app.workbooks.annotation.marks import Place
from app.workbooks.grid import lines_needed

_SHAPE = re.compile(rb"<(\w+:)shape[\s>].*?</\1shape>", re.DOTALL)
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_ROW, _COLUMN = re.compile(rb"<\w+:Row>\s*(\d+)"), re.compile(rb"<\w+:Column>\s*(\d+)")
_NUMBER = re.compile(rb"_x0000_s(\d{1,8})\b")
_TYPE_ID = b'id="_x0000_t202"'
_TYPE_OF_NOTES = re.compile(rb'<(\w+:)shapetype[^<>]*\sid="_x0000_t202".*?</\1shapetype>', re.DOTALL)
_CLUSTER = 1_024  # numbers of shapes are handed out to sheets in clusters of this size

_WIDTH_POINTS, _CHARACTERS = 240, 44
_LINE_POINTS, _MARGIN_POINTS, _HIGHEST_POINTS = 14, 12, 360

_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def free_number(drawings: Iterable[bytes]) -> int:
    """The first number of a cluster that no shape of these drawings uses."""
    highest = max((int(match[1]) for drawing in drawings for match in _NUMBER.finditer(drawing)), default=0)
    return (highest // _CLUSTER + 1) * _CLUSTER + 1


def shapes(comments: Mapping[Place, str], first: int) -> bytes:
    """The boxes of these comments, numbered from ``first``."""
    boxes = (_shape(first + index, place, words) for index, (place, words) in enumerate(comments.items()))
    return "".join(boxes).encode()


def drawing(boxes: bytes, first: int, count: int) -> bytes:
    """A new drawing that holds nothing but these boxes."""
    clusters = ",".join(str(number) for number in range(first // _CLUSTER, (first + count - 1) // _CLUSTER + 1))
    opening = (
        f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{clusters}"/></o:shapelayout>{_TYPE}'
    )
    return opening.encode() + boxes + b"</xml>"


def with_shapes(drawing: bytes, boxes: bytes) -> bytes:
    """The drawing with these boxes at its end."""
    end = drawing.rindex(b"</xml>")
    added = boxes if _TYPE_ID in drawing else _TYPE.encode() + boxes
    if not all(declared.encode() in drawing for declared in _NAMESPACES.split()):
        # Some programs call the three languages by other prefixes.
        added = re.sub(rb"<(v:shape|v:shapetype) ", rb"<\1 " + _NAMESPACES.encode() + b" ", added)
    return drawing[:end] + added + drawing[end:]


def without_shapes(drawing: bytes, places: Collection[Place]) -> bytes:
    """The drawing without the boxes of the comments at these cells."""
    left = _SHAPE.sub(lambda match: b"" if _place(match[0]) in places else match[0], drawing)
    return left if b'"#_x0000_t202"' in left else _TYPE_OF_NOTES.sub(b"", left)


def has_shapes(drawing: bytes) -> bool:
    """Whether anything is drawn."""
    return _SHAPE.search(drawing) is not None


def _place(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column and _NOTE.search(shape) else None


def _shape(number: int, place: Place, words: str) -> str:
    lines = lines_needed(words, _CHARACTERS)
    height = min(lines * _LINE_POINTS + _MARGIN_POINTS, _HIGHEST_POINTS)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        f'margin-top:2pt;width:{_WIDTH_POINTS}pt;height:{height}pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{place[0]}</x:Row><x:Column>{place[1]}</x:Column></x:ClientData></v:shape>"
    )
