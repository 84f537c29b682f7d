"""Every slip of a plan on a day: the rules of each kind of thing, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from app.domain.slippage.checkpoints import checkpoint_slips
from app.domain.slippage.finance import finance_slips
from app.domain.slippage.findings import finding_slips
from app.domain.slippage.follow_ups import follow_up_slips
from app.domain.slippage.indicators import indicator_slips
from app.domain.slippage.plan_progress import plan_slips
from app.domain.slippage.reconciling import reading_order
from app.domain.slippage.slip import Slip
from app.domain.slippage.submissions import submission_slips
from app.domain.slippage.watched import PlanOnDay
from app.domain.thresholds import Thresholds

RULES: tuple[Callable[[PlanOnDay, date, Thresholds], Iterator[Slip]], ...] = (
    checkpoint_slips,
    finance_slips,
    finding_slips,
    follow_up_slips,
    indicator_slips,
    plan_slips,
    submission_slips,
)


def evaluate(plan: PlanOnDay, *, as_of: date, thresholds: Thresholds) -> tuple[Slip, ...]:
    """Every slip of a plan on a day, in reading order (A-2 before A-10): at most one for each thing."""
    slips = [slip for rule in RULES for slip in rule(plan, as_of, thresholds)]
    return tuple(sorted(slips, key=reading_order))
