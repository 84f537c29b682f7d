"""Running text to statements with their figures: lines rejoined, table rows left out, titles remembered."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.table import Prose
from app.domain.quantity import Qualifier, Quantity, find_quantities

_TITLE = re.compile(r"^\s*表\s*(\d+)\s*\S")
_BARE_NUMBER = re.compile(r"(?:^|(?<=\s))-?[\d,]+(?:\.\d+)?%?(?:\([\d,]+\))?(?=\s+-?[\d(]|\s*$)")
_WIDE_GAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")
_STOP = re.compile(r"(?<=[。！？；])")
_ORDER = re.compile("其次|次之")
_FULL_LINE = 0.75  # a line much shorter than the others ends its paragraph
_SCALES = (("兆", 12), ("億", 8), ("百萬", 6), ("萬", 4), ("千", 3), ("仟", 3))
_EXACT = (Qualifier.EXACT, Qualifier.ABOUT)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, where it begins, and the tables announced around it, the nearest first."""

    file: str
    line: int
    text: str
    near: tuple[str, ...]

    def figures(self) -> list[Quantity]:
        """The figures in it that state one value, bounds and ranges left out."""
        return [q for q in find_quantities(self.text) if q.value is not None and q.qualifier in _EXACT]

    def quote(self, quantity: Quantity) -> str:
        """The words around a figure, as the place where it stands."""
        return self.quote_span(*quantity.span)

    def quote_span(self, start: int, end: int) -> str:
        """The words up to and with a span, as the place where it stands."""
        return f"{self.file} 第 {self.line} 行「…{self.text[max(0, start - 14) : end]}…」"


def printed_ulp(quantity: Quantity) -> Decimal:
    """One unit of the last printed place in base units: 0.01 億 is 1,000,000."""
    if quantity.grouped:
        return Decimal(1)
    power = next((power for word, power in _SCALES if word in quantity.printed_unit), 0)
    return Decimal(10) ** power / Decimal(10) ** quantity.places


def statements_of(prose: Prose) -> list[Statement]:
    """The sentences of a text that hold a figure, or say what comes second."""
    lines = unicodedata.normalize("NFC", prose.text).splitlines()
    titles = [(n, f"表{match[1]}") for n, line in enumerate(lines) if (match := _TITLE.match(line))]
    found = []
    for number, paragraph in _paragraphs(lines):
        for sentence in _STOP.split(paragraph):
            if any(ch.isdigit() for ch in sentence) or _ORDER.search(sentence):
                found.append(Statement(prose.file, number + 1, sentence, _near(titles, number)))
    return found


def _near(titles: Sequence[tuple[int, str]], line: int) -> tuple[str, ...]:
    """The next two tables, which the text introduces, and the one before, on which it may still comment."""
    at = bisect_left(titles, (line, ""))
    return tuple(name for _, name in (*titles[at : at + 2], *titles[max(0, at - 1) : at]))


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
    start = 0
    parts: list[str] = []
    for number, line in enumerate(lines):
        text = line.strip()
        if not text:
            continue
        if _is_table_row(text) or _TITLE.match(text):
            if parts:
                yield start, _joined(parts)
            parts = []
            continue
        if not parts:
            start = number
        parts.append(text)
        if len(text) < _FULL_LINE * usual:
            yield start, _joined(parts)
            parts = []
    if parts:
        yield start, _joined(parts)


def _is_table_row(text: str) -> bool:
    """Two figures without units side by side are a row of a table, not a sentence."""
    return "\t" in text or len(_BARE_NUMBER.findall(text)) >= 2


def _joined(parts: Sequence[str]) -> str:
    return _WIDE_GAP.sub("", "".join(parts))
