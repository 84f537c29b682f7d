"""Figures in a matching text, in one pass from left to right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.matching_text import MatchingText
from app.domain.numerals import NUMERAL_CHARS, chinese_number
from app.domain.quantity.bounds import bare_scale_allowed, combine, is_cumulative, lead_bound, tail_bound
from app.domain.quantity.context import (
    half_of_slash,
    is_article,
    is_numbering,
    named_currency,
    sign_before,
    unit_told_around,
)
from app.domain.quantity.exact import tidy, times
from app.domain.quantity.model import Qualifier, Quantity
from app.domain.quantity.numbers import Number, number_at, run_end
from app.domain.quantity.ranges import range_at
from app.domain.quantity.words import unit_at
from app.domain.roc_calendar import date_spans
from app.domain.units import DOLLAR, unit_scale

_START = re.compile(rf"\d|[{NUMERAL_CHARS}]")
_SHARED = re.compile(r"\s?[及和與、]\s?")
_AND_A_HALF = re.compile(r"半(?![年天日場數導])")
_TENTHS = re.compile(r"([一二三四五六七八九]|\d)(?![\d.,%家案件人次場個項元萬億~-])")
_YEARS_LONG = frozenset(["年", "個月", "天", "日", "季", "年度"])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a figure may stand: after the one before (``floor``) and before the next date (``ceiling``)."""

    matched: MatchingText
    at: int
    floor: int
    ceiling: int

    @property
    def text(self) -> str:
        return self.matched.plain


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
        found = _figure_at(_Place(matched, at, floor, date[0]))
        if found is None:
            done = max(done, run_end(text, at))
            continue
        figure, end = found
        figure = _sharing_bound(figure, previous, text[floor:at])
        done, floor, previous = end, end, figure
        yield figure


def _figure_at(place: _Place) -> tuple[Quantity, int] | None:
    """The figure at a place and where it ends."""
    text, at = place.text, place.at
    if is_numbering(text, at):
        return None
    if half := half_of_slash(text, at):
        return _figure(place, half, half.unit, half.end)
    number = number_at(text, at, bare_scale=bare_scale_allowed(text, at))
    if number is None or number.end > place.ceiling:
        return None  # 1.107年度 is a list mark before a year
    if found := range_at(place.matched, at, number, place.ceiling):
        return found
    if number.unit:
        return _figure(place, number, number.unit, number.end)
    unit = unit_at(text, number.end)
    if unit is None or unit[1] > place.ceiling:
        return _without_unit(place, number)
    if is_article(text, at, number, unit):
        return None
    return _with_unit(place, number, *unit)


def _with_unit(place: _Place, number: Number, unit: str, end: int) -> tuple[Quantity, int] | None:
    number, unit, end = _with_half(place.text, number, unit, end)
    if unit == DOLLAR and (currency := named_currency(place.text, place.at, place.floor)):
        unit = currency
    if unit == "成" and number.value > 10:
        return None  # more than all
    return _figure(place, number, unit, end)


def _with_half(text: str, number: Number, unit: str, end: int) -> tuple[Number, str, int]:
    """2年半, 1個半月 and 八成五: the rest of the number stands behind its unit."""
    if number.scale or number.places:
        return number, unit, end
    half = replace(number, value=number.value + Decimal("0.5"), places=1)
    if unit == "個" and text.startswith("半月", end):
        return half, "個月", end + 2
    if unit in ("年", "天", "小時", "倍") and (match := _AND_A_HALF.match(text, end)):
        return half, unit, match.end()
    if unit == "成" and (tenths := _TENTHS.match(text, end)):
        tenth = Decimal(chinese_number(tenths[1]) or tenths[1]) / 10
        return replace(number, value=number.value + tenth, places=1), unit, tenths.end()
    return number, unit, end


def _without_unit(place: _Place, number: Number) -> tuple[Quantity, int] | None:
    told = unit_told_around(place.matched, place.at, number, place.floor)
    return None if told is None else _figure(place, number, told.unit, number.end, *told.notes)


def _figure(place: _Place, number: Number, unit: str, end: int, *notes: str) -> tuple[Quantity, int]:
    """The figure with its bounds, and where it ends; an empty unit stays undecided."""
    text, matched = place.text, place.matched
    base, scale = unit_scale(unit) if unit else ("", Decimal(1))
    tail, lead = tail_bound(text, end), lead_bound(text, place.at, place.floor)
    governing = None if lead.recent and base in _YEARS_LONG else lead.qualifier  # 近3年: the last three years
    qualifier, told = combine(governing, tail.qualifier, over=number.over or tail.over)
    sign = sign_before(text, place.at)
    start = place.at - (sign < 0)
    figure = Quantity(
        value=tidy(times(number.value, scale, Decimal(sign))),
        unit=base,
        qualifier=qualifier,
        span=matched.span(start, tail.end),
        text=matched.verbatim(start, tail.end),
        printed_unit=number.scale + unit.replace("CO2", "CO₂"),
        places=number.places,
        grouped=number.grouped,
        cumulative=is_cumulative(text, place.at, place.floor),
        notes=(*number.notes, *told, *notes),
        undecided=() if base else ("缺少單位",),
    )
    return figure, tail.end


def _sharing_bound(figure: Quantity, previous: Quantity | None, between: str) -> Quantity:
    """約560萬元及470萬元: one 約 governs both."""
    if previous is None or previous.qualifier is not Qualifier.ABOUT or figure.qualifier is not Qualifier.EXACT:
        return figure
    if figure.unit != previous.unit or not _SHARED.fullmatch(between):
        return figure
    return replace(figure, qualifier=Qualifier.ABOUT)
