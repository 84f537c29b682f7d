"""What waits for a correction or an answer: places that an acceptance left out, and findings of the audit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.slippage import FindingOnDay
from app.domain.thresholds import Thresholds
from app.models import Plan, PlanRevision
from app.services import audits, review_comments


def findings_on_day(
    session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], on: date
) -> dict[int, list[FindingOnDay]]:
    """The findings of each plan that wait on a day, by the plan's id."""
    found: dict[int, list[FindingOnDay]] = {}
    for plan_id, one in _corrections(session, plans, on):
        found.setdefault(plan_id, []).append(one)
    accepted = _accepted_at(session, plans)
    for plan in plans:
        if plan.id in accepted:
            waiting = _of_the_audit(session, plan, clock.day_of(accepted[plan.id]), limits[plan.id], on)
            found.setdefault(plan.id, []).extend(waiting)
    return found


def _corrections(session: Session, plans: Sequence[Plan], on: date) -> Iterator[tuple[int, FindingOnDay]]:
    """Places that an acceptance left out, until they are corrected or let go."""
    for row in review_comments.owed(session, *plans):
        if row.returned_at is not None and (raised := clock.day_of(row.returned_at)) <= on:
            label = f"審查意見：{row.label}，{row.text}"
            yield row.plan_id, FindingOnDay(f"意見-{row.id}", label, raised, row.submission.correct_by)


def _accepted_at(session: Session, plans: Sequence[Plan]) -> dict[int, datetime]:
    """When each plan became what it is."""
    query = (
        select(PlanRevision.plan_id, PlanRevision.created_at)
        .join(Plan, and_(Plan.id == PlanRevision.plan_id, Plan.revision == PlanRevision.number))
        .where(PlanRevision.plan_id.in_([plan.id for plan in plans]))
    )
    return dict(session.execute(query).all())


def _of_the_audit(session: Session, plan: Plan, raised: date, limits: Thresholds, on: date) -> Iterator[FindingOnDay]:
    """What the audit finds in the plan as accepted last, and nobody has answered.

    The plan is recomputed only once its findings can be overdue.
    """
    if on <= raised + timedelta(days=limits.finding_answer_days):
        return
    for one in audits.of_plan(session, plan).findings:
        if one.answer is None:
            yield FindingOnDay(one.key, f"{one.finding.place}：{one.finding.message}", raised)
