"""Dates in digits and signs: 107/3/5, 107.03.05, 1070305, 108.01 - 108.12, 7/15, 0206 of an event."""

import re

from app.domain.roc_calendar.model import EARLIEST
from app.domain.roc_calendar.months import followed_by_unit
from app.domain.roc_calendar.point import WEEKDAYS, Point, gregorian

_FULL = re.compile(r"(\d{1,4})(?P<sep>[/.-]) ?(\d{1,2})(?P=sep) ?(\d{1,2})(?!\d|(?P=sep)\d|[A-Za-z])")
_YEAR_MONTH = re.compile(r"(\d{2,4})([./])(\d{1,2})(?=(?:\s?[~-]\s?|至|到|迄)(\d{2,4})\2\d{1,2}(?![\d./]))")
_YEAR_MONTH_END = re.compile(r"(\d{2,4})[./](\d{1,2})(?![\d./])")
_MONTH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d./A-Za-z%])")
_MONTH_DAY_END = re.compile(r"(\d{1,2})[/.](\d{1,2})(?![\d./A-Za-z%])")
_COMPACT = re.compile(r"(\d{3,4})(\d{2})(\d{2})(?![\d.,A-Za-z])")
_DOCUMENT = re.compile(r"\s?號")
_EVENT = re.compile(r"(0\d|1[0-2])([0-3]\d)(?=[\u4e00-\u9fff]{0,4}(?:震|風災|水災|豪雨|颱風|事件|爆炸))")

# Words that make a short form a date in prose.
_BEFORE = re.compile(r"(?:於|自|至|到|從|在|截至|迄|期限|日期|訂|定|[~_])[: ]?$")
_SIGN = rf"前(?!瞻)|止|起|至|到|迄|[~-]\s?\d{{1,2}}/\d|\([{WEEKDAYS}天]\)|已?(?:召開|辦理|完成|舉辦|公告|截止)"
_AFTER = re.compile(rf"(?:\s?[、及和與]\s?\d{{1,2}}/\d{{1,2}}){{0,12}}\s?(?:{_SIGN})")


def full_date(text: str, at: int, *, cell: bool) -> Point | None:
    """107/3/5; in prose a short year, and dots or dashes that fit no calendar, are a code or a version."""
    match = _FULL.match(text, at)
    if match is None or (at and text[at - 1] in "/."):
        return None
    year = gregorian(int(match[1]), len(match[1]))
    month, day = int(match[3]), int(match[4])
    if year is None or (not cell and len(match[1]) < 4 and not 60 <= int(match[1]) < 200):
        return None
    if not cell and match["sep"] != "/" and not _fits(month, day):
        return None
    return Point(at, match.end(), year=year, month=month, day=day)


def year_month(text: str, at: int) -> Point | None:
    """The 108.01 of 108.01 - 108.12; alone it is a decimal, so only a range is read in prose."""
    match = _YEAR_MONTH.match(text, at)
    return _month_of(match, int(match[3])) if match else None


def year_month_end(text: str, at: int) -> Point | None:
    """The second half of such a range."""
    match = _YEAR_MONTH_END.match(text, at)
    return _month_of(match, int(match[2])) if match else None


def compact_date(text: str, at: int, *, cell: bool) -> Point | None:
    """1070305 and 20180305, in prose only where the words around speak of a date."""
    match = _COMPACT.match(text, at)
    if match is None or (at and text[at - 1] in "-/"):
        return None
    year = gregorian(int(match[1]), len(match[1]))
    month, day = int(match[2]), int(match[3])
    if year is None or not _fits(month, day) or int(match[1]) < 60:
        return None
    if not (cell or _is_dated(text, at, match.end())):
        return None
    if _DOCUMENT.match(text, match.end()) or followed_by_unit(text, match.end()):
        return None
    return Point(at, match.end(), year=year, month=month, day=day)


def month_day(text: str, at: int, *, cell: bool) -> Point | None:
    """7/15 without a year: in prose only where the words around speak of a date, for 1/2 is also a half."""
    match = _MONTH_DAY.match(text, at)
    if match is None or (at and text[at - 1] in "/-" and not cell):
        return None
    month, day = int(match[1]), int(match[2])
    if not _fits(month, day) or followed_by_unit(text, match.end()):
        return None
    dated = cell or _is_dated(text, at, match.end())
    return Point(at, match.end(), month=month, day=day) if dated else None


def month_day_end(text: str, at: int) -> Point | None:
    """The 4/2 of 2/13-4/2 and the 7.3 of 104.7.2-7.3: behind a connector no further sign is needed."""
    match = _MONTH_DAY_END.match(text, at)
    if match is None or not _fits(int(match[1]), int(match[2])) or followed_by_unit(text, match.end()):
        return None
    return Point(at, match.end(), month=int(match[1]), day=int(match[2]))


def event(text: str, at: int) -> Point | None:
    """0206花蓮震災: an event named by its month and day."""
    match = _EVENT.match(text, at)
    return Point(at, match.end(), month=int(match[1]), day=int(match[2])) if match else None


def _month_of(match: re.Match[str], month: int) -> Point | None:
    year = gregorian(int(match[1]), len(match[1]))
    if year is None or year < EARLIEST + 50 or not 1 <= month <= 12:
        return None
    return Point(match.start(), match.end(), year, month)


def _fits(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _is_dated(text: str, at: int, end: int) -> bool:
    return _BEFORE.search(text[max(0, at - 4) : at]) is not None or _AFTER.match(text, end) is not None
