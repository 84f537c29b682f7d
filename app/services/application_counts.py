"""Published numbers of applications, for the years of which the register holds completed cases alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.crosstab.dimensions import Dimension
from app.domain.errors import WrongState
from app.models import ApplicationCount, Case, Plan, User
from app.services import audit_trail


class Count(NamedTuple):
    """So many applied; ``dimension`` is a field of the case, or empty for all of them."""

    dimension: str
    value: str
    applications: int
    source: str


def keep(session: Session, plan: Plan, counts: Iterable[Count], *, by: User | None, at: datetime) -> None:
    """Keep the numbers of a plan that has none. A step: the caller has asked whether ``by`` may, and commits.

    :raises WrongState: if applications are registered there, for then these are counted.
    """
    registered = select(Case.id).where(Case.plan_id == plan.id, Case.received_on.is_not(None)).limit(1)
    if session.scalar(registered) is not None:
        raise WrongState(f"計畫 {plan.code} 已逐案登錄申請案，申請案數以登錄為準，不能另填公布數。")
    rows = [count._asdict() for count in counts]
    of_plan = {"plan_id": plan.id, "agency_id": plan.agency_id}
    session.execute(insert(ApplicationCount), [{**row, **of_plan} for row in rows])
    audit_trail.record(session, map(_told, rows), by=by, at=at, plan=plan)


def are_there(session: Session, plan: Plan) -> bool:
    """Whether the plan's applications are published numbers, beside which none can be registered: they would add up."""
    return session.scalar(select(ApplicationCount.id).where(ApplicationCount.plan_id == plan.id).limit(1)) is not None


def _told(row: Mapping[str, object]) -> Entry:
    label = str(row["value"]) or "全部"
    return Entry(Subject.APPLICATIONS, f"{row['dimension']}|{row['value']}", None, dict(row), label=label)


def of_plans(
    session: Session, plans: Sequence[Plan], dimension: Dimension | None
) -> Sequence[tuple[int, str, int, str]]:
    """Plan, printed word (empty for all), number and source, as far as the plans have them by this dimension."""
    asked = select(
        ApplicationCount.plan_id, ApplicationCount.value, ApplicationCount.applications, ApplicationCount.source
    ).where(
        ApplicationCount.plan_id.in_([plan.id for plan in plans]),
        ApplicationCount.dimension == (dimension.field if dimension else ""),
    )
    words = {stored: label for label, values in (dimension.buckets if dimension else ()) for stored in values}
    return [(plan, words.get(value, value), number, source) for plan, value, number, source in session.execute(asked)]
