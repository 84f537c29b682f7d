"""績效指標 and 經費 of plans as they were reported last."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.domain.plan_document import FundSource
from app.domain.slippage import FinanceOnDay, IndicatorOnDay, Sufficient, expected
from app.domain.units import UnitError, unit_scale
from app.domain.variance import Direction, Variance
from app.models import FinanceLine, Indicator, Plan
from app.services import case_figures, plan_tables
from app.services.bulk import kept_rows

_COLUMNS = (
    *(Indicator.plan_id, Indicator.key, Indicator.subject, Indicator.unit, Indicator.target, Indicator.actual),
    *(Indicator.direction, Indicator.target_qualifier, Indicator.case_source),
)
_AT_LEAST = frozenset({">=", "=", ">"})


def indicators_on_day(
    session: Session, plans: Sequence[Plan], sufficient: Mapping[int, Sufficient]
) -> dict[int, list[IndicatorOnDay]]:
    """The indicators of each plan that may be short of their target, by the plan's id.

    :param sufficient: what is enough for now, of the plans whose year goes on.
    """
    by_id = {plan.id: plan for plan in plans}
    chosen = select(*_COLUMNS).where(Indicator.plan_id.in_(by_id), can_slip())
    rows = [
        row
        for row in kept_rows(session, chosen.order_by(Indicator.plan_id, Indicator.position))
        if row[0] not in sufficient or not _is_enough(row, sufficient[row[0]])
    ]
    from_cases = {
        (id_, key): actual
        for id_ in {plan_id for plan_id, *_, case_source in rows if case_source}
        for key, actual in _from_cases(session, by_id[id_])
    }
    found: dict[int, list[IndicatorOnDay]] = {}
    for plan_id, key, subject, unit, target, actual, direction, qualifier, _ in rows:
        reached = from_cases.get((plan_id, key), _figure(actual))
        quantity = Variance(_figure(target), reached, Direction(direction), qualifier)
        found.setdefault(plan_id, []).append(_indicator(key, subject, unit, quantity))
    return found


def _is_enough(row: Sequence[Any], sufficient: Sufficient) -> bool:
    """Whether no rule can name it yet: told from whole numbers, for half of all indicators are on their way."""
    _, _, _, unit, target, actual, direction, qualifier, case_source = row
    if case_source:
        return False
    if actual is None:
        return True  # not reported is no slippage before the last report
    if direction != Direction.HIGHER.value or qualifier not in _AT_LEAST:
        return False
    share = sufficient.of(unit)
    return share is None or actual >= target * share


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


_PLACES = Indicator.actual.type.places


def _figure(kept: int | None) -> Decimal | None:
    return None if kept is None else Decimal(kept).scaleb(-_PLACES)


def _indicator(key: str, subject: str, unit: str, quantity: Variance) -> IndicatorOnDay:
    try:
        _, scale = unit_scale(unit)
    except UnitError:  # a plan without a unit is told so elsewhere; its figures are compared as they are
        _, scale = unit_scale("式")
    return IndicatorOnDay(key, subject, unit, scale, quantity, accumulates=expected.accumulates(unit))


_SOURCES = {source.name: str(source) for source in FundSource}  # kept by its English name


def finance_on_day(session: Session, plans: Sequence[Plan]) -> dict[int, list[FinanceOnDay]]:
    """The budget lines of each plan, all of them: money may move between the lines of one source."""
    rows = kept_rows(
        session,
        select(
            *(FinanceLine.plan_id, FinanceLine.key, FinanceLine.account, FinanceLine.source),
            *(FinanceLine.contracted, FinanceLine.executed),
        )
        .where(FinanceLine.plan_id.in_([plan.id for plan in plans]))
        .order_by(FinanceLine.plan_id, FinanceLine.position),
    )
    found: dict[int, list[FinanceOnDay]] = {}
    for plan_id, key, account, source, contracted, executed in rows:
        found.setdefault(plan_id, []).append(FinanceOnDay(key, account, _SOURCES[source], contracted, executed))
    return found
