"""Days as offices write them."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from app.domain.roc_calendar.model import DateReading, Precision, roc_year
from app.domain.roc_calendar.point import WEEKDAYS


class DateStyle(StrEnum):
    """How a day is written; the value is how 2018-02-01 looks."""

    SHORT = "107/2/1"
    PADDED = "107/02/01"
    LONG = "107年2月1日"
    WEEKDAY = "107/02/01(四)"


@lru_cache(maxsize=4_000)  # a list prints the same days again and again
def format_roc(day: date, style: DateStyle = DateStyle.SHORT) -> str:
    """A day in 民國 years: 107/1/31 as milestone tables have it, unless another style is asked for.

    A day before the Republic has no short form and is written 民國前1年12月31日 in every style.
    """
    year = roc_year(day)
    if year < 1:
        return f"民國前{1 - year}年{day.month}月{day.day}日"
    if style is DateStyle.LONG:
        return f"{year}年{day.month}月{day.day}日"
    if style is DateStyle.SHORT:
        return f"{year}/{day.month}/{day.day}"
    padded = f"{year}/{day.month:02}/{day.day:02}"
    return f"{padded}({WEEKDAYS[day.weekday()]})" if style is DateStyle.WEEKDAY else padded


def format_reading(reading: DateReading) -> str:
    """What was understood, to be echoed beside a field: 107/3/5（含）以前, 107年3月, 98年度至107年度."""
    if reading.end is None:
        return f"{format_roc(reading.start)}起"
    if whole := _whole(reading):
        shown = whole
    elif reading.is_range:
        shown = f"{format_roc(reading.start)} 至 {format_roc(reading.end)}"
    else:
        shown = format_roc(reading.start)
    return f"{shown}（含）以前" if reading.on_or_before else shown


def _whole(reading: DateReading) -> str | None:
    """The name of whole years, quarters or months, or of a run of them."""
    start, end = reading.start, reading.end
    if end is None or not reading.is_range or roc_year(start) < 1:
        return None
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return None
    if reading.precision is Precision.DAY:
        return None
    first, last = _name(start, reading.precision), _name(end, reading.precision)
    whole_years = (start.month, end.month) == (1, 12)
    if reading.precision is Precision.YEAR and not whole_years:
        return None
    if reading.precision is Precision.QUARTER and (start.month % 3, end.month % 3) != (1, 0):
        return None
    return first if first == last else f"{first}至{last}"


def _name(day: date, precision: Precision) -> str:
    year = roc_year(day)
    if precision is Precision.YEAR:
        return f"{year}年度"
    if precision is Precision.QUARTER:
        return f"{year}年第{(day.month + 2) // 3}季"
    return f"{year}年{day.month}月"
