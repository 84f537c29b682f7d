"""應達數: how much of a year's target is to be expected by a day (design section 4).

Plans name no targets for the parts of their year, so a target that accumulates is taken to grow evenly with the
plan's time. That is an assumption, said in every sentence that rests on it, and it is not made for the first part of
the plan, when work only begins. A ratio (滿意度 85 %) does not grow: it is expected as it is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.figures import percent_text
from app.domain.slippage.watched import PlanOnDay
from app.domain.thresholds import Thresholds


def share_of_time(plan: PlanOnDay, on: date) -> Decimal | None:
    """How much of the plan's days is over at the end of a day, 0 to 1; ``None`` where its days are not known."""
    if plan.starts_on is None or plan.ends_on is None:
        return None
    days = (plan.ends_on - plan.starts_on).days + 1
    return Decimal(min(max((on - plan.starts_on).days + 1, 0), days)) / days


def judged_share(plan: PlanOnDay, on: date, thresholds: Thresholds) -> Decimal | None:
    """The share of time by which figures of a day may be judged; ``None`` while it is too early, or not known."""
    share = share_of_time(plan, on)
    return None if share is None or share < thresholds.judged_from_share else share


def basis_text(share: Decimal) -> str:
    """On what an expected figure rests: 依計畫期程 53.7% 推估."""
    return f"依計畫期程 {percent_text(share)} 推估"
