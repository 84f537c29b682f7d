"""期報 that are past due without approval, and those that were sent back and did not come again in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.lights import Light, submission_light
from app.domain.roc_calendar import format_roc
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with
from app.domain.slippage.watched import PeriodOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

REPORT_MISSING = "逾期未報"
APPROVAL_MISSING = "逾期未核定"
CORRECTION_MISSING = "逾期未補正"
_DAY = timedelta(days=1)


def submission_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """A reporting period slips the day after it was due, and the day after its 補正期限, until a report is approved."""
    open_periods = [period for period in plan.periods if not period.is_settled]
    missing = sorted(period.due_on for period in open_periods if as_of > period.due_on)
    for period in open_periods:
        is_missing = as_of > period.due_on
        signals = [_missing(period, missing, as_of, thresholds)] if is_missing else []
        signals += _not_corrected(period, as_of)
        if signals:
            yield slip_with(
                signals,
                plan=plan.code,
                kind=SlipKind.SUBMISSION,
                key=period.key,
                state=_state(period) if is_missing else CORRECTION_MISSING,
                days=(as_of - period.due_on).days,
            )


def _state(period: PeriodOnDay) -> str:
    return APPROVAL_MISSING if period.in_review else REPORT_MISSING


def _missing(period: PeriodOnDay, missing: list[date], as_of: date, thresholds: Thresholds) -> Signal:
    late_days = (as_of - period.due_on).days
    reading = submission_light(
        period.name,
        period.due_on,
        late_days=late_days,
        missing_reports=len(missing),
        in_review=period.in_review,
        thresholds=thresholds,
    )
    return Signal(
        "missing",
        Level.SEVERE if reading.light is Light.RED else Level.BEHIND,
        reading.sentence,
        inputs=(
            ("填報期限", format_roc(period.due_on)),
            ("逾期天數", f"{late_days:,} 天"),
            ("累計未報", f"{len(missing)} 期"),
        ),
        threshold=reading.threshold,
        since=_since(period, missing, reading.light, thresholds),
    )


def _since(period: PeriodOnDay, missing: list[date], light: Light, thresholds: Thresholds) -> date:
    if light is not Light.RED:
        return period.due_on + _DAY
    severe_from = [period.due_on + timedelta(days=thresholds.severe_overdue_days + 1)]
    if len(missing) >= thresholds.repeated_missing_reports:
        severe_from.append(max(period.due_on, missing[thresholds.repeated_missing_reports - 1]) + _DAY)
    return min(severe_from)


def _not_corrected(period: PeriodOnDay, as_of: date) -> list[Signal]:
    if period.correct_by is None or as_of <= period.correct_by:
        return []
    until, late_days = format_roc(period.correct_by), (as_of - period.correct_by).days
    return [
        Signal(
            "not_corrected",
            Level.BEHIND,
            f"{period.name}期報經退回，應於 {until} 前補正，逾期 {late_days:,} 天尚未重新送件；逾補正期限為黃燈",
            inputs=(("補正期限", until), ("逾期天數", f"{late_days:,} 天")),
            threshold="0 天",
            since=period.correct_by + _DAY,
        )
    ]
