"""Forecasts as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.figures import NO_FIGURE, figure_text, percent_text, round_half_up
from app.domain.forecast.backtest import Quality
from app.domain.forecast.model import FinishForecast, Ground, Method, ValueForecast
from app.domain.forecast.order_statistics import Distance
from app.domain.quantity import format_quantity
from app.domain.roc_calendar import format_roc

DECEMBER = 12


def finish_text(forecast: FinishForecast, *, due_on: date) -> str:
    """The estimate in short: 「預計 107/10/25 完成（晚 10 天）」.

    :param due_on: the deadline in force.
    """
    return f"預計 {format_roc(forecast.likely)} 完成（{_late(forecast.likely, due_on)}）"


def finish_range_text(forecast: FinishForecast) -> str:
    """The range: 「107/10/12 至 107/11/3」."""
    if forecast.high is None:
        return f"最快 {format_roc(forecast.low)}，最慢尚無從推估"
    return f"{format_roc(forecast.low)} 至 {format_roc(forecast.high)}"


def value_short_text(forecast: ValueForecast, *, unit: str, places: int, ends_on: date) -> str:
    """The range in short: 「年底可達 152–171 案」; of a plan that does not end with the year, 期末."""
    return (
        f"{'年底' if ends_on.month == DECEMBER else '期末'}可達 {value_range_text(forecast, unit=unit, places=places)}"
    )


def value_range_text(forecast: ValueForecast, *, unit: str, places: int) -> str:
    """The range: 「152–171 案」."""
    high = format_quantity(forecast.high, unit, places=places)
    if forecast.low == forecast.high:
        return high
    low = format_quantity(forecast.low, unit, places=places)
    return f"{low.removesuffix(unit).rstrip()}–{high}"


def ground_text(ground: Ground, *, noun: str) -> str:
    """What a forecast stands on: 「依期限或目標，參照同一受委託單位 14 項查核點」.

    :param noun: 查核點 or 績效指標.
    """
    start = "依目前進度" if ground.method is Method.PACE else "依期限" if noun == "查核點" else "依目標值"
    still_open = f"（另 {ground.open} 項逾期未完成）" if ground.open else ""
    constructed = f"，{constructed_text(ground.constructed, ground.size + ground.open)}" if ground.constructed else ""
    as_base = "；該類以此直接推估已較準，故未再調整" if ground.as_base else ""
    return f"{start}，參照{ground.basis}已知結果的 {ground.size} 項{noun}{still_open}{constructed}{as_base}"


def constructed_text(constructed: int, of: int) -> str:
    """How many of so many are constructed: 「其中 5 項為示範資料」."""
    return "均為示範資料" if constructed == of else f"其中 {constructed} 項為示範資料"


def own_pace_text(own_pace: date | Decimal | None, *, unit: str = "", places: int = 0) -> str:
    """Where the own pace alone would lead; it has no range, and says so. Empty without a pace."""
    if own_pace is None:
        return ""
    if isinstance(own_pace, date):
        return f"單依目前進度直推為 {format_roc(own_pace)} 完成（無區間，僅供參考）"
    return f"單依目前進度直推為 {format_quantity(own_pace, unit, places=places)}（無區間，僅供參考）"


def verdict_text(quality: Quality, *, peer: str, unit: str, cover: Fraction) -> str:
    """How good the forecasts were in one sentence, plainly.

    :param peer: what the naive forecast does: 「一律視為如期」.
    :param unit: 天, or % for shares.
    """
    told = f"回測 {quality.tried} 次，其中 {quality.answered} 次有足夠資料推估"
    if quality.error is None or quality.coverage is None:
        return f"{told}，結果尚不足以評定準確度。"
    own, naive = (error_text(one, unit=unit) for one in (quality.error, quality.naive_error))
    better = {True: "本法較準", False: f"「{peer}」反而較準，研判時請以其為準", None: "兩者相當"}[quality.is_better]
    return (
        f"{told}；{share_text(cover)} 區間實際涵蓋 {coverage_text(quality)}；"
        f"平均誤差 {own}，「{peer}」為 {naive}，{better}。"
    )


def error_text(error: Distance | None, *, unit: str) -> str:
    """An error: 「5.3 天」, or as a percentage."""
    if error is None:
        return NO_FIGURE
    if unit == "%":
        return percent_text(as_decimal(error))
    return f"{figure_text(round_half_up(as_decimal(error), 1))} {unit}"


def share_text(share: Fraction) -> str:
    """A share in whole percent: 「80%」."""
    return percent_text(as_decimal(share), places=0)


def coverage_text(quality: Quality) -> str:
    """The share of truths inside the range with its counts: 「83%（10/12）」."""
    if quality.coverage is None:
        return NO_FIGURE
    return f"{share_text(quality.coverage)}（{quality.inside}/{quality.decided}）"


def _late(day: date, due_on: date) -> str:
    days = (day - due_on).days
    return f"晚 {days:,} 天" if days > 0 else f"早 {-days:,} 天" if days < 0 else "如期"


def as_decimal(share: Distance) -> Decimal:
    """A share or an error, to as many places as a figure is ever shown with."""
    return Decimal(share.numerator) / Decimal(share.denominator)
