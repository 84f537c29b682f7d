"""A plan as it stands, as it was set up, and what changed it last: read from its kept revisions in one query.

A page reads one document here where the tables would take a query a section. Steps: they neither ask for permission
nor commit.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.plan_document import PlanDocument
from app.models import Plan, PlanRevision, User
from app.services import plan_tables, revisions

#: How many of the latest revisions are named.
LATEST = 5

_CASES = ("cases",)  # too many for a page, and asked for where they are counted


@dataclass(frozen=True, slots=True)
class Revised:
    """An accepted change (修訂): when, by whom, and the report that brought it, if one did."""

    number: int
    at: datetime
    by: str | None
    cause: str
    submission_id: int | None


@dataclass(frozen=True, slots=True)
class PlanCourse:
    """Documents without their cases. ``earlier`` is the plan of the year before, ``None`` where nothing is kept."""

    present: PlanDocument
    first: PlanDocument
    earlier: PlanDocument | None
    latest: tuple[Revised, ...]  # newest first


def of_plan(session: Session, plan: Plan, earlier: Plan | None = None) -> PlanCourse:
    """The course of a plan.

    :param earlier: the plan of the year before, of the same name.
    """
    texts: dict[tuple[int, int], str] = {}
    latest = []
    for row in session.execute(_query(plan, earlier)):
        if row.document is not None:
            texts[row.plan_id, row.number] = row.document
        if row.plan_id == plan.id and row.number > plan.revision - LATEST:
            latest.append(Revised(row.number, row.created_at, row.name, row.cause, row.submission_id))
    kept = texts.get((plan.id, plan.revision))
    # Without a kept document the tables alone know how the plan stands.
    if kept:
        present = revisions.under_present_names(plan, canonical.from_json(kept, without=_CASES))
    else:
        present = replace(plan_tables.document_of(session, plan), cases=())
    first = texts.get((plan.id, 1)) if plan.revision > 1 else None
    before = texts.get((earlier.id, earlier.revision)) if earlier else None
    return PlanCourse(
        present,
        canonical.from_json(first, without=_CASES) if first else present,
        canonical.from_json(before, without=_CASES) if before else None,
        tuple(latest),
    )


def _query(plan: Plan, earlier: Plan | None) -> Select[Any]:
    of_this, number = PlanRevision.plan_id == plan.id, PlanRevision.number
    read = [and_(of_this, number.in_((1, plan.revision)))]
    if earlier is not None:
        read.append(and_(PlanRevision.plan_id == earlier.id, number == earlier.revision))
    return (
        select(
            *(PlanRevision.plan_id, PlanRevision.number, PlanRevision.cause, PlanRevision.submission_id),
            *(PlanRevision.created_at, User.name, case((or_(*read), PlanRevision.document)).label("document")),
        )
        .outerjoin(User, User.id == PlanRevision.created_by_id)
        .where(or_(*read, and_(of_this, number > plan.revision - LATEST)))
        .order_by(number.desc())
    )
