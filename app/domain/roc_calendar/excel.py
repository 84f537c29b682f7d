"""Dates as workbook cells hold them: text, real dates, or the serial number that Excel keeps behind a date."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.roc_calendar.model import DateError, DateReading, Precision
from app.domain.roc_calendar.parse import parse_date

_BEFORE_FALSE_LEAP = date(1899, 12, 31)
_AFTER_FALSE_LEAP = date(1899, 12, 30)
_SERIALS = range(20_000, 80_001)  # 1954 to 2119: below lie 民國 year-months (10703), above compact dates

CellValue = str | int | float | Decimal | date | datetime


def from_excel_serial(serial: int | float | Decimal) -> date:
    """The day of an Excel serial number (1900 date system; a fraction is the time of day and is dropped).

    Excel counts 1900/2/29, which never was, as day 60.

    :raises DateError: for day 60 and for numbers outside 1 to 2958465 (9999-12-31).
    """
    if serial != serial or not 1 <= serial < 2_958_466:
        raise DateError(f"{serial} 不是 Excel 的日期序號，請改填日期，例如 107/1/31。")
    days = int(serial)
    if days == 60:
        raise DateError("Excel 日期序號 60 是不存在的 1900/2/29，請改填日期，例如 107/1/31。")
    return (_BEFORE_FALSE_LEAP if days < 60 else _AFTER_FALSE_LEAP) + timedelta(days=days)


def read_date_cell(value: CellValue, year: int | None = None) -> DateReading:
    """What a cell of a date column means: text as people write it, a real date, or a number.

    Whole numbers of seven or eight digits are 1070305 and 20180305, of five digits up to 13012 year and
    month (10703), other five-digit ones Excel serials.

    :param year: ROC year of the report, for dates without one.
    :raises DateError: if the cell holds no single, possible, unambiguous date.
    """
    if isinstance(value, bool):
        raise DateError("這一格應填日期，卻是 TRUE 或 FALSE，請改填例如 107/1/31。")
    if isinstance(value, datetime):
        return _day(value.date(), value.isoformat(sep=" "))
    if isinstance(value, date):
        return _day(value, value.isoformat())
    if isinstance(value, str):
        return parse_date(value, year)
    return _number(value, year)


def _number(value: int | float | Decimal, year: int | None) -> DateReading:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise DateError("這一格應填日期，請改填例如 107/1/31。")
    if _SERIALS.start <= exact < _SERIALS.stop:
        return _day(from_excel_serial(exact), str(value))
    whole = exact == exact.to_integral_value()
    return parse_date(f"{exact:.0f}" if whole else f"{exact.normalize():f}", year)


def _day(day: date, text: str) -> DateReading:
    return DateReading(day, day, Precision.DAY, (0, len(text)), text)
