"""Dates and ranges of dates in a matching text, as written: what they inherit is filled in, nothing checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.roc_calendar.model import ROC_EPOCH
from app.domain.roc_calendar.months import day_at, followed_by_unit, with_weekday, within_year
from app.domain.roc_calendar.numeric import month_day_end, year_month_end
from app.domain.roc_calendar.point import CN, Point
from app.domain.roc_calendar.points import point_at

_CANDIDATE = re.compile(
    rf"\d+|{CN}+|中華民國|民國|西元|公元|[本今前去上次明同]一?年?\(|第[一二三四1-4]|[上下]半年|年底"
    r"|[今本去上前明次翌隔]年"
)
_CONNECTOR = re.compile(
    r"(?:起|開始)?\s?(?:(?P<tight>[~-])|(?P<word>[^\W\d_至到迄止前及和與、~]{0,4}?起?(?:至|到|迄)))\s?"
)
_LIST = re.compile(r"\s?[、,及和與]\s?")
_NEXT_TO_FIRST = re.compile(r"(同|次|翌|隔)年度?")  # 至同年12月31日, 至次年2月
_SHARED_DAY = re.compile(r"(?:\s?[、及和與]\s?\d{1,2}){1,12}日")
_BEFORE = re.compile(r"(?:\(含\))?(?:以前|之前|前(?!瞻|往|揭|述|項|期|置|年|次|開|後|段|端|身|鎮|金|列|景|任|者|導))")
_FROM = re.compile(r"起(?!點|訖|因|步|見|源|跑|草|薪|用|初)|以來|迄今|至今|到目前|至目前|到現在|至現在")
_UNTIL = re.compile(r"底?止")
_AS_OF = re.compile(r"(?:截至|截止|截至於|統計至|結算至)\s?(?:本年度?|本)?$")
_PAREN_YEARS = re.compile(r"(\d{2,3})\s?[-~至]\s?(\d{2,3})(?:年度?)?(?=\))")
_YEARS_ALONE = re.compile(r"(\d{2,3})-(\d{2,3})(?![\d.,%/-])")
_SENTENCE_END = re.compile(r"[。；;!?\t¶)]")
_OPENED = re.compile(r"[(:,，]?自?")  # 107年度(1月至6月)
_NEAR = 25  # farther apart, the year of the report is the better guess
_YEARS_BEFORE = re.compile(r"(?:\(|(?:期程|起訖|年度|願景|全程)[:：]?\s?)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A date (``last`` is ``None``) or a range as it stands in the text."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    on_or_before: bool = False
    as_of: bool = False
    open_end: bool = False
    to_now: bool = False
    year_before: bool = False  # its year stands at an earlier date of the sentence


def written_dates(text: str, *, cell: bool = False) -> Iterator[Written]:
    """Every written date of a matching text in order, without overlaps."""
    done, previous = 0, None
    for candidate in _CANDIDATE.finditer(text):
        at = candidate.start()
        if at < done:
            continue
        found = _written_at(text, at, previous, cell=cell)
        if found is None:
            if text[at].isdecimal():
                done = candidate.end()  # never begin inside a run of digits
            continue
        done, previous = found.end, found
        yield found


def _written_at(text: str, at: int, previous: Written | None, *, cell: bool) -> Written | None:
    if years := _year_range(text, at):
        return years
    point = point_at(text, at, cell=cell)
    context = _list_context(text, at, previous)
    if context is not None:
        point = _inherit(point, context) if point else _day_of(text, at, context)
    if point is None:
        return None
    year = None if point.year or point.shift is not None else _year_of_sentence(text, point, previous)
    written = _completed(text, with_weekday(text, replace(point, year=point.year or year)), cell=cell)
    return replace(written, year_before=year is not None)


def _year_of_sentence(text: str, point: Point, previous: Written | None) -> int | None:
    """The year of 108年9月16日簽約、11月22日完成: of the date before, if the sentence runs on and forward."""
    if previous is None or point.month is None:
        return None
    known = previous.last or previous.first
    between = text[previous.end : point.start]
    if known.year is None or len(between) > _NEAR or _SENTENCE_END.search(between):
        return None
    if known.month is None:
        return known.year if _OPENED.fullmatch(between) else None
    return known.year if (point.month, point.day or 31) >= (known.month, known.day or 1) else None


def _completed(text: str, first: Point, *, cell: bool) -> Written:
    """The written date with its range end and the words that qualify it."""
    written = Written(first.start, first.end, first)
    if last := _range_end(text, first, cell=cell):
        end = last.end
        if until := _UNTIL.match(text, end):
            end = until.end()
        written = replace(written, end=end, last=last)
    elif opened := _FROM.match(text, first.end):
        to_now = opened[0] != "起"
        written = replace(written, end=opened.end(), open_end=True, to_now=to_now)
    if before := _BEFORE.match(text, written.end):
        written = replace(written, end=before.end(), on_or_before=True)
    as_of = _AS_OF.search(text[max(0, first.start - 8) : first.start]) is not None
    return replace(written, as_of=as_of)


def _range_end(text: str, first: Point, *, cell: bool) -> Point | None:
    connector = _CONNECTOR.match(text, first.end)
    if connector is None:
        return None
    at = connector.end()
    if at >= len(text):
        return None
    last = _end_point(text, at, first, cell=cell)
    return with_weekday(text, last) if last else None


def _end_point(text: str, at: int, first: Point, *, cell: bool) -> Point | None:
    """The point behind a connector: a full one, or one that leaves year or month to the first."""
    if first.month and first.day is None and first.year and (last := year_month_end(text, at)):
        return last
    if first.day and (last := month_day_end(text, at)):
        return last
    if (named := _NEXT_TO_FIRST.match(text, at)) and (point := within_year(text, named.end())):
        year = None if first.year is None else first.year + (named[1] != "同")
        return replace(point, year=year)
    full = point_at(text, at, cell=cell) or within_year(text, at)
    return full or _day_of(text, at, first, needs_sign=False)


def _day_of(text: str, at: int, context: Point, *, needs_sign: bool = True) -> Point | None:
    """A day that takes its month from the point before: the 9日 of 6日至9日."""
    if context.day is None or context.month is None:
        return None
    day = day_at(text, at)
    if day is None or not 1 <= day[0] <= 31:
        return None
    if needs_sign and text[day[1] - 1] not in "日號" and not _SHARED_DAY.match(text, day[1]):
        return None
    return Point(at, day[1], year=context.year, month=context.month, day=day[0])


def _list_context(text: str, at: int, previous: Written | None) -> Point | None:
    """The point before in a list (3月5日、6日), whose year and month this one shares."""
    if previous is None or previous.open_end:
        return None
    link = _LIST.match(text, previous.end)
    if link is None or link.end() != at:
        return None
    return previous.last or previous.first


def _inherit(point: Point, context: Point) -> Point:
    return replace(point, year=context.year) if point.year is None else point


def _year_range(text: str, at: int) -> Written | None:
    """(114-117) and 108-110 between other words: bare years, which the form or the word before tells."""
    match = _PAREN_YEARS.match(text, at)
    if match is None or not _YEARS_BEFORE.search(text[max(0, at - 5) : at]):
        match = _YEARS_ALONE.match(text, at)
        if match is None or not _stands_alone(text, at, match):
            return None
    first, last = int(match[1]), int(match[2])
    if not 80 <= first <= last <= 150:
        return None
    return Written(
        at,
        match.end(),
        Point(at, match.end(1), year=first + ROC_EPOCH),
        Point(match.start(2), match.end(), year=last + ROC_EPOCH),
    )


def _stands_alone(text: str, at: int, match: re.Match[str]) -> bool:
    """Whether 108-110 is neither part of a code nor a count, and spans the years of one plan."""
    before, first, last = text[at - 1 : at], int(match[1]), int(match[2])
    if (
        (before.isascii() and before.isalnum())
        or before in tuple("-./,~第頁表圖")
        or followed_by_unit(text, match.end())
    ):
        return False
    return 90 <= first <= last <= 130 and last - first <= 12
