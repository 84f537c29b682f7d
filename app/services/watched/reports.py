"""期別 of plans on a day, and the days of which their accepted reports tell."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.slippage import PeriodOnDay
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.models import ReportingPeriod, Submission
from app.services import settled_periods


def periods_on_day(session: Session, plan_ids: Sequence[int], on: date) -> dict[int, list[PeriodOnDay]]:
    """The reporting periods of each plan, in their order.

    A period is settled by its own approved report or by a later one (decision 0005). One that was opened again is
    owed from the day after its new due date.
    """
    settled = settled_periods.settled_to(session, plan_ids, on=on)
    returned, in_review = _sent(session, plan_ids)
    rows = session.execute(
        select(
            *(ReportingPeriod.plan_id, ReportingPeriod.id, ReportingPeriod.key, ReportingPeriod.ordinal),
            *(ReportingPeriod.opens_on, ReportingPeriod.due_on),
        )
        .where(ReportingPeriod.plan_id.in_(plan_ids))
        .order_by(ReportingPeriod.plan_id, ReportingPeriod.ordinal)
    )
    found: dict[int, list[PeriodOnDay]] = {}
    for plan_id, id_, key, ordinal, opens_on, due_on in rows:
        is_settled = ordinal <= settled.get(plan_id, 0)
        period = PeriodOnDay(key, key, opens_on, due_on, is_settled, returned.get(id_), in_review=id_ in in_review)
        found.setdefault(plan_id, []).append(period)
    return found


def _sent(session: Session, plan_ids: Sequence[int]) -> tuple[dict[int, date], set[int]]:
    """Of the newest report of each period, by the period's number: the 補正期限 of those that were sent back, and
    which wait for the office."""
    newest = select(func.max(Submission.id)).where(Submission.plan_id.in_(plan_ids)).group_by(Submission.period_id)
    wanted = (SubmissionStatus.RETURNED, *UNDER_REVIEW)
    found = session.execute(
        select(Submission.period_id, Submission.status, Submission.correct_by).where(
            Submission.id.in_(newest), Submission.status.in_(wanted)
        )
    ).all()
    returned = {period_id: due for period_id, status, due in found if due and status is SubmissionStatus.RETURNED}
    return returned, {period_id for period_id, status, _ in found if status in UNDER_REVIEW}


def report_days(session: Session, plan_ids: Sequence[int], on: date) -> dict[int, tuple[date, ...]]:
    """For which days the accepted reports of each plan give their figures: of filing, at the latest the day of due.

    A plan is not named if it has none, nor if the newest of them is of a later day: then the figures in the tables
    are not those of this day.
    """
    found = session.execute(
        select(Submission.plan_id, ReportingPeriod.due_on, Submission.submitted_at, Submission.created_at)
        .join(Submission, Submission.period_id == ReportingPeriod.id)
        .where(Submission.plan_id.in_(plan_ids), Submission.is_applied)
    )
    days: dict[int, set[date]] = {}
    for plan_id, due_on, sent, made in found:
        days.setdefault(plan_id, set()).add(min(due_on, clock.day_of(sent or made)))
    return {plan_id: tuple(sorted(of_plan)) for plan_id, of_plan in days.items() if max(of_plan) <= on}
