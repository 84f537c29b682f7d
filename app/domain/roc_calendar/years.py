"""Years and what follows them: 107年度, 民國一百零七年三月五日, 98~107年, 本(113)年度, 明年1月.

「n年」 is a length of time as often as a year; the words around decide (field-notes 3).
"""

import re
from dataclasses import replace

from app.domain.roc_calendar.model import ROC_EPOCH
from app.domain.roc_calendar.months import month_and_day, part_of_year
from app.domain.roc_calendar.point import CN, LINK, LIST, Point, gregorian, number

_HEAD = re.compile(
    rf"""(?:(?P<era>中華民國|民國|西元|公元)(?P<before>前)?\s?(?P<ey>\d{{1,4}}|{CN}{{1,6}})
           |(?P<y>\d{{1,4}})|(?P<cy>{CN}{{2,6}}))年(?P<fiscal>度)?
       |[本今前去上次明同]一?年?\((?P<py>\d{{2,4}})(?:年度?)?\)(?:年度?)?""",
    re.VERBOSE,
)
_ALSO = re.compile(r"\((?:西元|公元|民國)?(\d{2,4})年?\)")
_SLASH_DAY = re.compile(r"\s?(\d{1,2})/(\d{1,2})(?![\d./A-Za-z%])")
_SHARED_YEAR = re.compile(rf"(\d{{2,4}})(?=(?:{LINK}|{LIST})(?:\d{{2,4}}{LIST}){{0,12}}(\d{{2,4}})年(?!期))")
_RELATIVE = re.compile(r"([今本去上前明次翌隔])年度?")
_SHIFTS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "次": 1, "翌": 1, "隔": 1}

_DURATION_AFTER = re.compile(r"[內間餘多來]|期(?!間|程|末|中|初|限)|次|以[上下內後]|之[內久]|的歷史|後(?!續)|級|資|限")
_DURATION_BEFORE = re.compile(
    r"(?:近|逾|超過|達|歷經|經過|已|滿|每|約|共|計|長|未來|過去|最近|為期|連續|至少|最長|第|成立|創立|深耕)\s?$"
)
_YEAR_BEFORE = re.compile(r"(?:自|於|至|迄|從|到|在|及|、|與|和|~|-|截至|預定|核定)\s?$")
_YEAR_AFTER = re.compile(r"起|底|初|末|\d{1,2}月|止|迄|至|第.季|[上下]半年")


def year_led(text: str, at: int, *, cell: bool = False) -> Point | None:
    """A year and the month, day, quarter, half or end that follows it.

    :param cell: the text is a date field, where 「n年」 is a year.
    """
    match = _HEAD.match(text, at)
    written = match and (match["ey"] or match["y"] or match["cy"] or match["py"])
    value = number(written) if written else None
    if match is None or value is None:
        return None
    year = _before_the_republic(value) if match["before"] else gregorian(value, len(str(value)))
    if year is None:
        return None
    head = Point(at, match.end(), year=year)
    if also := _ALSO.match(text, head.end):
        head = replace(head, end=also.end(), also=gregorian(int(also[1]), len(also[1])))
    point = _with_rest(text, head)
    sure = cell or match["era"] or match["py"] or len(str(value)) == 4 or point.month
    return None if not sure and _is_duration(text, match, value) else point


def shared_year(text: str, at: int) -> Point | None:
    """The 98 of 98~107年度 and the 103 of 103、104及105年度: a year that shares the 年 of a later one."""
    match = _SHARED_YEAR.match(text, at)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if len(match[1]) != 4 and not (30 <= first < 200 and 30 <= second < 200):
        return None
    year, later = gregorian(first, len(match[1])), gregorian(second, len(match[2]))
    if year is None or later is None or year > later:
        return None
    return Point(at, match.end(), year=year)


def relative_year(text: str, at: int) -> Point | None:
    """明年1月, 去年底: counted from the year of the report. 今年 alone is no date."""
    match = _RELATIVE.match(text, at)
    if match is None:
        return None
    point = _with_rest(text, Point(at, match.end(), shift=_SHIFTS[match[1]]))
    return point if point.end > match.end() else None


def _before_the_republic(value: int) -> int | None:
    return ROC_EPOCH + 1 - value if 1 <= value <= 12 else None


def _with_rest(text: str, head: Point) -> Point:
    """The head with what follows inside its year."""
    if slash := _SLASH_DAY.match(text, head.end):
        return replace(head, end=slash.end(), month=int(slash[1]), day=int(slash[2]))
    if point := month_and_day(text, head.end):
        return replace(head, end=point.end, month=point.month, day=point.day, part=point.part)
    if part := part_of_year(text, head.end):
        return replace(head, part=part[0], end=part[1])
    return head


def _is_duration(text: str, match: re.Match[str], value: int) -> bool:
    """Whether 「n年」 is a length of time: 3年內 is, 99年 and 94年起 are years."""
    before, after = text[max(0, match.start() - 4) : match.start()], match.end()
    if match["fiscal"]:
        return value < 30
    if _DURATION_AFTER.match(text, after) or _DURATION_BEFORE.search(before):
        return True
    if value >= 60:
        return False
    if value < 30 or match["cy"]:
        return True
    return not (_YEAR_BEFORE.search(before) or _YEAR_AFTER.match(text, after))
