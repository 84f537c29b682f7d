"""Days, sums of money and marks in English: what follows a rule and needs no entry of a catalogue."""

import re
from decimal import Decimal

from app.domain.figures import figure_text
from app.domain.roc_calendar import parse_date
from app.domain.roc_calendar.model import DateError
from app.domain.units import DOLLAR, unit_scale

_ROC_DAY = re.compile(r"\d{2,3}/\d{1,2}/\d{1,2}")
_MONEY = re.compile(r"([-+]?)(\d[\d,]*(?:\.\d+)?) ?([十百千]?[萬億兆]?元)")
_FULL_WIDTH = "，、。；：？！（）「」『』　／～【】〔〕｜＋＝"
_OURS = [
    ", ",
    ", ",
    ". ",
    "; ",
    ": ",
    "?",
    "!",
    " (",
    ") ",
    "“",
    "”",
    "‘",
    "’",
    " ",
    "/",
    "–",
    " [",
    "] ",
    " [",
    "] ",
    " | ",
    " + ",
    " = ",
]
_MARKS = str.maketrans(dict(zip(_FULL_WIDTH, _OURS, strict=True)))


def figure_words(text: str) -> str | None:
    """A day as 2018-07-31, a sum as NT$501,000,000: exact, and ``None`` for what is neither.

    The day is the one meant by the 民國 date; a sum keeps every figure that was written.
    """
    if _ROC_DAY.fullmatch(text):
        try:
            return parse_date(text).start.isoformat()
        except DateError:
            return None
    if money := _MONEY.fullmatch(text):
        base, worth = unit_scale(money[3])
        if base == DOLLAR:
            return f"{money[1]}NT${figure_text(Decimal(money[2].replace(',', '')) * worth)}"
    return None


def with_our_marks(text: str) -> str:
    """Full-width marks between words as English writes them."""
    return re.sub(r" +(?=[.,;:?!] )|(?<= ) +", "", text.translate(_MARKS))
