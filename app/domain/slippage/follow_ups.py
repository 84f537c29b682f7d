"""追蹤 that nobody has made, or that are about to be due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.checkpoint_state import CheckpointState
from app.domain.lights import Light, follow_up_light
from app.domain.roc_calendar import format_roc
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with
from app.domain.slippage.watched import FollowUpOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

FOLLOW_UP_MISSING = "逾期未追蹤"
_LEVELS = {Light.GREEN: Level.NOTICE, Light.YELLOW: Level.BEHIND, Light.RED: Level.SEVERE}


def follow_up_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """A follow-up slips when it is 即將到期, and when it has not been made the day after it was planned."""
    for one in plan.follow_ups:
        days = (as_of - one.planned_on).days
        if days >= -thresholds.due_soon_days:
            yield slip_with(
                [_signal(one, days, thresholds)],
                plan=plan.code,
                kind=SlipKind.FOLLOW_UP,
                key=one.key,
                state=FOLLOW_UP_MISSING if days > 0 else str(CheckpointState.DUE_SOON),
                days=days,
            )


def _signal(one: FollowUpOnDay, days: int, thresholds: Thresholds) -> Signal:
    reading = follow_up_light(one.label, one.planned_on, days=days, thresholds=thresholds)
    level = _LEVELS[reading.light]
    first_days = {Level.NOTICE: -thresholds.due_soon_days, Level.BEHIND: 1}.get(
        level, thresholds.severe_overdue_days + 1
    )
    return Signal(
        "late" if days > 0 else "due_soon",
        level,
        reading.sentence,
        inputs=(("預定追蹤日", format_roc(one.planned_on)), ("追蹤對象", one.label)),
        threshold=reading.threshold,
        since=one.planned_on + timedelta(days=first_days),
    )
