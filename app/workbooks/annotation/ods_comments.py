"""Taking our comments out of an .ods sheet."""

from __future__ import annotations

import re

from app.workbooks.annotation.marks import HEADING, without_ours

_ANNOTATION = re.compile(rb"<office:annotation[\s>].*?</office:annotation>", re.DOTALL)
_PARAGRAPH = re.compile(r"<text:p(?:\s[^<>]*)?(?:/>|>(.*?)</text:p>)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def without_comments(table: bytes) -> bytes:
    """The sheet without our comments, and without what we added to those of others."""
    if HEADING.encode() not in table:
        return table
    return _ANNOTATION.sub(lambda match: _cleared(match[0].decode()).encode(), table)


def _cleared(annotation: str) -> str:
    found = list(_PARAGRAPH.finditer(annotation))
    lines = [_TAG.sub("", match[1] or "") for match in found]  # escaped, as they are compared
    ours = _our_lines(lines)
    if not ours:
        return annotation
    if len(ours) == len(lines):
        return ""
    for number in reversed(ours):
        annotation = annotation[: found[number].start()] + annotation[found[number].end() :]
    return annotation


def _our_lines(lines: list[str]) -> list[int]:
    """Which paragraphs are ours: the heading, and all below it that begin with a severity."""
    ours: list[int] = []
    for number, line in enumerate(lines):
        is_ours = line == HEADING or (ours[-1:] == [number - 1] and without_ours([f"{HEADING}\n{line}"]) == [""])
        ours += [number] if is_ours else []
    return ours
