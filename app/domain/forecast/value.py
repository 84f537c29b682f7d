"""What an indicator will have come to when its plan ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from app.domain.forecast.model import Demand, Indication, Method, Reading, TooLittle, ValueForecast
from app.domain.forecast.order_statistics import HALF, Distance
from app.domain.forecast.reference import Compared, best, estimates


def value_of(
    indication: Indication, peers: Sequence[Indication], *, as_of: date, demand: Demand
) -> ValueForecast | TooLittle:
    """The final value of an indicator of a plan that still runs, from what was known at the end of ``as_of``.

    :param peers: indicators of the same agency; those count whose final value is known by then.
    """
    indication, step = indication.known_on(as_of), indication.step
    over = [
        peer
        for peer in peers
        if peer.final_on is not None and peer.final_on <= as_of and peer.is_level == indication.is_level
    ]
    share = elapsed(indication, as_of)
    bases = {Method.PACE: pace_value(indication, as_of), Method.PROMISE: _target(indication, as_of)}
    by_method = [
        (method, list(_compared(over, share, BASES[method]))) for method, base in bases.items() if base is not None
    ]
    chosen = best(estimates(indication, by_method, demand, base=1, error=relative))
    at_pace = bases[Method.PACE]
    own_pace = None if at_pace is None else _rounded(at_pace, step, half_up)
    if chosen is None or chosen.spread.low is None or chosen.spread.high is None:
        return TooLittle(_reason(indication, share, by_method, demand), own_pace)
    base, reached = bases[chosen.ground.method], _reached(indication)
    assert base is not None
    low = _rounded(max(base * chosen.spread.low, reached), step, floor)
    high = _rounded(max(base * chosen.spread.high, reached), step, ceil)
    likely = _rounded(max(base * chosen.point, reached), step, half_up)
    return ValueForecast(low, min(max(low, likely), high), high, chosen.ground, own_pace)


def elapsed(indication: Indication, day: date) -> Fraction:
    """The share of the plan's days that has passed, 0 to 1."""
    total = max(1, (indication.ends_on - indication.starts_on).days)
    return min(Fraction(1), max(Fraction(0), Fraction((day - indication.starts_on).days, total)))


def pace_value(indication: Indication, day: date) -> Fraction | None:
    """The final value at the average pace up to the last reading; of a level, the last reading itself.

    ``None`` without a reading, and while nothing has come: nothing, drawn on, would be nothing with certainty.
    """
    last = _last(indication, day)
    if last is None or last.value <= 0:
        return None
    if indication.is_level:
        return Fraction(last.value)
    share = elapsed(indication, last.on)
    return Fraction(last.value) / share if share > 0 else None


def _target(indication: Indication, _day: date) -> Fraction | None:
    return None if indication.target is None else Fraction(indication.target)


BASES: dict[Method, Callable[[Indication, date], Fraction | None]] = {
    Method.PACE: pace_value,
    Method.PROMISE: _target,
}


def _last(indication: Indication, day: date) -> Reading | None:
    return next((one for one in reversed(indication.readings) if one.on <= day), None)


def _reached(indication: Indication) -> Fraction:
    """What is there already and does not go away again; nothing of a level."""
    return Fraction(indication.readings[-1].value) if indication.readings and not indication.is_level else Fraction(0)


def _compared(
    peers: Sequence[Indication], share: Fraction, base_of: Callable[[Indication, date], Fraction | None]
) -> Iterator[Compared]:
    """How many times its base each became, the base taken when as large a share of its own year had passed."""
    for peer in peers:
        then = peer.starts_on + timedelta(days=int(share * (peer.ends_on - peer.starts_on).days))
        base = base_of(peer, then)
        if base is not None and base > 0 and peer.final is not None:
            yield Compared(peer, Fraction(peer.final) / base)


def relative(seen: Distance, guess: Distance) -> Distance:
    """How far apart two figures are, as a share of the larger: 0 to 1, also where one of them is nothing."""
    smaller, larger = sorted((Fraction(seen), Fraction(guess)))
    return (larger - smaller) / larger if larger > 0 else 0


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up, as 主計 offices round what is not negative."""
    return floor(value + HALF)


def _rounded(value: Fraction, step: Decimal, rounding: Callable[[Fraction], int]) -> Decimal:
    return rounding(value / Fraction(step)) * step


def _reason(
    indication: Indication, share: Fraction, by_method: Sequence[tuple[Method, Sequence[Compared]]], demand: Demand
) -> str:
    if not by_method:
        return "尚未填報實際值，也未訂目標值，無從推估。"
    most = max(len(compared) for _, compared in by_method)
    said = "" if indication.readings else "尚未填報實際值，且"
    return f"{said}可比較的紀錄不足：已結束的計畫中可對照的指標僅 {most} 項（至少須 {demand.least} 項）。"
