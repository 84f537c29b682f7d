"""What a report says of a checkpoint (查核點)."""

from collections.abc import Iterator

from app.domain.checkpoint_state import checkpoint_state
from app.domain.facts import facts_of
from app.domain.findings import Severity
from app.domain.merge import is_blank
from app.domain.plan_document import Checkpoint
from app.domain.prose import contradicting_date, contradicting_figure
from app.domain.report_rules.figures import TEXT_DISAGREES, told_otherwise
from app.domain.report_rules.rule import Context, Fault
from app.domain.roc_calendar import format_roc

EXPLANATION = (("delay_reason", "落後原因"), ("remedy", "改善對策"), ("catch_up_on", "預定趕上日期"))


def is_still_in_the_plan(row: Checkpoint, _context: Context) -> Iterator[Fault]:
    """What an approved change took out of the plan can be reported on, but counts for nothing."""
    if not row.is_in_force:
        message = f"本查核點已{row.disposition}，填報內容會保留，但不列入進度；請確認是否仍要填報。"
        yield None, Severity.WARNING, "checkpoint_withdrawn", message


def completion_is_plausible(row: Checkpoint, context: Context) -> Iterator[Fault]:
    if row.completed_on is None:
        return
    done = format_roc(row.completed_on)
    if row.completed_on > context.on:
        yield (
            "completed_on",
            Severity.ERROR,
            "completed_in_the_future",
            f"實際完成日 {done} 晚於填報日 {format_roc(context.on)}；尚未完成者請留空白。",
        )
    elif row.completed_on < context.before.starts_on:
        yield (
            "completed_on",
            Severity.WARNING,
            "completed_before_the_plan",
            f"實際完成日 {done} 早於計畫開始日 {format_roc(context.before.starts_on)}，請確認年度是否正確。",
        )


def quantity_is_reported(row: Checkpoint, _context: Context) -> Iterator[Fault]:
    if row.completed_on is not None and row.target is not None and row.actual is None:
        yield (
            "actual",
            Severity.WARNING,
            "actual_missing",
            f"已填實際完成日，但預定值為 {row.target:f} {row.unit}，請一併填寫實際值。",
        )


def slippage_is_explained(row: Checkpoint, context: Context) -> Iterator[Fault]:
    """落後 asks for reason, remedy and a date to catch up; late or short work for its reason (field-notes 1.6)."""
    state = checkpoint_state(facts_of(row), as_of=context.on, due_soon_days=0)
    if not state.counts or (state.is_done and not state.late_days):
        return
    is_short = row.completed_on is not None and row.completed_on <= context.on
    if not state.is_done and not state.is_overdue and not is_short:
        return
    required = EXPLANATION[:1] if state.is_done else EXPLANATION
    for field, label in required:
        if is_blank(getattr(row, field)):
            yield (
                field,
                Severity.ERROR,
                "explanation_missing",
                f"本查核點「{state.label}」，請填寫{label}。",
            )


def text_agrees_with_the_fields(row: Checkpoint, context: Context) -> Iterator[Fault]:
    """「共計受理658案」 beside an actual of 568 is said, not corrected: only the author knows which is right."""
    text = row.achievement or ""
    if row.actual is not None and row.unit and (figure := contradicting_figure(text, row.actual, row.unit)):
        yield told_otherwise(figure, row.actual, row.unit, "實際值", "達成情形")
    if row.completed_on is not None and (
        day := contradicting_date(text, row.completed_on, roc_year=context.before.roc_year)
    ):
        yield (
            "completed_on",
            Severity.WARNING,
            TEXT_DISAGREES,
            f"實際完成日填 {format_roc(row.completed_on)}，達成情形寫「{day.text}」，請確認何者正確。",
        )
