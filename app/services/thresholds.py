"""The thresholds in force: the default, what the agency set, what the plan set; the nearest wins."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.thresholds import Thresholds
from app.models import Plan, ThresholdOverride


def in_force(session: Session, plans: Iterable[Plan]) -> dict[int, Thresholds]:
    """The thresholds of each plan by the plan's id, in one query."""
    chosen = list(plans)
    overrides = session.scalars(
        select(ThresholdOverride).where(
            ThresholdOverride.agency_id.in_({plan.agency_id for plan in chosen}),
            or_(ThresholdOverride.plan_id.is_(None), ThresholdOverride.plan_id.in_({plan.id for plan in chosen})),
        )
    ).all()
    return {plan.id: _of(plan, overrides) for plan in chosen}


def of_plan(session: Session, plan: Plan) -> Thresholds:
    """The thresholds of one plan."""
    return in_force(session, [plan])[plan.id]


def _of(plan: Plan, overrides: Iterable[ThresholdOverride]) -> Thresholds:
    mine = [row for row in overrides if row.agency_id == plan.agency_id and row.plan_id in (None, plan.id)]
    mine.sort(key=lambda row: row.plan_id is not None)  # the plan's own come last, and so win
    return Thresholds.from_mapping({row.name: row.value for row in mine})
