"""Up to which reporting period a plan has delivered. Steps: they neither ask for permission nor commit."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.submission_status import SubmissionStatus
from app.models import ReportingPeriod, Submission


def settled_to(session: Session, plan_ids: Collection[int], *, on: date) -> dict[int, int]:
    """The ordinal of each plan's last settled period; a plan that has delivered nothing is not named.

    A period is settled by its own approved report or by a later one (decision 0005). One that was opened again is
    owed from the day after its new due date.
    """
    query = (
        select(ReportingPeriod.plan_id, func.max(ReportingPeriod.ordinal))
        .join(Submission, Submission.period_id == ReportingPeriod.id)
        .where(ReportingPeriod.plan_id.in_(plan_ids), _counts(on))
        .group_by(ReportingPeriod.plan_id)
    )
    return dict(session.execute(query).all())


def settled_ordinal(plan_id: InstrumentedAttribute[int], *, on: date) -> ScalarSelect[Any]:
    """The same inside a larger query, for the plan that its ``plan_id`` names; null: nothing was delivered."""
    period = aliased(ReportingPeriod)
    delivered = select(func.max(period.ordinal)).join(Submission, Submission.period_id == period.id)
    return delivered.where(period.plan_id == plan_id, _counts(on)).scalar_subquery()


def due_to(session: Session, plan_ids: Collection[int], *, on: date) -> dict[int, int]:
    """The ordinal of each plan's last period whose due date is over; a plan without such a period is not named."""
    query = (
        select(ReportingPeriod.plan_id, func.max(ReportingPeriod.ordinal))
        .where(ReportingPeriod.plan_id.in_(plan_ids), ReportingPeriod.due_on < on)
        .group_by(ReportingPeriod.plan_id)
    )
    return dict(session.execute(query).all())


def _counts(on: date) -> ColumnElement[bool]:
    opened_again = and_(Submission.status == SubmissionStatus.REOPENED, Submission.correct_by >= on)
    return or_(Submission.is_in_force, opened_again)
