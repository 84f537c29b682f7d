"""Text as the readers of figures and dates match it, with the way back to the original characters.

Documents carry full-width digits, blanks and line breaks inside words, list marks that Unicode would turn
into digits (①) and Markdown stars (field-notes 2.1 rule 1, 2.4). Matching happens on a plain form;
what was written is never changed, and every match knows its place in the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LIST_MARK = "¶"  # stands where a circled or Roman list mark stood: it separates, and is no digit
_CJK = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff"
_IS_CJK = re.compile(rf"[{_CJK}，。；：！？、]")
_DASHES = dict.fromkeys("‐‑‒–—―−─﹣", "-")
_OTHERS = {"〜": "~", "∼": "~", "˜": "~", "∕": "/", "⁄": "/", "﹪": "%", "佰": "百", "仟": "千"}
_KEPT = frozenset("，；！？²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉½¼¾⅓⅔‰℃")

# Length-preserving repairs that need a look at the neighbours.
_FULL_WIDTH_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_MIDDLE_DOT = re.compile(r"(?<=[0-9０-９])[‧·・•](?=[0-9０-９])")
_ROUND_ZERO = re.compile(r"(?<=[一二三四五六七八九〇零])[○◯]+|[○◯]+(?=[一二三四五六七八九])")
_STARS = re.compile(r"\*{2,}")


@dataclass(frozen=True, slots=True)
class MatchingText:
    """A plain form of ``original`` and, for each of its characters, where that came from."""

    original: str
    plain: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that the non-empty plain span ``start:end`` came from."""
        return self.starts[start], self.starts[end - 1] + 1

    def verbatim(self, start: int, end: int) -> str:
        """The original characters behind a plain span."""
        first, last = self.span(start, end)
        return self.original[first:last]


def matching_text(original: str) -> MatchingText:
    """The matching form of a text: compatibility forms folded, blanks inside words dropped."""
    plain: list[str] = []
    starts: list[int] = []
    blank = False
    for index, char in enumerate(_repair(original)):
        if char.isspace() and char != "\t":
            blank = True
            continue
        folded = _fold(char)
        if not folded:
            continue
        if blank and plain and _separates(plain[-1], folded[0]):
            plain.append(" ")
            starts.append(index - 1)
        blank = False
        plain.extend(folded)
        starts.extend([index] * len(folded))
    return MatchingText(original, "".join(plain), tuple(starts))


def _repair(original: str) -> str:
    text = _FULL_WIDTH_COMMA.sub(",", original)
    text = _MIDDLE_DOT.sub(".", text)
    text = _ROUND_ZERO.sub(lambda zeros: "〇" * len(zeros[0]), text)
    text = text.replace("CO₂", "CO2")
    return _STARS.sub(lambda stars: "\u200b" * len(stars[0]), text)


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """What one character is for matching: empty if it is invisible, ``LIST_MARK`` if it numbers a list."""
    if char in _KEPT or char == "\t":
        return char
    if char in _DASHES:
        return "-"
    if char in _OTHERS:
        return _OTHERS[char]
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if category == "Co" or _is_list_mark(char):
        return LIST_MARK
    return "".join(_OTHERS.get(part, part) for part in unicodedata.normalize("NFKC", char) if part != " ")


def _is_list_mark(char: str) -> bool:
    code = ord(char)
    circled = 0x2460 <= code <= 0x24FF or 0x2776 <= code <= 0x2793 or 0x3200 <= code <= 0x33FF
    units = 0x3371 <= code <= 0x33DF  # ㎡, ㎏: squared unit signs, which do count
    return (circled and not units) or 0x2160 <= code <= 0x2188


@lru_cache(maxsize=65536)
def _separates(before: str, after: str) -> bool:
    """Whether a blank between two plain characters keeps them apart; between Chinese and digits it is layout."""
    if before in "~/(%:" or after in "~/()%:‰":
        return False
    if after in "-+":
        return True  # a minus after a blank is a sign
    return not (_IS_CJK.match(before) or _IS_CJK.match(after))
