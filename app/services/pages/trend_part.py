"""The trend of one plan, from the days that are kept of it."""

from datetime import date

from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.trend import Trend, TrendPoint, trend_of, until_settled
from app.models import Plan, PlanSnapshot
from app.services import snapshots


def trend(session: Session, plan: Plan, *, on: date) -> Trend | None:
    """The chart of a plan; ``None`` while fewer than two days are kept. Does not ask who reads."""
    return trend_of(until_settled(points(session, plan, on=on), plan.ends_on))


def points(session: Session, plan: Plan, *, on: date) -> list[TrendPoint]:
    """Every day that is kept, oldest first. Does not ask who reads."""
    return [_point(row) for row in snapshots.series(session, plan, until=on)]


def _point(row: PlanSnapshot) -> TrendPoint:
    return TrendPoint(
        on=row.on_day,
        light=Light(row.light),
        word=row.light_word,
        planned_pct=row.planned_pct,
        actual_pct=row.actual_pct,
        checkpoints_overdue=row.checkpoints_overdue,
        is_afterwards=row.is_afterwards,
    )
