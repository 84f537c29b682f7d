"""A closed period: its figures as they were declared, what the plan says now, and who closed or opened it when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.plan_figures import PlanFigures
from app.domain.roles import Permission
from app.domain.snapshot_diff import PlanChange, compare
from app.models import PeriodClosing, Plan, ReportingPeriod, User
from app.services import period_closings, snapshots
from app.services.permissions import may


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One closing or opening."""

    number: int
    is_closed: bool
    at: datetime
    by: str
    reason: str
    revision: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """One period of a plan. ``frozen`` is what it was last closed with, ``change`` what is different today."""

    plan_code: str
    plan_name: str
    period: str
    is_closed: bool
    frozen: PlanFigures | None
    as_of: date | None
    change: PlanChange | None
    history: tuple[ClosingLine, ...]  # newest first
    may_close: bool
    may_reopen: bool


def show(session: Session, plan: Plan, period: ReportingPeriod, *, viewer: User, on: date) -> ClosingPage:
    """The page of a period of a plan that ``viewer`` may see, closed or not."""
    lines: Sequence[PeriodClosing] = period_closings.history(session, plan).get(period.key, ())
    is_closed = bool(lines) and lines[-1].is_closed
    kept = period_closings.frozen(session, plan, period) if lines else None
    return ClosingPage(
        plan_code=plan.code,
        plan_name=plan.full_name,
        period=period.key,
        is_closed=is_closed,
        frozen=kept.figures if kept else None,
        as_of=kept.as_of if kept else None,
        change=compare(kept.figures, snapshots.figures_now(session, plan, on=on)) if kept else None,
        history=tuple(
            ClosingLine(one.number, one.is_closed, one.at, one.by.name, one.reason, one.revision, one.sha256)
            for one in reversed(lines)
        ),
        may_close=not is_closed and may(viewer, Permission.CLOSE_PERIOD, plan),
        may_reopen=is_closed and may(viewer, Permission.REOPEN_PERIOD, plan),
    )
