"""One written point of the calendar, before anything is inherited or checked.

A point keeps what was written and leaves gaps empty; what a gap inherits is decided by the reading that the
point belongs to. Positions count characters of the matching text.
"""

from dataclasses import dataclass

from app.domain.numerals import chinese_number
from app.domain.roc_calendar.model import EARLIEST, LATEST, ROC_EPOCH

CN = "[〇零一二三四五六七八九十百廿卅]"
LINK = r"\s?(?:~|-|至|到|迄)\s?"
LIST = r"\s?[、及和與]\s?"
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Point:
    """What one written date says, Gregorian year included; ``None`` where it says nothing."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""  # 底 初 上旬 中旬 下旬 of a month; 年底 年初 Q1…Q4 H1 H2 of a year
    weekday: int | None = None  # Monday is 0
    also: int | None = None  # the same year in the other calendar, as written beside it
    shift: int | None = None  # 去年 and 明年 count from the year of the report; 今年 is 0


def gregorian(written: int, digits: int) -> int | None:
    """The Gregorian year of a written one: four digits are Gregorian already, fewer are 民國 (1 to 200)."""
    if digits >= 4:
        return written if EARLIEST <= written <= LATEST else None
    return written + ROC_EPOCH if 1 <= written <= 200 else None


def number(text: str) -> int | None:
    """The value of Arabic or Chinese digits; 元月 is January."""
    if text == "元":
        return 1
    return int(text) if text.isdecimal() else chinese_number(text)
