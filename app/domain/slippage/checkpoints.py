"""查核點 that are late, short or about to be due, and those whose reports give reason to look again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.checkpoint_state import CheckpointFacts, CheckpointState, StateOnDay, checkpoint_state
from app.domain.figures import figure_text
from app.domain.lights import Light, LightReading, checkpoint_light
from app.domain.roc_calendar import format_roc
from app.domain.slippage.checkpoint_reports import report_signals
from app.domain.slippage.repeated import repeated
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with
from app.domain.slippage.watched import CheckpointOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

_DAY = timedelta(days=1)


def checkpoint_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """A checkpoint slips when it is 即將到期, 落後, 部分完成 or 未達成, or its report gives reason to look.

    What is finished as promised, or left the plan by an approved change, never does.
    """
    soon = as_of + timedelta(days=thresholds.due_soon_days)
    view = _View(plan, as_of, thresholds, tuple(sorted(period.due_on for period in plan.periods)))
    for checkpoint in plan.checkpoints:
        if not _is_quiet(checkpoint, as_of, soon) and (slip := _slip(checkpoint, view)):
            yield slip


@dataclass(frozen=True, slots=True)
class _View:
    """What every checkpoint of one scan is looked at with."""

    plan: PlanOnDay
    as_of: date
    thresholds: Thresholds
    period_ends: tuple[date, ...]


def _is_quiet(checkpoint: CheckpointOnDay, as_of: date, soon: date) -> bool:
    """Whether nothing can be wrong: told from a few comparisons, because most of 600,000 checkpoints are quiet."""
    facts = checkpoint.facts
    if facts.disposition is not None:
        return True
    if facts.completed_on is not None and facts.completed_on <= as_of:
        return facts.is_finished_by(as_of)
    return (
        facts.due_on > soon
        and facts.actual is None
        and not checkpoint.achievement
        and not checkpoint.delay_reason
        and not checkpoint.postponed_on
        and facts.closing_on is None
    )


def _slip(checkpoint: CheckpointOnDay, view: _View) -> Slip | None:
    facts = checkpoint.facts
    on_day = checkpoint_state(facts, as_of=view.as_of, due_soon_days=view.thresholds.due_soon_days)
    if on_day.is_done:
        return None
    signals = [_by_its_state(facts, on_day, view)] if on_day.needs_attention else []
    signals += _repeatedly_late(facts, view) if on_day.is_overdue else ()
    signals += report_signals(checkpoint, on_day, view.plan, as_of=view.as_of, thresholds=view.thresholds)
    if not signals:
        return None
    return slip_with(
        signals,
        plan=view.plan.code,
        kind=SlipKind.CHECKPOINT,
        key=checkpoint.key,
        state=str(on_day.state),
        days=on_day.late_days or -(on_day.days_to_due or 0),
    )


def _by_its_state(facts: CheckpointFacts, on_day: StateOnDay, view: _View) -> Signal:
    reading = checkpoint_light(facts, on_day, as_of=view.as_of, thresholds=view.thresholds)
    level = _level(on_day, reading)
    return Signal(
        _RULES[on_day.state],
        level,
        reading.sentence,
        inputs=tuple(_inputs(facts, on_day)),
        threshold=reading.threshold,
        since=_since(facts, on_day, level, view),
    )


_RULES = {
    CheckpointState.DUE_SOON: "due_soon",
    CheckpointState.OVERDUE: "late",
    CheckpointState.PARTIAL: "partial",
    CheckpointState.NOT_MET: "not_met",
}


def _level(on_day: StateOnDay, reading: LightReading) -> Level:
    if on_day.state is CheckpointState.DUE_SOON:
        return Level.NOTICE
    return Level.SEVERE if reading.light is Light.RED else Level.BEHIND


def _since(facts: CheckpointFacts, on_day: StateOnDay, level: Level, view: _View) -> date:
    """Since when it has been as bad as this."""
    if on_day.state is CheckpointState.DUE_SOON:
        return facts.due_on - timedelta(days=view.thresholds.due_soon_days)
    if facts.closing_on is not None and facts.is_closed_on(view.as_of):
        return facts.closing_on + _DAY
    severe_days = view.thresholds.severe_overdue_days
    if level is Level.SEVERE and on_day.late_days > severe_days:
        return facts.due_on + timedelta(days=severe_days + 1)
    if facts.completed_on is not None and facts.completed_on <= view.as_of:  # short since it was called complete
        return facts.completed_on
    return facts.due_on + _DAY


def _inputs(facts: CheckpointFacts, on_day: StateOnDay) -> Iterator[tuple[str, str]]:
    yield "預定完成日", format_roc(facts.due_on)
    if on_day.is_extended and facts.original_due_on is not None:
        yield "原訂完成日", format_roc(facts.original_due_on)
    if facts.completed_on is not None:
        yield "實際完成日", format_roc(facts.completed_on)
    if facts.target is not None:
        yield "目標值", figure_text(facts.target)
        yield "實際值", "未填報" if facts.actual is None else figure_text(facts.actual)
    if on_day.late_days:
        yield "逾期天數", f"{on_day.late_days:,} 天"
    if on_day.is_extended and on_day.late_days_against_original:
        yield "較原訂逾期天數", f"{on_day.late_days_against_original:,} 天"


def _repeatedly_late(facts: CheckpointFacts, view: _View) -> Iterator[Signal]:
    """Still late at the end of several reporting periods in a row (連續落後)."""
    ends = view.period_ends
    missed = ends[bisect_right(ends, facts.due_on) : bisect_right(ends, view.as_of)]
    what = f"預定 {format_roc(facts.due_on)} 完成"
    yield from repeated(missed, usual=Level.BEHIND, what=what, thresholds=view.thresholds)
