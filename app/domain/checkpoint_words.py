"""What happened to a checkpoint, in one clause that a program officer would write."""

from __future__ import annotations

from datetime import date

from app.domain.checkpoint_state import CheckpointFacts, CheckpointState, StateOnDay
from app.domain.figures import percent_text
from app.domain.roc_calendar import format_roc


def describe_checkpoint(facts: CheckpointFacts, on_day: StateOnDay, *, as_of: date) -> str:
    """Deadline and facts on the day ``as_of``: 「預定 107/6/30 完成，逾期 31 天未完成」, without a full stop."""
    return f"預定 {format_roc(facts.due_on)} 完成{_extension(facts, on_day)}，{_what_happened(facts, on_day, as_of)}"


def _extension(facts: CheckpointFacts, on_day: StateOnDay) -> str:
    """An extended checkpoint keeps its first deadline in sight, with the lateness against it (field-notes 1.3)."""
    if not on_day.is_extended or facts.original_due_on is None:
        return ""
    late = on_day.late_days_against_original
    return f"（已展延，原訂 {format_roc(facts.original_due_on)}{f'，較原訂逾期 {late:,} 天' if late else ''}）"


def _what_happened(facts: CheckpointFacts, on_day: StateOnDay, as_of: date) -> str:
    if not on_day.counts:
        return f"已{on_day.state}"
    if on_day.is_done:
        return _finished(facts, on_day)
    if on_day.is_overdue or on_day.state in {CheckpointState.PARTIAL, CheckpointState.NOT_MET}:
        return _short_or_late(facts, on_day, as_of)
    if on_day.state is CheckpointState.NOT_STARTED:
        return "尚未開始"
    return f"尚餘 {on_day.days_to_due:,} 天" if on_day.days_to_due else "當日到期"


def _finished(facts: CheckpointFacts, on_day: StateOnDay) -> str:
    assert facts.completed_on is not None
    done = f"已於 {format_roc(facts.completed_on)} {'以前' if facts.completed_is_on_or_before else ''}完成"
    if not on_day.late_days:
        return done
    return f"{done}，逾期{'至多' if on_day.late_days_is_upper_bound else ''} {on_day.late_days:,} 天"


def _short_or_late(facts: CheckpointFacts, on_day: StateOnDay, as_of: date) -> str:
    """What is missing, and since when; a shortfall is said as a share because the unit is not known here."""
    parts = []
    if facts.is_completed_by(as_of):
        parts.append(f"已填報完成，惟{_quantity(facts)}")
    elif facts.completed_on is None and facts.actual is not None and facts.target is not None:
        parts.append(f"{_quantity(facts)}，尚未填實際完成日")
    if on_day.late_days:
        missing = "補足" if facts.is_completed_by(as_of) else "完成"
        parts.append(f"逾期 {on_day.late_days:,} 天未{missing}")
    if facts.is_closed_on(as_of):
        parts.append("計畫已結束")
    return "，".join(parts)


def _quantity(facts: CheckpointFacts) -> str:
    if facts.quantity.is_met:
        return "實際值已達目標值"
    if facts.quantity.rate is None or not facts.quantity.more_is_better:
        return "實際值未達目標值"
    return f"實際值僅達目標值之 {percent_text(facts.quantity.rate)}"
