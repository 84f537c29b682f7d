"""應達數: how much of a year's target is to be expected by a day (design section 4).

Plans name no targets for the parts of their year, so a target that accumulates is taken to grow evenly with the
plan's time. That is an assumption, said in every sentence that rests on it, and it is not made for the first part of
the plan, when work only begins. A ratio (滿意度 85 %) does not grow: it is expected as it is.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from app.domain.figures import percent_text
from app.domain.slippage.watched import PlanOnDay
from app.domain.thresholds import Thresholds
from app.domain.units import RATIO_UNITS, UnitError, unit_scale

_POINTS = "分"  # a score, like a ratio, does not grow with the year


def share_of_time(plan: PlanOnDay, on: date) -> Decimal | None:
    """How much of the plan's days is over at the end of a day, 0 to 1; ``None`` where its days are not known."""
    return None if plan.starts_on is None or plan.ends_on is None else elapsed(plan.starts_on, plan.ends_on, on)


@lru_cache(maxsize=1_000)  # the plans of a year share their days
def elapsed(starts_on: date, ends_on: date, on: date) -> Decimal:
    """How much of the days from one to another is over at the end of a day, 0 to 1."""
    days = (ends_on - starts_on).days + 1
    return Decimal(min(max((on - starts_on).days + 1, 0), days)) / days


@lru_cache(maxsize=1_000)
def accumulates(unit: str) -> bool:
    """Whether what is counted in this unit grows with the year. A unit that is none is compared as it is."""
    try:
        base, _ = unit_scale(unit)
    except UnitError:
        base = unit
    return base not in RATIO_UNITS and base != _POINTS


def expected_of(target: Decimal, share: Decimal, *, accumulates: bool) -> Decimal:
    """What of a target is to be expected after a share of the time.

    Of what is counted in whole cases or 元, nobody owes a part of one: 0.82 案 is none yet.
    """
    if not accumulates:
        return target
    is_whole = target == target.to_integral_value()
    return (target * share).to_integral_value(ROUND_FLOOR) if is_whole else target * share


def judged_share(plan: PlanOnDay, on: date, thresholds: Thresholds) -> Decimal | None:
    """The share of time by which figures of a day may be judged; ``None`` while it is too early, or not known."""
    share = share_of_time(plan, on)
    return None if share is None or share < thresholds.judged_from_share else share


def basis_text(share: Decimal) -> str:
    """On what an expected figure rests: 依計畫期程 53.7% 推估."""
    return f"依計畫期程 {percent_text(share)} 推估"
