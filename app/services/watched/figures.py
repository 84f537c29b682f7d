"""績效指標 and 經費 of plans as they were reported last."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.domain.slippage import FinanceOnDay, IndicatorOnDay, expected
from app.domain.units import UnitError, unit_scale
from app.domain.variance import Direction, Variance
from app.models import FinanceLine, Indicator, Plan
from app.services import case_figures, plan_tables

_COLUMNS = (
    *(Indicator.plan_id, Indicator.key, Indicator.subject, Indicator.unit, Indicator.target, Indicator.actual),
    *(Indicator.direction, Indicator.target_qualifier, Indicator.case_source),
)


def indicators_on_day(session: Session, plans: Sequence[Plan]) -> dict[int, list[IndicatorOnDay]]:
    """The indicators of each plan that may be short of their target, by the plan's id."""
    by_id = {plan.id: plan for plan in plans}
    rows = session.execute(
        select(*_COLUMNS)
        .where(Indicator.plan_id.in_(by_id), can_slip())
        .order_by(Indicator.plan_id, Indicator.position)
    ).all()
    from_cases = {
        (id_, key): actual
        for id_ in {row.plan_id for row in rows if row.case_source}
        for key, actual in _from_cases(session, by_id[id_])
    }
    found: dict[int, list[IndicatorOnDay]] = {}
    for row in rows:
        actual = from_cases.get((row.plan_id, row.key), row.actual)
        found.setdefault(row.plan_id, []).append(_indicator(row, actual))
    return found


def can_slip() -> ColumnElement[bool]:
    """What must hold of an indicator for any rule to name it. Necessary and not enough: the rules decide."""
    at_least = and_(Indicator.direction == Direction.HIGHER.value, Indicator.target_qualifier.in_((">=", "=")))
    is_met = and_(at_least, Indicator.actual >= Indicator.target)
    return or_(Indicator.case_source.is_not(None), and_(Indicator.target.is_not(None), is_met.is_not(true())))


def _from_cases(session: Session, plan: Plan) -> Iterator[tuple[str, Any]]:
    """What the cases say of the indicators that are computed from them."""
    document = plan_tables.with_sections(session, [plan], "indicators")[plan.id]
    shown = case_figures.shown(document, case_figures.of_plan(session, plan, document))
    return ((row.key, row.actual) for row in shown.indicators)


def _indicator(row: Any, actual: Any) -> IndicatorOnDay:
    try:
        _, scale = unit_scale(row.unit)
    except UnitError:  # a plan without a unit is told so elsewhere; its figures are compared as they are
        _, scale = unit_scale("式")
    quantity = Variance(row.target, actual, Direction(row.direction), qualifier=row.target_qualifier)
    return IndicatorOnDay(row.key, row.subject, row.unit, scale, quantity, accumulates=expected.accumulates(row.unit))


def finance_on_day(session: Session, plans: Sequence[Plan]) -> dict[int, list[FinanceOnDay]]:
    """The budget lines of each plan, all of them: money may move between the lines of one source."""
    rows = session.execute(
        select(
            *(FinanceLine.plan_id, FinanceLine.key, FinanceLine.account, FinanceLine.source),
            *(FinanceLine.contracted, FinanceLine.executed),
        )
        .where(FinanceLine.plan_id.in_([plan.id for plan in plans]))
        .order_by(FinanceLine.plan_id, FinanceLine.position)
    )
    found: dict[int, list[FinanceOnDay]] = {}
    for plan_id, key, account, source, contracted, executed in rows:
        found.setdefault(plan_id, []).append(FinanceOnDay(key, account, str(source), contracted, executed))
    return found
