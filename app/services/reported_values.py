"""What earlier reports said of indicators, read from the revisions that they made. Steps: the caller commits."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.slippage import ReportedValue
from app.models import PlanRevision, ReportingPeriod, Submission


def of_indicators(
    session: Session, wanted: Mapping[int, Collection[str]], *, before: Mapping[int, date]
) -> dict[tuple[int, str], tuple[ReportedValue, ...]]:
    """The values of some indicators after each accepted report of an earlier day, oldest first, by plan and key.

    Of several reports for one day the last one counts. Only the figures are read: a document as a whole is long.

    :param wanted: the keys asked for, by the plan's id; ``before`` holds the day of each plan's newest report.
    """
    said: dict[int, dict[date, dict[str, Decimal | None]]] = {plan_id: {} for plan_id in wanted}
    for plan_id, due_on, sent, made, document in session.execute(
        select(
            *(Submission.plan_id, ReportingPeriod.due_on, Submission.submitted_at, Submission.created_at),
            PlanRevision.document,
        )
        .join(Submission, Submission.period_id == ReportingPeriod.id)
        .join(
            PlanRevision,
            and_(PlanRevision.plan_id == Submission.plan_id, PlanRevision.number == Submission.applied_revision),
        )
        .where(Submission.plan_id.in_(wanted), Submission.is_applied)
        .order_by(PlanRevision.plan_id, PlanRevision.number)
        .execution_options(yield_per=100)  # a document may be as long as a plan with all its cases
    ):
        day = min(due_on, clock.day_of(sent or made))
        if day < before[plan_id]:
            rows = json.loads(document)["plan"]["indicators"]
            said[plan_id][day] = {row["key"]: _figure(row["actual"]) for row in rows}
    return {
        (plan_id, key): tuple(ReportedValue(day, values.get(key)) for day, values in sorted(said[plan_id].items()))
        for plan_id, keys in wanted.items()
        for key in keys
    }


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
