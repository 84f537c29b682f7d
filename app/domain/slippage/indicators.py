"""績效指標 that are missed, or behind what is to be expected by the day of their report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.figures import figure_text, percent_text, round_half_up
from app.domain.roc_calendar import format_roc
from app.domain.slippage.expected import accumulates, basis_text, elapsed, expected_of, judged_share
from app.domain.slippage.repeated import repeated
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with, worst_of
from app.domain.slippage.watched import IndicatorOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

_STATES = {"unreported": "未填報", "not_met": "未達成", "expected": "低於應達數", "repeated": "連續低於應達數"}
_STATES["above_ceiling"] = "超出上限"


def indicator_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """An indicator slips by its last reported value: nothing reported is not a zero.

    It slips when the last report is approved without it, when the plan is over and the target is not met, and when it
    is short of what is to be expected by the day of the report. A target that is met never slips, and to reach more
    than was promised is a matter of the variance page.
    """
    on = plan.reported_on
    if on is None or plan.ends_on is None:
        return
    is_over = plan.has_final_report and as_of > plan.ends_on
    for one in plan.indicators:
        if one.quantity.target is None or one.quantity.is_met:
            continue
        signals = list(_signals(one, plan, on, is_over, thresholds))
        if signals:
            yield slip_with(
                signals,
                plan=plan.code,
                kind=SlipKind.INDICATOR,
                key=one.key,
                state=_STATES[worst_of(signals).rule],
                days=(as_of - plan.ends_on).days,
            )


@dataclass(frozen=True, slots=True)
class Sufficient:
    """The share of a target with which an indicator of which more is better is not short while the plan goes on.

    For whoever reads many thousand of them and wants only those that may be. That a rule rounds what is to be expected
    down to whole cases, and so asks for less still, is left to the rule. ``None``: none is judged by that day.
    """

    growing: Decimal | None
    standing: Decimal | None

    def of(self, unit: str) -> Decimal | None:
        """That of an indicator in this unit: what does not grow with the year is expected as a whole."""
        return self.growing if accumulates(unit) else self.standing


def sufficient_on(starts_on: date, ends_on: date, on: date, thresholds: Thresholds) -> Sufficient:
    """By the figures of a day."""
    share, rate = elapsed(starts_on, ends_on, on), thresholds.expected_to_date_rate
    return Sufficient(None, None) if share < thresholds.judged_from_share else Sufficient(share * rate, rate)


def _signals(one: IndicatorOnDay, plan: PlanOnDay, on: date, is_over: bool, thresholds: Thresholds) -> Iterator[Signal]:
    if one.quantity.actual is None:
        if plan.has_final_report:
            yield _unreported(one, on)
    elif is_over:
        yield _not_met(one, plan, on)
    elif not one.quantity.more_is_better:
        yield _above_ceiling(one, on)
    else:
        yield from _short_of_expected(one, plan, on, thresholds)


def _unreported(one: IndicatorOnDay, on: date) -> Signal:
    return Signal(
        "unreported",
        Level.BEHIND,
        f"{one.subject}於最後一期期報（{format_roc(on)}）核定後仍未填實際值；期末未填報為黃燈",
        inputs=_inputs(one, on),
        threshold="",
        since=on,
    )


def _not_met(one: IndicatorOnDay, plan: PlanOnDay, on: date) -> Signal:
    ended = format_roc(plan.ends_on) if plan.ends_on else ""
    rate = "" if one.quantity.rate is None else f"，達成率 {percent_text(one.quantity.rate)}"
    actual, target = _amount(one, one.quantity.actual), _amount(one, one.quantity.target)
    return Signal(
        "not_met",
        Level.SEVERE,
        f"{one.subject}實際值 {actual}，未達目標值 {target}{rate}，計畫已於 {ended} 結束；未達成為紅燈",
        inputs=_inputs(one, on),
        threshold=target,
        since=on if plan.ends_on is None else plan.ends_on + timedelta(days=1),
    )


def _above_ceiling(one: IndicatorOnDay, on: date) -> Signal:
    """Whether it can still come down is not known, so it is only to be watched until the plan is over."""
    target = _amount(one, one.quantity.target)
    return Signal(
        "above_ceiling",
        Level.NOTICE,
        f"{one.subject}截至 {format_roc(on)} 為 {_amount(one, one.quantity.actual)}，高於目標值 {target}；"
        "越低越好之指標高於目標值須留意",
        inputs=_inputs(one, on),
        threshold=target,
        since=on,
    )


def _short_of_expected(one: IndicatorOnDay, plan: PlanOnDay, on: date, thresholds: Thresholds) -> Iterator[Signal]:
    behind = _behind_in_a_row(one, plan, on, thresholds)
    if not behind or one.quantity.target is None:
        return
    share = judged_share(plan, on, thresholds) or Decimal(1)
    target, limit = one.quantity.target, percent_text(thresholds.expected_to_date_rate, places=0)
    expected = _amount(one, _expected(one, target, share))
    basis = basis_text(share) if one.accumulates else "比率不隨期程累計，以目標值為準"
    what = f"{one.subject}截至 {format_roc(on)} 為 {_amount(one, one.quantity.actual)}，應達數 {expected}（{basis}）"
    yield Signal(
        "expected",
        Level.NOTICE,
        f"{what}；低於應達數之 {limit} 須留意",
        inputs=(*_inputs(one, on), ("應達數", expected), ("依據", basis)),
        threshold=limit,
        since=behind[0],
    )
    yield from repeated(behind, usual=Level.NOTICE, what=what, thresholds=thresholds)


def _behind_in_a_row(one: IndicatorOnDay, plan: PlanOnDay, on: date, thresholds: Thresholds) -> list[date]:
    """The days of the last reports that were all short of what was to be expected, oldest first."""
    found: list[date] = []
    values = [(earlier.on, earlier.value) for earlier in one.earlier] + [(on, one.quantity.actual)]
    for day, value in reversed(values):
        share = judged_share(plan, day, thresholds)
        if value is None or share is None or not _is_short(one, value, share, thresholds):
            break
        found.insert(0, day)
    return found


def _is_short(one: IndicatorOnDay, value: Decimal, share: Decimal, thresholds: Thresholds) -> bool:
    target = one.quantity.target
    return target is not None and value < _expected(one, target, share) * thresholds.expected_to_date_rate


def _expected(one: IndicatorOnDay, target: Decimal, share: Decimal) -> Decimal:
    return expected_of(target, share, accumulates=one.accumulates)


def _inputs(one: IndicatorOnDay, on: date) -> tuple[tuple[str, str], ...]:
    return (
        ("績效指標", one.subject),
        ("目標值", _amount(one, one.quantity.target)),
        ("實際值", "未填報" if one.quantity.actual is None else _amount(one, one.quantity.actual)),
        ("期報資料日", format_roc(on)),
    )


def _amount(one: IndicatorOnDay, value: Decimal | None) -> str:
    """In the printed unit; an expected figure is a product, and shown with two decimals at most."""
    if value is None:
        return ""
    shown = value / one.scale
    exact = shown if shown == round_half_up(shown, 4) else round_half_up(shown, 2)
    return f"{figure_text(exact)} {one.unit}".rstrip()
