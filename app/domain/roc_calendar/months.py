"""What is written inside a year: 3月5日, 3月底, 第一季, 上半年, 年底, and days whose 日 is missing."""

import re
from dataclasses import replace

from app.domain.roc_calendar.point import CN, LINK, LIST, WEEKDAYS, Point, number
from app.domain.units import written_units

# Words that only begin like 月初 and 年初.
_FIRST = r"初(?!審|步|評|核|選|期|賽|驗|稿|階|次|估|始|篩)"
_QUARTER = r"[1-4一二三四](?:季|(?=\s?(?:至|到|~|-)\s?第?[1-4一二三四]季))"

_MONTH = re.compile(rf"(\d{{1,2}}|{CN}{{1,3}}|元)月份?")
_SHARED_MONTH = re.compile(rf"(\d{{1,2}})(?=(?:{LINK}|{LIST})(?:\d{{1,2}}{LIST}){{0,12}}\d{{1,2}}月)")
_MONTH_PART = re.compile(rf"底(?!層|部|下)|末|{_FIRST}|[上中下]旬")
_YEAR_PART = re.compile(
    rf"(?:於|之|的)?(?:第?(?P<quarter>{_QUARTER})|Q(?P<q>[1-4])|(?P<half>[上下]半年度?))"
    rf"|(?P<last>年?[底末]|年?終(?!獎|考|身|止|端))|年?{_FIRST}"
)
_ALONE = re.compile(
    rf"第(?P<quarter>{_QUARTER})|(?P<half>[上下]半年度?)|(?<![每歷各逐隔當次本今去明該同翌\d])(?P<last>年底)"
)
_DAY = re.compile(rf"(\d{{1,2}}|{CN}{{1,3}})(?:日|號)")
_BARE_DAY = re.compile(r"(\d{1,2})(?![\d.,:/%‰A-Za-z])")
_COUNTED = re.compile(
    r"\s?(?:[餘多萬千百億兆]|日|" + "|".join(map(re.escape, written_units())) + r"|\s?[~-]\s?\d+[^\d日、及至到])"
)
_WEEKDAY = re.compile(rf"\s?(?:\((?:星期|週|周|禮拜)?([{WEEKDAYS}天])\)|(?:星期|週|周|禮拜)([{WEEKDAYS}天]))")


def within_year(text: str, at: int) -> Point | None:
    """A point that leaves the year to others: 3月5日, 3月底, 第一季, 上半年, 年底."""
    if at and re.match(rf"[個第]|\d|{CN}", text[at - 1]) and text[at] not in "第上下年":
        return None
    if point := month_and_day(text, at):
        return point
    match = _ALONE.match(text, at)
    return Point(at, match.end(), part=_part(match)) if match else None


def month_and_day(text: str, at: int) -> Point | None:
    """The month at ``at`` with its day or its part; 1~7月 gives the 1, whose 月 stands behind the 7."""
    if shared := _SHARED_MONTH.match(text, at):
        return Point(at, shared.end(), month=int(shared[1])) if 1 <= int(shared[1]) <= 12 else None
    match = _MONTH.match(text, at)
    month = number(match[1]) if match else None
    if match is None or month is None:
        return None
    if match[0].endswith("月") and (day := day_at(text, match.end())):
        return Point(at, day[1], month=month, day=day[0])
    if not 1 <= month <= 12:
        return None
    part = _MONTH_PART.match(text, match.end())
    if part is None:
        return Point(at, match.end(), month=month)
    return Point(at, part.end(), month=month, part="底" if part[0] == "末" else part[0])


def day_at(text: str, at: int) -> tuple[int, int] | None:
    """(day, end) of a day of the month at ``at``; the 日 may be missing where no unit follows."""
    if match := _DAY.match(text, at):
        day = number(match[1])
        return None if day is None else (day, match.end())
    match = _BARE_DAY.match(text, at)
    if match is None or followed_by_unit(text, match.end()):
        return None
    return int(match[1]), match.end()


def part_of_year(text: str, at: int) -> tuple[str, int] | None:
    """(part, end) of a quarter, half, beginning or end of a year that was named just before."""
    match = _YEAR_PART.match(text, at)
    return (_part(match), match.end()) if match else None


def followed_by_unit(text: str, at: int) -> bool:
    """Whether a unit or a scale stands at ``at``, so that the number before it is a count."""
    return _COUNTED.match(text, at) is not None


def with_weekday(text: str, point: Point) -> Point:
    """The point with the weekday written behind it, if there is one."""
    match = _WEEKDAY.match(text, point.end)
    if match is None or point.day is None:
        return point
    weekday = WEEKDAYS.index((match[1] or match[2]).replace("天", "日"))
    return replace(point, end=match.end(), weekday=weekday)


def _part(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if quarter := groups.get("quarter") or groups.get("q"):
        return f"Q{number(quarter[0])}"
    if half := groups.get("half"):
        return "H1" if half.startswith("上") else "H2"
    return "年底" if groups.get("last") else "年初"
