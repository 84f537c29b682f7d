"""Text as a search compares it, and what a person typed taken apart into the words that all must be found.

Chinese has no blanks between words, so a text is not cut into words: whatever stands in it can be found. 台 and 臺,
full and half width, capitals, 〇 and 零 and every sort of dash are the same; blanks and line breaks do not count.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from app.domain.firms.characters import one_variant

MOST_WORDS, LONGEST_QUESTION = 8, 100
BETWEEN_FIELDS: Final = "\n"  # is in no plain text, so nothing is found across two fields
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-")
_ZEROS: Final = dict.fromkeys(map(ord, "〇○◯"), "零")
_QUOTES: Final = dict.fromkeys(map(ord, "「」『』“”＂"), '"')
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_UNSEEN = ("Cc", "Cf", "Cs")


class _Plain(dict[int, str]):
    """What each character is for comparison, found out when it is first met. One by one, so that a part of a text
    is the same part of its plain form."""

    def __missing__(self, code: int) -> str:
        folded = one_variant(unicodedata.normalize("NFKC", chr(code)).lower()).translate(_DASHES).translate(_ZEROS)
        self[code] = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in _UNSEEN)
        return self[code]


_PLAIN: Final = _Plain()


def plain(text: str) -> str:
    """The text as it is compared; empty if nothing of it can be seen."""
    return text.translate(_PLAIN)


def searched(fields: Iterable[str | None]) -> str:
    """The fields of one thing as they are searched through; those without text are left out."""
    return BETWEEN_FIELDS.join(filter(None, map(plain, filter(None, fields))))


def words_of(question: str) -> tuple[str, ...]:
    """What must all be found, each once; what stands in quotation marks is one word, blanks and all.

    Nothing for a question without a letter; of a very long one, the beginning.
    """
    parts = _WORD.findall(question.translate(_QUOTES)[:LONGEST_QUESTION])
    words = dict.fromkeys(plain(quoted or word) for quoted, word in parts)
    return tuple(filter(None, words))[:MOST_WORDS]


def grams(text: str) -> str:
    """Every character of a plain text, and every two that follow each other, in hexadecimals with blanks between.

    The index of SQLite is made of these: its cutter would drop marks. PostgreSQL has a function of its own that gives
    the same characters as they are (migration 0046).
    """
    return " ".join(map(coded, dict.fromkeys([*text, *_pairs(text)])))


def grams_asked(words: Iterable[str]) -> tuple[str, ...]:
    """The grams that a text with these words must have: the pairs of each, or the one character that it is."""
    asked: dict[str, None] = {}
    for word in words:
        asked |= dict.fromkeys(_pairs(word) or word)
    return tuple(asked)


def coded(gram: str) -> str:
    """One or two characters in hexadecimals."""
    return "".join([f"{ord(char):06x}" for char in gram])


def _pairs(text: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(text)]


def rank(key: str, title: str, words: Sequence[str]) -> int:
    """How well something fits; less is better: its name is what was asked, begins so, has it, or only its text has."""
    names = (plain(key), plain(title))
    if "".join(words) in names:
        return 0
    if not all(any(word in name for name in names) for word in words):
        return 3
    return 1 if any(name.startswith(words[0]) for name in names) else 2


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it was asked for; joined, they are the text."""
    if not text:
        return ()
    owners = [at for at, char in enumerate(text) for _ in _PLAIN[ord(char)]]
    hit = [False] * len(text)
    for start, end in _places(plain(text), words):
        first, last = owners[start], owners[end - 1]
        hit[first : last + 1] = [True] * (last + 1 - first)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] != hit[start]:
            pieces.append((text[start:at], hit[start]))
            start = at
    return tuple(pieces)


def excerpt(text: str, words: Sequence[str], length: int = 70) -> str:
    """The part of a long text in which the first of the words stands, with … where something is left out.

    Empty where none of the words does.
    """
    start = 0
    for piece, is_hit in marked(text, words):
        if is_hit:
            break
        start += len(piece)
    else:
        return ""
    first = max(0, min(start - length // 4, len(text) - length))
    return f"{'…' if first else ''}{text[first : first + length].strip()}{'…' if first + length < len(text) else ''}"


def _places(within: str, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        at = within.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = within.find(word, at + len(word))
