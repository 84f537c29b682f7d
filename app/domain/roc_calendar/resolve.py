"""From what was written to days of the calendar, or to the sentence that says why not."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from app.domain.matching_text import MatchingText
from app.domain.roc_calendar.model import ROC_EPOCH, DateError, DateReading, Precision
from app.domain.roc_calendar.point import WEEKDAYS, Point
from app.domain.roc_calendar.scan import Written

_PART_PRECISION = {"Q": Precision.QUARTER, "H": Precision.QUARTER, "年": Precision.YEAR}
_LONG_AGO = 1950  # a two-digit year before this is more often a slip (18 for 2018) than a date of a plan
_ORDER = (Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.YEAR)
_TEN_DAYS = {"初": (1, 1), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


class YearMissing(DateError):
    """A date without a year, where nobody said which year is meant."""


def resolve(written: Written, text: MatchingText, year: int | None) -> DateReading:
    """The days a written date means.

    :param year: ROC year of the report, for dates that name none.
    :raises DateError: if the day does not exist, contradicts its weekday, or the range runs backwards.
    """
    verbatim = text.verbatim(written.start, written.end)
    first, last = _with_years(written, verbatim, year)
    start, end = _days(first, verbatim)
    precision = _precision(first)
    if last is not None:
        last_start, end = _days(last, verbatim)
        if last_start < start or end < start:
            raise DateError(_backwards(verbatim, inherited=written.last is not None and written.last.year is None))
        precision = min(precision, _precision(last), key=_ORDER.index)
    return DateReading(
        start=start,
        end=None if written.open_end else end,
        precision=precision,
        span=text.span(written.start, written.end),
        text=verbatim,
        on_or_before=written.on_or_before,
        as_of=written.as_of,
        notes=_notes(written, year),
    )


def _with_years(written: Written, verbatim: str, year: int | None) -> tuple[Point, Point | None]:
    """Both points with their years: the end inherits from the start, and a start without one from its end."""
    first, last = written.first, written.last
    first_year = _own_year(first, year)
    last_year = _own_year(last, year) if last is not None else None
    start = first_year or last_year or (_report_year(year) if year is not None else None)
    if start is None:
        raise YearMissing(f"「{verbatim}」沒有寫年度，請補上民國年，例如 107/3/5 或 107年3月5日。")
    first = replace(first, year=start)
    if last is None:
        return first, None
    month = first.month if last.month is None and last.day is not None else last.month
    return first, replace(last, year=last_year or start, month=month)


def _own_year(point: Point, year: int | None) -> int | None:
    """The year that a point names itself, as a number or as 明年."""
    if point.shift is None:
        return point.year
    return None if year is None else _report_year(year) + point.shift


def _report_year(year: int) -> int:
    if not 1 <= year <= 200:
        raise DateError(f"報告年度應為民國年（例如 107），不是 {year}。")
    return year + ROC_EPOCH


def _days(point: Point, verbatim: str) -> tuple[date, date]:
    """First and last day of a point whose year is known."""
    assert point.year is not None
    if point.also is not None and point.also != point.year:
        raise DateError(
            f"「{verbatim}」兩個年份不同：民國 {point.year - ROC_EPOCH} 年是西元 {point.year} 年，請更正其中一個。"
        )
    if point.part[:1] in _PART_PRECISION:
        return _part_of_year(point.year, point.part)
    if point.month is None:
        return date(point.year, 1, 1), date(point.year, 12, 31)
    if not 1 <= point.month <= 12:
        raise DateError(f"「{verbatim}」的月份 {point.month} 不存在，月份只有 1 到 12，請更正。")
    length = monthrange(point.year, point.month)[1]
    if point.day is None:
        return _part_of_month(point, length)
    if not 1 <= point.day <= length:
        raise DateError(_no_such_day(verbatim, point.year, point.month, length))
    day = date(point.year, point.month, point.day)
    if point.weekday is not None and point.weekday != day.weekday():
        raise DateError(
            f"「{verbatim}」的星期不符：{_roc(day)} 是星期{WEEKDAYS[day.weekday()]}，"
            f"寫的是星期{WEEKDAYS[point.weekday]}，請確認日期或星期。"
        )
    return day, day


def _part_of_year(year: int, part: str) -> tuple[date, date]:
    if part == "年底":
        return date(year, 12, 31), date(year, 12, 31)
    if part == "年初":
        return date(year, 1, 1), date(year, 1, 1)
    number, months = int(part[1]), 3 if part[0] == "Q" else 6
    last_month = number * months
    first = date(year, last_month - months + 1, 1)
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _part_of_month(point: Point, length: int) -> tuple[date, date]:
    assert point.year is not None
    assert point.month is not None
    low, high = (length, length) if point.part == "底" else _TEN_DAYS.get(point.part, (1, length))
    return date(point.year, point.month, low), date(point.year, point.month, min(high, length))


def _precision(point: Point) -> Precision:
    if point.day is not None:
        return Precision.DAY
    if point.month is not None:
        return Precision.MONTH
    return _PART_PRECISION.get(point.part[:1], Precision.YEAR)


def _notes(written: Written, year: int | None) -> tuple[str, ...]:
    notes = []
    named = [point.year for point in (written.first, written.last) if point is not None and point.year]
    if not named and year is not None:
        notes.append(f"未寫年度，依報告年度視為民國 {year + (written.first.shift or 0)} 年。")
    if written.year_before and written.first.year is not None:
        notes.append(f"未寫年度，依同一句前面的日期視為民國 {written.first.year - ROC_EPOCH} 年。")
    if written.first.year is not None and written.first.year < _LONG_AGO:
        notes.append(f"以民國 {written.first.year - ROC_EPOCH} 年（西元 {written.first.year} 年）計，請確認年份。")
    if written.to_now:
        notes.append("迄日寫「至今」，以報告日為準。")
    return tuple(notes)


def _no_such_day(verbatim: str, year: int, month: int, length: int) -> str:
    leap = "（不是閏年）" if month == 2 and length == 28 else ""
    return f"「{verbatim}」這一天不存在：民國 {year - ROC_EPOCH} 年 {month} 月只有 {length} 天{leap}，請更正。"


def _backwards(verbatim: str, *, inherited: bool) -> str:
    if inherited:
        return f"「{verbatim}」的迄日早於起日；若迄日在次年，請把年度也寫出來，例如 107年11月5日至108年2月3日。"
    return f"「{verbatim}」的迄日早於起日，請確認起訖日期。"


def _roc(day: date) -> str:
    return f"{day.year - ROC_EPOCH}年{day.month}月{day.day}日"
