"""Plans held against their rules on a day, many at once: what a night keeps of them, without reading their cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.dated_facts import dated_by
from app.domain.plan_document import PlanDocument
from app.domain.plan_figures import CaseSums, PlanFigures, figures_of
from app.domain.plan_standing import Standing, standing_of
from app.domain.thresholds import Thresholds
from app.models import Case, Plan
from app.services import case_figures, plan_tables, settled_periods

SECTIONS = ("checkpoints", "indicators", "finance_lines")  # all that a light and the key figures are made from


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One plan on one day."""

    day: date
    standing: Standing
    figures: PlanFigures


def of_plans(
    session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date, is_over: bool
) -> dict[int, Evaluated]:
    """How each plan stands, and its key figures, by the plan's id. A step that only reads.

    :param is_over: whether the day is past, so that only what has a date of its own can be told of it.
    """
    ids = [plan.id for plan in plans]
    settled, due = (one(session, ids, on=on) for one in (settled_periods.settled_to, settled_periods.due_to))
    documents = plan_tables.with_sections(session, plans, *SECTIONS)
    sums = {} if is_over else _case_sums(session, ids)
    found: dict[int, Evaluated] = {}
    for plan in plans:
        document = documents[plan.id]
        shown = case_figures.shown(document, case_figures.of_plan(session, plan, document))
        found[plan.id] = of_document(
            dated_by(shown, on) if is_over else shown,
            limits[plan.id],
            sums.get(plan.id, CaseSums()),
            on=on,
            has_missing_report=due.get(plan.id, 0) > settled.get(plan.id, 0),
        )
    return found


def of_document(
    document: PlanDocument, limits: Thresholds, cases: CaseSums, *, on: date, has_missing_report: bool
) -> Evaluated:
    """The same of a document that is at hand."""
    standing = standing_of(document, has_missing_report=has_missing_report, thresholds=limits, as_of=on)
    return Evaluated(on, standing, figures_of(document, standing, cases))


def _case_sums(session: Session, plan_ids: Collection[int]) -> dict[int, CaseSums]:
    """What the cases add up to, of those that the document shows; summed where they lie."""
    sums = [func.sum(getattr(Case, name)) for name in (*OUTPUT, *SAVING)]
    query = select(Case.plan_id, func.count(), *sums).where(Case.plan_id.in_(plan_ids), plan_tables.is_guided)
    return {
        plan_id: CaseSums(count, _total(found[: len(OUTPUT)]), _total(found[len(OUTPUT) :]))
        for plan_id, count, *found in session.execute(query.group_by(Case.plan_id))
    }


def _total(sums: Sequence[int | None]) -> int | None:
    known = [int(one) for one in sums if one is not None]  # PostgreSQL sums whole numbers to a numeric
    return sum(known) if known else None
