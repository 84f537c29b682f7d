"""預定進度與實際進度 of a plan on a day, from its weighted checkpoints (field-notes 1.2, design section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise
from typing import Protocol

from app.domain.checkpoint_state import CheckpointFacts
from app.domain.figures import figure_text, round_half_up

WHOLE_PCT = Decimal("100.00")
WEIGHT_STEP = Decimal("0.01")


class Weighted(Protocol):
    """Anything that has the share of the plan, 0 to 100, and the facts of a checkpoint."""

    @property
    def weight_pct(self) -> Decimal: ...
    @property
    def facts(self) -> CheckpointFacts: ...


@dataclass(frozen=True, slots=True)
class WeightedCheckpoint:
    """A checkpoint with its share of the plan; ``weight_pct`` is 0 to 100."""

    weight_pct: Decimal
    facts: CheckpointFacts


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """An entered planned percentage that holds from ``on`` until the next point (月預定進度)."""

    on: date
    planned_pct: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """Planned beside actual, each 0 to 100 and exact; nothing is rounded before it is shown."""

    planned_pct: Decimal
    actual_pct: Decimal

    @property
    def difference_pp(self) -> Decimal:
        """進度差異: actual minus planned in percentage points, negative when behind."""
        return self.actual_pct - self.planned_pct

    @property
    def shown(self) -> Progress:
        """Both figures half-up to two decimals.

        The difference shown is the difference of the figures shown: whoever subtracts what is printed must
        find what is printed.
        """
        return Progress(round_half_up(self.planned_pct, 2), round_half_up(self.actual_pct, 2))


def progress_on(checkpoints: Iterable[Weighted], *, as_of: date, curve: Sequence[CurvePoint] = ()) -> Progress | None:
    """Progress at the end of the day ``as_of``; ``None`` when no checkpoint is left to measure.

    What was withdrawn, stopped or merged leaves numerator and denominator alike: the weights of the others are
    taken as shares of what remains, so a plan can still reach 100 %. An entered ``curve`` replaces the planned
    figure and stands as it was entered.
    """
    total = due = done = Decimal(0)
    for checkpoint in checkpoints:
        facts, weight = checkpoint.facts, checkpoint.weight_pct
        if facts.disposition is not None:
            continue
        total += weight
        if facts.due_on <= as_of:
            due += weight
        if facts.is_finished_by(as_of):
            done += weight
        elif facts.actual is not None:
            done += weight * completion(facts, as_of=as_of)
    if total <= 0:
        return None
    planned_pct = planned_by_curve(curve, as_of=as_of) if curve else due * 100 / total
    return Progress(planned_pct, done * 100 / total)


def completion(facts: CheckpointFacts, *, as_of: date) -> Decimal:
    """How much of a checkpoint is done on a day, 0 to 1.

    With a promised quantity it is the share delivered, never more than all of it; a ceiling (以下) is kept or
    broken, with nothing between. A completion that lies after ``as_of`` brings its quantity only then. A
    completion without its quantity counts in full, as its state does.
    """
    if facts.is_finished_by(as_of):
        return Decimal(1)
    if facts.completed_on is not None and facts.completed_on > as_of:
        return Decimal(0)
    if facts.actual is None:
        return Decimal(0)
    share = facts.quantity.rate
    if share is not None and facts.quantity.more_is_better:
        return min(max(share, Decimal(0)), Decimal(1))
    return Decimal(0)


def planned_by_curve(curve: Sequence[CurvePoint], *, as_of: date) -> Decimal:
    """The entered percentage in force on a day: the last point reached, 0 before the first."""
    reached = [point for point in curve if point.on <= as_of]
    return max(reached, key=lambda point: point.on).planned_pct if reached else Decimal(0)


def spread_evenly(count: int) -> tuple[Decimal, ...]:
    """Equal weights for ``count`` checkpoints that total exactly 100.00; the last takes the remainder.

    :raises ValueError: for no checkpoint, or for so many that a weight of two decimals would be zero.
    """
    if not 1 <= count <= WHOLE_PCT / WEIGHT_STEP:
        raise ValueError(f"無法將權重平均分配給 {count} 個查核點，請輸入 1 至 10,000 個。")
    # Rounded down, because rounding up would leave the last of many checkpoints nothing, or less.
    each = (WHOLE_PCT / count).quantize(WEIGHT_STEP, rounding=ROUND_DOWN)
    return (*[each] * (count - 1), WHOLE_PCT - each * (count - 1))


def weight_text(weight: Decimal) -> str:
    """A weight or a sum of weights as it is printed: with two places, or with all that it has where these are more."""
    return f"{weight:.2f}" if weight == round_half_up(weight, 2) else f"{weight:f}"


def check_weights(weights: Sequence[Decimal]) -> tuple[str, ...]:
    """What is wrong with a plan's weights, as sentences for the person who typed them; empty when all is well."""
    problems = []
    for position, weight in enumerate(weights, start=1):
        if not 0 < weight <= WHOLE_PCT:
            problems.append(f"第 {position} 項權重 {weight:f} 超出範圍，請輸入大於 0、至多 100 的數值。")
        elif weight != round_half_up(weight, 2):
            problems.append(f"第 {position} 項權重 {weight:f} 超過二位小數，請四捨五入至小數第二位。")
    total = sum(weights, Decimal(0))
    if total != WHOLE_PCT:
        gap = WHOLE_PCT - total
        advice = f"{'尚少' if gap > 0 else '多出'} {figure_text(abs(gap))}"
        problems.append(f"權重合計為 {weight_text(total)}，應為 100.00（{advice}），請調整後再存檔。")
    return tuple(problems)


def check_curve(curve: Sequence[CurvePoint]) -> tuple[str, ...]:
    """What is wrong with an entered monthly curve: it lies in 0 to 100, never falls, and has one value a day."""
    problems = []
    in_order = sorted(curve, key=lambda point: point.on)
    for point in in_order:
        if not 0 <= point.planned_pct <= WHOLE_PCT:
            problems.append(f"預定進度 {point.planned_pct:f} 超出範圍，請輸入 0 至 100 的數值。")
    for earlier, later in pairwise(in_order):
        if earlier.on == later.on:
            problems.append("同一日期填了兩個預定進度，請保留一個。")
        elif later.planned_pct < earlier.planned_pct:
            problems.append(
                f"累計預定進度由 {earlier.planned_pct:f} 降為 {later.planned_pct:f}，累計值不可減少，請修正。"
            )
    return tuple(problems)
