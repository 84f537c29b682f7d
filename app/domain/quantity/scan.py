"""Figures in a matching text, in one pass from left to right."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.domain.matching_text import MatchingText
from app.domain.numerals import NUMERAL_CHARS, chinese_number
from app.domain.quantity.bounds import (
    bare_scale_allowed,
    combine,
    is_cumulative,
    lead_bound,
    tail_bound,
)
from app.domain.quantity.model import Qualifier, Quantity
from app.domain.quantity.numbers import Number, number_at, run_end, scale_value
from app.domain.quantity.words import (
    is_numbering,
    speaks_of_money,
    speaks_of_points,
    unit_at,
)
from app.domain.roc_calendar import date_spans
from app.domain.units import DOLLAR, unit_kind, unit_scale

_START = re.compile(rf"\d|[{NUMERAL_CHARS}]")
_CONNECTOR = re.compile(r"(?:\s?[~]\s?|\s?-\s?|至|到)(?:新臺幣|新台幣|NT\$)?(?=[\d.一二三四五六七八九十兩百千])")
_UNIT_LABEL = re.compile(r"[(]([^()\d]{1,8})[)][:：]?\s?$")
_CURRENCY = re.compile(r"(?:新臺幣|新台幣|臺幣|台幣|NT\$|NTD)\s?$")
_NEGATIVE = re.compile(r"(?:^|[\s(:：,，|\t])-$|負$")
_SHARED = re.compile(r"\s?[及和與、]\s?")
_FOREIGN_DOLLARS = (
    (re.compile(r"(?:US\$|USD|美金)\s?$"), "美元"),
    (re.compile(r"(?:人民幣|RMB)\s?$"), "人民幣"),
    (re.compile(r"(?:日幣|JPY)\s?$"), "日圓"),
    (re.compile(r"(?:歐元|EUR)\s?$"), "歐元"),
)
_AND_A_HALF = re.compile(r"半(?![年天日場數導])")
_TENTHS = re.compile(r"([一二三四五六七八九]|\d)(?![\d.,%家案件人次場個項元萬億~-])")
_ONE_OF = "同任單每某另逐這那唯"
_ARTICLE = "村個種項位份般樣些旦本條體批面部座處站門類組群班團隊線期度國筆篇名支張套款集所則頁字席間口只節堂人年日天口回"
_HALF = re.compile(r"(\d)/(\d{1,2})(?![\d/.%]|[月日])")
_HALF_BEFORE = re.compile(r"(?:近|約|逾|達|超過|占|佔|回|之|為|僅|的|不足|未達)$")


def figures(matched: MatchingText) -> Iterator[Quantity]:
    """Every figure of the text in order; dates, codes, ordinals and list marks are left alone."""
    text = matched.plain
    dates = iter([*date_spans(matched), (len(text) + 1, len(text) + 1)])
    date = next(dates)
    done, floor, previous = 0, 0, None  # read so far, end of the last figure, that figure
    for candidate in _START.finditer(text):
        at = candidate.start()
        while date[1] <= at:
            date = next(dates)
        if at < done or date[0] <= at:
            continue
        found = _figure_at(matched, at, floor, date[0])
        if found is None:
            done = max(done, run_end(text, at))
            continue
        figure, end = found
        figure = _sharing_bound(text, figure, previous, floor, at)
        done, floor, previous = end, end, figure
        yield figure


def _figure_at(matched: MatchingText, at: int, floor: int, date: int) -> tuple[Quantity, int] | None:
    """The figure at ``at`` and where it ends; ``floor`` is the end of the one before, ``date`` the next date."""
    text = matched.plain
    if is_numbering(text, at):
        return None
    if half := _half(matched, at, floor):
        return half
    number = number_at(text, at, bare_scale=bare_scale_allowed(text, at))
    if number is None or number.end > date:
        return None  # 1.107年度 is a list mark before a year
    if found := _range(matched, at, number, date):
        return found
    if number.unit:
        return _finish(matched, at, number, number.unit, number.end, floor)
    unit = unit_at(text, number.end)
    if unit is None or unit[1] > date:
        return _without_unit(matched, at, number, floor)
    if _is_article(text, at, number, unit):
        return None
    number, written_unit, end = _with_half(text, number, *unit)
    if written_unit == DOLLAR and (currency := _foreign(text[max(floor, at - 6) : at])):
        written_unit = currency
    return _finish(matched, at, number, written_unit, end, floor)


def _foreign(before: str) -> str | None:
    """The currency named before an amount: 美金100萬元 are US dollars."""
    return next((name for pattern, name in _FOREIGN_DOLLARS if pattern.search(before)), None)


def _with_half(text: str, number: Number, unit: str, end: int) -> tuple[Number, str, int]:
    """2年半, 1個半月 and 八成五: the rest of the number stands behind its unit."""
    if number.scale or number.places:
        return number, unit, end
    if unit == "個" and text.startswith("半月", end):
        return replace(number, value=number.value + Decimal("0.5"), places=1), "個月", end + 2
    if unit in ("年", "天", "小時", "倍") and (half := _AND_A_HALF.match(text, end)):
        return replace(number, value=number.value + Decimal("0.5"), places=1), unit, half.end()
    if unit == "成" and (tenths := _TENTHS.match(text, end)):
        tenth = Decimal(chinese_number(tenths[1]) or tenths[1]) / 10
        return replace(number, value=number.value + tenth, places=1), unit, tenths.end()
    return number, unit, end


def _is_article(text: str, at: int, number: Number, unit: tuple[str, int]) -> bool:
    """一個, 一項: an article rather than a count, unless a bound follows; 十分 is "very"."""
    if text[at].isdecimal():
        return False
    run = text[at : number.end]
    if unit[0] == "分" or (unit[0] in ("成", "倍") and number.value > 10):
        return True
    if unit[0] == "節" or (run == "一" and at and text[at - 1] in _ONE_OF):
        return True
    return run == "一" and unit[0][0] in _ARTICLE and tail_bound(text, unit[1]).qualifier is None


def _finish(
    matched: MatchingText, at: int, number: Number, written_unit: str, end: int, floor: int, *notes: str
) -> tuple[Quantity, int] | None:
    text = matched.plain
    base, scale = unit_scale(written_unit) if written_unit else ("", Decimal(1))
    if written_unit == "成" and number.value > 10:
        return None
    tail = tail_bound(text, end)
    lead = lead_bound(text, at, floor)
    lead_qualifier = lead.qualifier
    if lead.recent and base in ("年", "個月", "天", "日", "季", "年度"):
        lead_qualifier = None  # 近3年 are the last three years
    qualifier, told = combine(lead_qualifier, tail.qualifier, over=number.over or tail.over)
    start, sign = _signed(text, at)
    figure = Quantity(
        value=tidy(number.value * scale * sign),
        unit=base,
        qualifier=qualifier,
        span=matched.span(start, tail.end),
        text=matched.verbatim(start, tail.end),
        printed_unit=number.scale + written_unit.replace("CO2", "CO₂"),
        places=number.places,
        grouped=number.grouped,
        cumulative=is_cumulative(text, at, floor),
        notes=(*number.notes, *told, *notes),
        undecided=() if base else ("缺少單位",),
    )
    return figure, tail.end


def _signed(text: str, at: int) -> tuple[int, int]:
    """A minus counts only where a cell or a clause begins; elsewhere it is a dash (field-notes 2.1 rule 6)."""
    return (at - 1, -1) if at and _NEGATIVE.search(text[max(0, at - 2) : at]) else (at, 1)


def _range(matched: MatchingText, at: int, first: Number, date: int) -> tuple[Quantity, int] | None:
    """low~high, whose unit may stand on the second number only (8~10%)."""
    text = matched.plain
    own = (first.unit, first.end) if first.unit else unit_at(text, first.end)
    after = own[1] if own else first.end
    link = _CONNECTOR.match(text, after)
    if link is None or link.end() >= date or link.end() >= len(text):
        return None
    second = number_at(text, link.end())
    if second is None:
        return None
    unit = (second.unit, second.end) if second.unit else unit_at(text, second.end)
    if unit is None and second.scale and second.scale[-1] in "萬億兆":
        unit = (_unit_by_context(text, at, second.end), second.end)
    if unit is None or (own and unit_kind(own[0]) != unit_kind(unit[0])):
        return None
    base, scale = unit_scale(unit[0]) if unit[0] else ("", Decimal(1))
    low_scale = unit_scale(own[0])[1] if own else scale
    high = second.value * scale
    low = _low_end(first, second, low_scale, high, scaled=own is None)
    if low is None:
        return None
    tail = tail_bound(text, unit[1])
    figure = Quantity(
        value=None,
        unit=base,
        qualifier=Qualifier.RANGE,
        span=matched.span(at, tail.end),
        text=matched.verbatim(at, tail.end),
        printed_unit=second.scale + unit[0].replace("CO2", "CO₂"),
        places=max(first.places, second.places),
        low=tidy(low),
        high=tidy(high),
        cumulative=is_cumulative(text, at, 0),
        notes=(*first.notes, *second.notes),
    )
    return figure, tail.end


def _low_end(
    first: Number, second: Number, unit_worth: Decimal, high: Decimal, *, scaled: bool
) -> Decimal | None:
    """The low end in base units: 1~2億元 shares the 億, 5,000~1萬元 does not."""
    low = first.value * unit_worth
    if scaled and not first.scale and second.scale:
        shared = low * scale_value(second.scale)
        if shared < high:
            return shared
    return low if low < high else None


def _without_unit(matched: MatchingText, at: int, number: Number, floor: int) -> tuple[Quantity, int] | None:
    """A number without a unit behind it: a label, a currency or the nouns around may tell it."""
    text = matched.plain
    before = text[max(floor, at - 20) : at]
    if text[at].isdecimal() and (label := _labelled_unit(matched, at, before)):
        return _finish(matched, at, number, label, number.end, floor)
    if _CURRENCY.search(before):
        return _finish(matched, at, number, DOLLAR, number.end, floor)
    if currency := _foreign(before):
        return _finish(matched, at, number, currency, number.end, floor)
    if not any(char in "萬億兆" for char in number.scale) and not number.grouped:
        return _score(matched, at, number, floor)
    if not text[at].isdecimal() and not bare_scale_allowed(text, at) and len(text) > number.end + 1:
        return None
    unit = _unit_by_context(text, at, number.end, floor)
    notes = ("未寫「元」，依前後文視為金額。",) if unit else ()
    return _finish(matched, at, number, unit, number.end, floor, *notes)


def _unit_by_context(text: str, at: int, end: int, floor: int = 0) -> str:
    """元 where the nouns before or right behind are about money, else nothing."""
    before = re.split(r"[。；]", text[max(floor, at - 20) : at])[-1]
    after = re.split(r"[，。；、(]", text[end : end + 8])[0]
    return DOLLAR if speaks_of_money(before, after) else ""


def _labelled_unit(matched: MatchingText, at: int, before: str) -> str | None:
    """The unit of 政府經費(元) 58,964,000: in parentheses right before, on the same line."""
    label = _UNIT_LABEL.search(before)
    if label is None or "\n" in matched.verbatim(at - 1, at + 1):
        return None
    unit = unit_at(label[1].lstrip("十百千萬億兆"), 0)
    return label[1] if unit and unit[1] == len(label[1].lstrip("十百千萬億兆")) else None


def _score(matched: MatchingText, at: int, number: Number, floor: int) -> tuple[Quantity, int] | None:
    """達 4.58 in a clause about a score: the 分 is left out in most reports."""
    text = matched.plain
    before = text[max(floor, at - 16) : at]
    if not number.places or number.value > 100 or not re.search(r"[達為]$", before) or not speaks_of_points(before):
        return None
    if re.match(r"\s?[\w%/.-]", text[number.end : number.end + 2]) and text[number.end].isascii():
        return None
    return _finish(matched, at, number, "分", number.end, floor, "未寫單位，依前文視為分數。")


def _half(matched: MatchingText, at: int, floor: int) -> tuple[Quantity, int] | None:
    """近1/2: a fraction, where a word before asks for a share; elsewhere it may be a date."""
    text = matched.plain
    match = _HALF.match(text, at)
    if match is None or not _HALF_BEFORE.search(text[max(0, at - 2) : at]) or unit_at(text, match.end()):
        return None
    part, whole = Decimal(match[1]), Decimal(match[2])
    if not 0 < part < whole:
        return None
    ratio = part / whole
    exponent = ratio.as_tuple().exponent
    number = Number(ratio, match.end(), -exponent if isinstance(exponent, int) else 0)
    return _finish(matched, at, number, "比例", match.end(), floor)


def _sharing_bound(text: str, figure: Quantity, previous: Quantity | None, end: int, at: int) -> Quantity:
    """約560萬元及470萬元: one 約 governs both."""
    if previous is None or previous.qualifier is not Qualifier.ABOUT or figure.qualifier is not Qualifier.EXACT:
        return figure
    if figure.unit != previous.unit or not _SHARED.fullmatch(text[end:at]):
        return figure
    return replace(figure, qualifier=Qualifier.ABOUT)


def tidy(value: Decimal) -> Decimal:
    """The same value without trailing zeros behind the point and without an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()
