"""Text in lines that fit a plain screen: mails, where nobody else breaks the lines."""

import re
from unicodedata import east_asian_width

WIDTH = 78  # columns, the longest line that mails should have (RFC 5322, 2.1.1)
# What is not broken: a run without blanks of narrow characters, or one wide character with the punctuation that may
# not begin (right) or end (left) a line.
_PIECE = re.compile(r"\s+|[「『（《〈]*(?:[\x21-\x7e]+|.)[」』）》〉，。、；：！？]*", re.DOTALL)


def width_of(text: str) -> int:
    """Columns that the text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def wrapped(text: str, *, indent: str = "", width: int = WIDTH) -> str:
    """The text in lines of at most ``width`` columns, each after ``indent``.

    An address is never broken, however long it is; breaks that are there stay.
    """
    return "\n".join(line for one in text.splitlines() for line in _lines(one, indent, width))


def _lines(text: str, indent: str, width: int) -> list[str]:
    lines, line = [], indent
    for piece in _PIECE.findall(text):
        if width_of(line + piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
