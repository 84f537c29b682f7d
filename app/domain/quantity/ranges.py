"""Ranges: 3~7位, 8~10%, 1~2億元, 200萬元至500萬元, 7成至8成 (field-notes 2.1 rule 6)."""

import re
from decimal import Decimal

from app.domain.matching_text import MatchingText
from app.domain.quantity.bounds import is_cumulative, tail_bound
from app.domain.quantity.context import sign_before, unit_by_nouns
from app.domain.quantity.exact import tidy, times
from app.domain.quantity.model import Qualifier, Quantity
from app.domain.quantity.numbers import Number, number_at, scale_value
from app.domain.quantity.words import unit_at
from app.domain.units import unit_kind, unit_scale

_CONNECTOR = re.compile(r"(?:\s?~\s?|\s?-\s?|至|到)(?:新臺幣|新台幣|NT\$)?(?=[\d.一二三四五六七八九十兩百千])")

_Unit = tuple[str, int]


def range_at(matched: MatchingText, at: int, first: Number, ceiling: int) -> tuple[Quantity, int] | None:
    """The range that begins with ``first``, and where it ends; its unit may stand on the second number only.

    ``None`` unless low is below high: 5-3家 is a code, and a date behind 至 is no second number.
    """
    text = matched.plain
    own = _unit_of(text, first)
    link = _CONNECTOR.match(text, own[1] if own else first.end)
    if link is None or link.end() >= min(ceiling, len(text)):
        return None
    second = number_at(text, link.end())
    if second is None:
        return None
    unit = _unit_of(text, second) or _told_unit(text, at, second)
    if unit is None or (own and unit[0] and unit_kind(own[0]) != unit_kind(unit[0])):
        return None
    ends = _ends(first, second, own[0] if own else None, unit[0], sign=sign_before(text, at))
    return None if ends is None else _range(matched, at, (first, second), ends, unit)


def _unit_of(text: str, number: Number) -> _Unit | None:
    return (number.unit, number.end) if number.unit else unit_at(text, number.end)


def _told_unit(text: str, at: int, second: Number) -> _Unit | None:
    """1億至2億 leave their 元 to the nouns around."""
    if second.scale[-1:] not in tuple("萬億兆"):
        return None
    return unit_by_nouns(text, at, second.end, 0), second.end


def _ends(first: Number, second: Number, own: str | None, unit: str, *, sign: int) -> tuple[Decimal, Decimal] | None:
    """Both ends in base units: 1~2億元 shares the 億, 5,000~1萬元 does not."""
    scale = unit_scale(unit)[1] if unit else Decimal(1)
    high = times(second.value, scale)
    low = times(first.value, unit_scale(own)[1] if own else scale)
    if own is None and not first.scale and second.scale:
        shared = times(low, scale_value(second.scale))
        low = shared if shared < high else low
    low = sign * low
    return (low, high) if low < high else None


def _range(
    matched: MatchingText,
    at: int,
    numbers: tuple[Number, Number],
    ends: tuple[Decimal, Decimal],
    unit: _Unit,
) -> tuple[Quantity, int]:
    first, second = numbers
    start = at - (sign_before(matched.plain, at) < 0)
    end = tail_bound(matched.plain, unit[1]).end
    figure = Quantity(
        value=None,
        unit=unit_scale(unit[0])[0] if unit[0] else "",
        qualifier=Qualifier.RANGE,
        span=matched.span(start, end),
        text=matched.verbatim(start, end),
        printed_unit=second.scale + unit[0].replace("CO2", "CO₂"),
        places=max(first.places, second.places),
        low=tidy(ends[0]),
        high=tidy(ends[1]),
        cumulative=is_cumulative(matched.plain, at, 0),
        notes=(*first.notes, *second.notes),
        undecided=() if unit[0] else ("缺少單位",),
    )
    return figure, end
