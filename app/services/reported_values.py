"""What earlier reports said of indicators, read from the revisions that they made. Steps: the caller commits."""

import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.slippage import ReportedValue
from app.models import Plan, PlanRevision, ReportingPeriod, Submission


def of_indicators(
    session: Session, plan: Plan, keys: Collection[str], *, before: date
) -> dict[str, tuple[ReportedValue, ...]]:
    """The values of some indicators after each accepted report of an earlier day, oldest first, by key.

    Of several reports for one day the last one counts. Only the figures are read: a document as a whole is long.
    """
    said: dict[date, dict[str, Decimal | None]] = {}
    for due_on, sent, made, document in session.execute(
        select(ReportingPeriod.due_on, Submission.submitted_at, Submission.created_at, PlanRevision.document)
        .join(Submission, Submission.period_id == ReportingPeriod.id)
        .join(
            PlanRevision,
            and_(PlanRevision.plan_id == Submission.plan_id, PlanRevision.number == Submission.applied_revision),
        )
        .where(Submission.plan_id == plan.id, Submission.is_applied)
        .order_by(PlanRevision.number)
    ):
        day = min(due_on, clock.day_of(sent or made))
        if day < before:
            said[day] = {row["key"]: _figure(row["actual"]) for row in json.loads(document)["plan"]["indicators"]}
    return {key: tuple(ReportedValue(day, said[day].get(key)) for day in sorted(said)) for key in keys}


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
