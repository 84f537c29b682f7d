"""One written point of the calendar at a place in a text: 107年3月5日, 107/3/5, 3月底, 第一季.

A point keeps what was written and leaves gaps empty; what a gap inherits is decided by the reading that the
point belongs to. Positions count characters of the matching text.
"""

import re
from dataclasses import dataclass

from app.domain.numerals import chinese_number
from app.domain.roc_calendar.model import EARLIEST, LATEST, ROC_EPOCH
from app.domain.units import written_units

CN = "[〇零一二三四五六七八九十百廿卅]"
WEEKDAYS = "一二三四五六日"
_LINK = r"\s?(?:~|-|至|到|迄)\s?"
_LIST = r"\s?[、及和與]\s?"

_HEAD = re.compile(
    rf"""(?:(?P<era>中華民國|民國|西元|公元)(?P<before>前)?\s?(?P<ey>\d{{1,4}}|{CN}{{1,6}})
           |(?P<y>\d{{1,4}})|(?P<cy>{CN}{{2,6}}))年(?P<fiscal>度)?
       |[本今前去上次明同]一?年?\((?P<py>\d{{2,4}})(?:年度?)?\)(?:年度?)?""",
    re.VERBOSE,
)
_ALSO = re.compile(r"\((?:西元|公元|民國)?(\d{2,4})年?\)")
_BARE_YEAR = re.compile(rf"(\d{{2,4}})(?=(?:{_LINK}|{_LIST})(?:\d{{2,4}}{_LIST})*(\d{{2,4}})年(?!期))")
_MONTH = re.compile(rf"(\d{{1,2}}|{CN}{{1,3}}|元)月份?")
_BARE_MONTH = re.compile(rf"(\d{{1,2}})(?=(?:{_LINK}|{_LIST})(?:\d{{1,2}}{_LIST})*\d{{1,2}}月)")
_MONTH_PART = re.compile(r"底(?!層|部|下)|末|初(?!審|步|評|核|選|期|賽|驗|稿|階|次|估|始|篩)|[上中下]旬")
_YEAR_PART = re.compile(
    r"(?:於|之|的)?(?:第?(?P<q>[1-4一二三四])(?:季|(?=\s?(?:至|到|~|-)\s?第?[1-4一二三四]季))|Q(?P<qq>[1-4])"
    r"|(?P<half>上半年度?|下半年度?))|(?P<end>年?[底末]|年?終(?!獎|考|身|止|端))|(?P<begin>年?初(?!審|步|評|核|選|期|賽|驗|稿|次|估|始))"
)
_ALONE = re.compile(
    r"第(?P<q>[1-4一二三四])(?:季|(?=\s?(?:至|到|~|-)\s?第?[1-4一二三四]季))|(?P<half>上半年度?|下半年度?)"
    r"|(?<![每歷各逐隔當次本今去明該同翌\d])(?P<end>年底)"
)
_DAY = re.compile(rf"(\d{{1,2}}|{CN}{{1,3}})(?:日|號)")
_BARE_DAY = re.compile(r"(\d{1,2})(?![\d.,:/%‰A-Za-z])")
_NOT_A_DAY = re.compile(
    r"\s?(?:[餘多萬千百億兆]|日|" + "|".join(map(re.escape, written_units())) + r"|\s?[~-]\s?\d+[^\d日、及至到])"
)
_WEEKDAY = re.compile(rf"\s?(?:\((?:星期|週|周|禮拜)?([{WEEKDAYS}天])\)|(?:星期|週|周|禮拜)([{WEEKDAYS}天]))")
_NUMERIC = re.compile(r"(\d{1,4})(?P<sep>[/.-]) ?(\d{1,2})(?P=sep) ?(\d{1,2})(?!\d|(?P=sep)\d|[A-Za-z])")
_YEAR_MONTH = re.compile(r"(\d{2,4})([./])(\d{1,2})(?=(?:\s?[~-]\s?|至|到|迄)(\d{2,4})\2\d{1,2}(?![\d./]))")
_MONTH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d./A-Za-z%])")
_COMPACT = re.compile(r"(\d{2,4})(\d{2})(\d{2})(?![\d.,A-Za-z])")
_EVENT = re.compile(r"(0\d|1[0-2])([0-3]\d)(?=[\u4e00-\u9fff]{0,4}(?:震|風災|水災|豪雨|颱風|事件|爆炸))")

_LIST_MARK_BEFORE = re.compile(r"(?:^|[^\d.,])\d{1,2}\.$")
_DATED_BEFORE = re.compile(r"(?:於|自|至|到|從|在|截至|迄|期限|日期|訂|定|[~_])[:: ]?$")
_DATED_AFTER = re.compile(
    rf"\s?(?:前(?!瞻)|止|起|至|到|迄|[~-]\s?\d{{1,2}}/\d|\([{WEEKDAYS}天]\)|已?(?:召開|辦理|完成|舉辦|公告|截止))"
)
_DURATION_AFTER = re.compile(r"[內間餘多來]|期(?!間|程|末|中|初|限)|以[上下內後]|之[內久]|的歷史|後(?!續)|級|資|限")
_DURATION_BEFORE = re.compile(
    r"(?:近|逾|超過|達|歷經|經過|已|滿|每|約|共|計|長|未來|過去|最近|為期|連續|至少|最長|第|成立|創立|深耕)\s?$"
)
_DATED_YEAR_BEFORE = re.compile(r"(?:自|於|至|迄|從|到|在|及|、|與|和|~|-|截至|預定|核定)\s?$")
_DATED_YEAR_AFTER = re.compile(r"起|底|初|末|\d{1,2}月|止|迄|至|第.季|[上下]半年")


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

    @property
    def is_bare_year(self) -> bool:
        """Whether nothing but a year was written."""
        return self.month is None and not self.part


def point_at(text: str, at: int, *, cell: bool = False) -> Point | None:
    """The point that begins exactly at ``at``, or ``None``.

    :param cell: the text is a date field, so forms that could be something else in prose are dates.
    """
    before = text[at - 1] if at else ""
    if before == "." and _LIST_MARK_BEFORE.search(text[max(0, at - 4) : at]):
        point = _year_led(text, at, cell)
        return point if point and point.year and 100 <= point.year - ROC_EPOCH < 200 else None
    if (before.isascii() and before.isalnum()) or (before and before in ".,第" and text[at] != "第"):
        return None
    for reader in (_numeric, _year_led, _bare_year, _year_month, _compact, _month_day, _event):
        if point := reader(text, at, cell):
            return point
    return within_year(text, at)


def within_year(text: str, at: int, year: int | None = None) -> Point | None:
    """A point that leaves the year to others: 3月5日, 3月底, 第一季, 上半年, 年底."""
    if at and re.match(rf"[個第]|\d|{CN}", text[at - 1]) and text[at] not in "第上下年":
        return None
    point = _month_and_day(text, at)
    if point is None and (match := _ALONE.match(text, at)):
        point = Point(at, match.end(), part=_part(match))
    return point


def day_at(text: str, at: int) -> tuple[int, int] | None:
    """(day, end) of a day of the month at ``at``; the 日 may be missing where no unit follows."""
    if match := _DAY.match(text, at):
        day = number(match[1])
        return None if day is None else (day, match.end())
    match = _BARE_DAY.match(text, at)
    if match is None or _NOT_A_DAY.match(text, match.end()):
        return None
    return int(match[1]), match.end()


def followed_by_unit(text: str, at: int) -> bool:
    """Whether a unit or a scale stands at ``at``, so that the number before it is a count."""
    return _NOT_A_DAY.match(text, at) is not None


def with_weekday(text: str, point: Point) -> Point:
    """The point with the weekday written behind it, if there is one."""
    match = _WEEKDAY.match(text, point.end)
    if match is None or point.day is None:
        return point
    weekday = WEEKDAYS.index((match[1] or match[2]).replace("天", "日"))
    return _changed(point, end=match.end(), weekday=weekday)


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


def _changed(point: Point, **values: int | str | None) -> Point:
    fields = {name: getattr(point, name) for name in Point.__slots__}
    return Point(**(fields | values))


def _year_led(text: str, at: int, cell: bool) -> Point | None:
    match = _HEAD.match(text, at)
    if match is None:
        return None
    written = match["ey"] or match["y"] or match["cy"] or match["py"]
    value = number(written)
    if value is None:
        return None
    year = _before_the_republic(value) if match["before"] else gregorian(value, len(str(value)))
    if year is None:
        return None
    end, also = match.end(), None
    if beside := _ALSO.match(text, end):
        also, end = gregorian(int(beside[1]), len(beside[1])), beside.end()
    point = _rest_of_year(text, end, Point(at, end, year=year, also=also))
    sure = cell or match["era"] or match["py"] or len(str(value)) == 4 or point.month
    if not sure and _is_duration(text, match, value):
        return None
    return point


def _before_the_republic(value: int) -> int | None:
    return ROC_EPOCH + 1 - value if 1 <= value <= 12 else None


def _rest_of_year(text: str, at: int, head: Point) -> Point:
    """The head with the month, day, quarter, half or end of year that follows it."""
    space = at + (text[at : at + 1] == " ")
    if numeric := _MONTH_DAY.match(text, space):
        return _changed(head, end=numeric.end(), month=int(numeric[1]), day=int(numeric[2]))
    if point := _month_and_day(text, at):
        return _changed(head, end=point.end, month=point.month, day=point.day, part=point.part)
    if match := _YEAR_PART.match(text, at):
        return _changed(head, end=match.end(), part=_part(match))
    return head


def _month_and_day(text: str, at: int) -> Point | None:
    if bare := _BARE_MONTH.match(text, at):
        return Point(at, bare.end(), month=int(bare[1])) if 1 <= int(bare[1]) <= 12 else None
    match = _MONTH.match(text, at)
    month = number(match[1]) if match else None
    if match is None or month is None:
        return None
    if match[0].endswith("月") and (day := day_at(text, match.end())):
        return Point(at, day[1], month=month, day=day[0])
    if not 1 <= month <= 12:
        return None
    if part := _MONTH_PART.match(text, match.end()):
        return Point(at, part.end(), month=month, part="底" if part[0] == "末" else part[0])
    return Point(at, match.end(), month=month)


def _part(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if quarter := groups.get("q") or groups.get("qq"):
        return f"Q{number(quarter)}"
    if half := groups.get("half"):
        return "H1" if half.startswith("上") else "H2"
    return "年底" if groups.get("end") else "年初"


def _is_duration(text: str, match: re.Match[str], value: int) -> bool:
    """Whether 「n年」 is a length of time: 3年內 is, 99年 and 94年起 are years (field-notes 3)."""
    before, after = text[max(0, match.start() - 4) : match.start()], match.end()
    if match["fiscal"]:
        return value < 30
    if _DURATION_AFTER.match(text, after) or _DURATION_BEFORE.search(before):
        return True
    if value >= 60:
        return False
    if value < 30 or match["cy"]:
        return True
    return not (_DATED_YEAR_BEFORE.search(before) or _DATED_YEAR_AFTER.match(text, after))


def _bare_year(text: str, at: int, cell: bool) -> Point | None:
    """The 98 of 98~107年度: a year that shares the 年 of a later one."""
    match = _BARE_YEAR.match(text, at)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if len(match[1]) != 4 and not (30 <= first < 200 and 30 <= second < 200):
        return None
    year, later = gregorian(first, len(match[1])), gregorian(second, len(match[2]))
    if year is None or later is None or year > later:
        return None
    return Point(at, match.end(), year=year)


def _numeric(text: str, at: int, cell: bool) -> Point | None:
    match = _NUMERIC.match(text, at)
    if match is None or (at and text[at - 1] in "/."):
        return None
    year = gregorian(int(match[1]), len(match[1]))
    month, day = int(match[3]), int(match[4])
    if year is None or (not cell and len(match[1]) < 4 and not 60 <= int(match[1]) < 200):
        return None
    if not cell and match["sep"] != "/" and not (1 <= month <= 12 and 1 <= day <= 31):
        return None  # 107.30.5 is a section or a version
    return Point(at, match.end(), year=year, month=month, day=day)


def _year_month(text: str, at: int, cell: bool) -> Point | None:
    """The 108.01 of 108.01 - 108.12; alone it is a decimal, so only a range is read in prose."""
    match = _YEAR_MONTH.match(text, at)
    if match is None:
        return None
    return _plausible_month(Point(at, match.end(), gregorian(int(match[1]), len(match[1])), int(match[3])))


def year_month_end(text: str, at: int) -> Point | None:
    """The second half of such a range."""
    match = re.compile(r"(\d{2,4})[./](\d{1,2})(?![\d./])").match(text, at)
    if match is None:
        return None
    return _plausible_month(Point(at, match.end(), gregorian(int(match[1]), len(match[1])), int(match[2])))


def _plausible_month(point: Point) -> Point | None:
    if point.year is None or point.year < EARLIEST + 50 or not 1 <= (point.month or 0) <= 12:
        return None
    return point


def _compact(text: str, at: int, cell: bool) -> Point | None:
    """1070305 and 20180305, in prose only where the words around speak of a date."""
    match = _COMPACT.match(text, at)
    if match is None or len(match[1]) == 2 or (at and text[at - 1] in "-/"):
        return None
    year = gregorian(int(match[1]), len(match[1]))
    month, day = int(match[2]), int(match[3])
    if year is None or not (1 <= month <= 12 and 1 <= day <= 31) or (len(match[1]) == 3 and int(match[1]) < 60):
        return None
    before = text[max(0, at - 4) : at]
    dated = _DATED_BEFORE.search(before) or _DATED_AFTER.match(text, match.end())
    if not cell and not dated:
        return None
    if re.compile(r"\s?號").match(text, match.end()) or _NOT_A_DAY.match(text, match.end()):
        return None
    return Point(at, match.end(), year=year, month=month, day=day)


def _month_day(text: str, at: int, cell: bool) -> Point | None:
    """7/15 without a year: in prose only where the words around speak of a date, for 1/2 is also a half."""
    match = _MONTH_DAY.match(text, at)
    if match is None or (at and text[at - 1] in "/-" and not cell):
        return None
    month, day = int(match[1]), int(match[2])
    if not (1 <= month <= 12 and 1 <= day <= 31) or _NOT_A_DAY.match(text, match.end()):
        return None
    dated = _DATED_BEFORE.search(text[max(0, at - 4) : at]) or _DATED_AFTER.match(text, match.end())
    return Point(at, match.end(), month=month, day=day) if cell or dated else None


def month_day_end(text: str, at: int) -> Point | None:
    """The 4/2 of 2/13-4/2: behind a connector no further sign of a date is needed."""
    match = _MONTH_DAY.match(text, at)
    if match is None or not (1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31):
        return None
    return Point(at, match.end(), month=int(match[1]), day=int(match[2]))


def _event(text: str, at: int, cell: bool) -> Point | None:
    """0206花蓮震災: an event named by its month and day."""
    match = _EVENT.match(text, at)
    if match is None:
        return None
    return Point(at, match.end(), month=int(match[1]), day=int(match[2]))
