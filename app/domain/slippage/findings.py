"""檢核發現 that nobody answered, and places that a reviewer returned and nobody corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.roc_calendar import format_roc
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with
from app.domain.slippage.watched import FindingOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

NOT_ANSWERED = "逾期未回覆"
NOT_CORRECTED = "逾期未補正"


def finding_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """A finding slips the day after it was to be answered or corrected; after long it is 嚴重."""
    for one in plan.findings:
        due_on = one.due_on or one.raised_on + timedelta(days=thresholds.finding_answer_days)
        if as_of > due_on:
            yield slip_with(
                [_signal(one, due_on, as_of, thresholds)],
                plan=plan.code,
                kind=SlipKind.FINDING,
                key=one.key,
                state=NOT_CORRECTED if one.due_on else NOT_ANSWERED,
                days=(as_of - due_on).days,
            )


def _signal(one: FindingOnDay, due_on: date, as_of: date, thresholds: Thresholds) -> Signal:
    late_days, severe_days = (as_of - due_on).days, thresholds.severe_overdue_days
    is_severe = late_days > severe_days
    asked = "補正期限" if one.due_on else f"{thresholds.finding_answer_days:,} 天內回覆，期限"
    rule = f"逾期超過 {severe_days:,} 天為紅燈" if is_severe else f"逾期 {severe_days:,} 天以內為黃燈"
    return Signal(
        "not_corrected" if one.due_on else "not_answered",
        Level.SEVERE if is_severe else Level.BEHIND,
        f"{one.label}（{format_roc(one.raised_on)} 提出，{asked} {format_roc(due_on)}），"
        f"逾期 {late_days:,} 天未{'補正' if one.due_on else '回覆'}；{rule}",
        inputs=(
            ("事項", one.label),
            ("提出日", format_roc(one.raised_on)),
            ("期限", format_roc(due_on)),
            ("逾期天數", f"{late_days:,} 天"),
        ),
        threshold=f"{severe_days:,} 天",
        since=due_on + timedelta(days=severe_days + 1 if is_severe else 1),
    )
