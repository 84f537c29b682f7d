"""The point of the calendar that is written at a place in a text, in whatever form."""

import re

from app.domain.roc_calendar.model import ROC_EPOCH
from app.domain.roc_calendar.months import within_year
from app.domain.roc_calendar.numeric import compact_date, event, full_date, month_day, year_month
from app.domain.roc_calendar.point import Point
from app.domain.roc_calendar.years import relative_year, shared_year, year_led

_LIST_MARK_BEFORE = re.compile(r"(?:^|[^\d.,])\d{1,2}\.$")


def point_at(text: str, at: int, *, cell: bool = False) -> Point | None:
    """The point that begins exactly at ``at``, or ``None``.

    :param cell: the text is a date field, so forms that could be something else in prose are dates.
    """
    before = text[at - 1] if at else ""
    if before == "." and _LIST_MARK_BEFORE.search(text[max(0, at - 4) : at]):
        return _behind_list_mark(text, at)
    if (before.isascii() and before.isalnum()) or (before and before in ".,第" and text[at] != "第"):
        return None
    return (
        full_date(text, at, cell=cell)
        or year_led(text, at, cell=cell)
        or shared_year(text, at)
        or relative_year(text, at)
        or year_month(text, at)
        or compact_date(text, at, cell=cell)
        or month_day(text, at, cell=cell)
        or event(text, at)
        or within_year(text, at)
    )


def _behind_list_mark(text: str, at: int) -> Point | None:
    """The year of 1.107年度; fewer digits would make 3.76年 a year."""
    point = year_led(text, at)
    return point if point and point.year and 100 <= point.year - ROC_EPOCH < 200 else None
