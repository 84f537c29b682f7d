"""Thresholds as people write and read them: a rate (80 %) is a percentage to them, and a ratio (0.8) inside."""

import unicodedata
from decimal import Decimal, InvalidOperation

from app.domain import canonical
from app.domain.thresholds import UNITS

RATE = "比率"  # the unit of those that people speak of as a percentage


def in_words(name: str, value: object) -> str:
    """A threshold with its unit: 「80 %」, 「14 天」. What is no number of it stays as it is."""
    if UNITS.get(name) != RATE:
        return f"{value} {UNITS[name]}" if name in UNITS else f"{value}"
    try:
        return f"{canonical.plain(Decimal(str(value)) * 100)} %"
    except InvalidOperation:
        return f"{value}"


def unit_of(name: str) -> str:
    """What stands behind the figure for people: %, 天, 個百分點."""
    return "%" if UNITS[name] == RATE else UNITS[name]


def as_typed(name: str, text: str) -> str:
    """The value that somebody means: 「80%」, 「８０ ％」 and 「0.8」 are the same rate. Other text is handed on.

    A bare 80 is left as it is, to be refused: as a ratio it means eighty times as much, and nobody shall guess.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if UNITS.get(name) != RATE or not plain.endswith("%"):
        return plain
    try:
        return canonical.plain(Decimal(plain.removesuffix("%").strip()) / 100)
    except InvalidOperation:
        return plain
