"""Checkpoints as pages show them, sub-plan by sub-plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.checkpoint_state import Disposition, StateOnDay
from app.domain.facts import facts_of
from app.domain.lights import Light, checkpoint_light
from app.domain.plan_document import Checkpoint, CompletionBasis, PlanDocument, WorkItem
from app.domain.plan_standing import Standing
from app.domain.thresholds import Thresholds

COPIED = (
    *("key", "number", "description", "due_on", "weight_pct", "target", "actual", "unit", "target_qualifier"),
    *("completed_on", "achievement", "delay_reason", "remedy", "catch_up_on"),
    *("disposition", "disposition_on", "disposition_reason", "is_in_force"),
)


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """A checkpoint as the page shows it; figures in base units, ``days`` after the deadline (negative: before)."""

    key: str
    number: int
    description: str
    due_on: date
    original_due_on: date | None  # only when the deadline was moved
    weight_pct: Decimal
    target: Decimal | None
    original_target: Decimal | None  # only when the target was changed
    actual: Decimal | None
    unit: str | None
    target_qualifier: str
    completed_on: date | None
    is_on_or_before: bool
    state: str
    is_done: bool
    is_overdue: bool
    is_due_soon: bool
    days: int | None
    light: Light
    badges: tuple[str, ...]
    achievement: str | None
    delay_reason: str | None
    remedy: str | None
    catch_up_on: date | None
    disposition: Disposition | None
    disposition_on: date | None
    disposition_reason: str | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class SubPlanLines:
    """A sub-plan with its checkpoints and work items."""

    key: str
    name: str
    weight_pct: Decimal
    checkpoints: tuple[CheckpointLine, ...]
    work_items: tuple[WorkItem, ...]


def sub_plan_lines(
    document: PlanDocument, standing: Standing, limits: Thresholds, on: date, *, baseline: PlanDocument | None = None
) -> Iterator[SubPlanLines]:
    """Every sub-plan with its rows, in the plan's order.

    :param baseline: the plan as it was set up, to be named beside.
    """
    for sub_plan in document.sub_plans:
        yield SubPlanLines(
            sub_plan.key,
            sub_plan.name,
            sub_plan.weight_pct,
            tuple(
                checkpoint_line(row, standing.states[row.key], limits, on, baseline)
                for row in document.checkpoints
                if row.sub_plan == sub_plan.key
            ),
            tuple(row for row in document.work_items if row.sub_plan == sub_plan.key),
        )


def checkpoint_line(
    row: Checkpoint, state: StateOnDay, limits: Thresholds, on: date, baseline: PlanDocument | None = None
) -> CheckpointLine:
    """A checkpoint in its state on a day."""
    first = baseline.row("checkpoints", row.key) if baseline else None
    reading = checkpoint_light(facts_of(row), state, as_of=on, thresholds=limits)
    return CheckpointLine(
        **{name: getattr(row, name) for name in COPIED},
        original_due_on=row.original_due_on if state.is_extended else None,
        original_target=first.target if isinstance(first, Checkpoint) and first.target != row.target else None,
        is_on_or_before=row.completion_basis is CompletionBasis.ON_OR_BEFORE,
        state=state.state.value,
        is_done=state.is_done,
        is_overdue=state.is_overdue,
        is_due_soon=state.needs_attention and not state.is_overdue,
        days=_days(row, state),
        light=reading.light,
        badges=("已展延",) if state.is_extended else (),
    )


def _days(row: Checkpoint, state: StateOnDay) -> int | None:
    """Days after the deadline, negative before it, of the completion or of the day asked about."""
    if state.is_done and row.completed_on is not None:
        return (row.completed_on - row.due_on).days
    return None if state.days_to_due is None else -state.days_to_due
