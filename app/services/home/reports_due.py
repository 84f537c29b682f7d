"""期報 that a 受委託單位 has to hand in now: of each plan the one period that is to be reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import settled_periods
from app.services.permissions import plans_as

MOST = 8  # plans; how many others there are is said beneath


@dataclass(frozen=True, slots=True)
class ReportDue:
    """The period of a plan whose turn it is.

    :ivar is_open: whether it can be filled in already.
    :ivar is_handed_in: the office has it; nothing is to be done until it answers.
    :ivar days: after the due date (negative: before).
    :ivar earlier: periods before it that were never delivered; its own report settles them too (decision 0005).
    """

    plan_code: str
    plan_name: str
    is_demo: bool
    roc_year: int
    period: str
    opens_on: date
    due_on: date
    days: int
    is_open: bool
    is_handed_in: bool
    is_returned: bool
    earlier: int

    @property
    def waits(self) -> bool:
        """Whether the person has to see to it now."""
        return self.is_open and not self.is_handed_in

    @property
    def is_overdue(self) -> bool:
        """Whether it is late, and not in the office's hands."""
        return self.days > 0 and not self.is_handed_in


@dataclass(frozen=True, slots=True)
class ReportsDue:
    """The most urgent of them, and of how many plans there are any."""

    rows: tuple[ReportDue, ...]
    total: int


def of_contractor(session: Session, viewer: User, *, on: date) -> ReportsDue:
    """What the person's own 受委託單位 has to report, plan by plan: what can be done now comes first,
    and plans of this year before those of earlier ones."""
    by_plan = groupby(session.execute(_unsettled(viewer, on)), key=lambda row: row.code)
    found = [_due(list(rows), on) for _, rows in by_plan]
    found.sort(key=lambda one: (not one.waits, one.is_handed_in, -one.roc_year, one.due_on))
    return ReportsDue(tuple(found[:MOST]), len(found))


def _unsettled(viewer: User, on: date) -> Any:
    """Every period that is still owed, by plan and in its order."""
    settled = func.coalesce(settled_periods.settled_ordinal(Plan.id, on=on), 0)
    return (
        select(
            *(Plan.code, Plan.name, Plan.year_index, Plan.years_total, Plan.is_demo, Plan.roc_year),
            *(ReportingPeriod.key, ReportingPeriod.opens_on, ReportingPeriod.due_on),
            _newest_status().label("status"),
        )
        .join(ReportingPeriod, ReportingPeriod.plan_id == Plan.id)
        .where(Plan.id.in_(plans_as(viewer, Role.CONTRACTOR)), ReportingPeriod.ordinal > settled)
        .order_by(Plan.roc_year.desc(), Plan.code, ReportingPeriod.ordinal)
    )


def _newest_status() -> ColumnElement[SubmissionStatus | None]:
    """Where the last report that was sent for the period stands."""
    sent = select(Submission.status).where(
        Submission.period_id == ReportingPeriod.id, Submission.submitted_at.is_not(None)
    )
    newest = sent.order_by(Submission.version.desc()).limit(1)
    return newest.correlate(ReportingPeriod).scalar_subquery()


def _due(rows: Sequence[Row[Any]], on: date) -> ReportDue:
    """Of the periods of a plan that are owed, the last one that is open; before any is, the next one."""
    opened = [row for row in rows if row.opens_on <= on]
    chosen = opened[-1] if opened else rows[0]
    return ReportDue(
        plan_code=chosen.code,
        plan_name=f"{chosen.name}({chosen.year_index}/{chosen.years_total})",
        is_demo=chosen.is_demo,
        roc_year=chosen.roc_year,
        period=chosen.key,
        opens_on=chosen.opens_on,
        due_on=chosen.due_on,
        days=(on - chosen.due_on).days,
        is_open=bool(opened),
        is_handed_in=chosen.status in UNDER_REVIEW,
        is_returned=chosen.status in (SubmissionStatus.RETURNED, SubmissionStatus.REOPENED),
        earlier=max(0, len(opened) - 1),
    )
