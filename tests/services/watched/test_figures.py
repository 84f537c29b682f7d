"""An indicator that is left out as being on its way is one that no rule would have named."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from sqlalchemy.orm import Session
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan
from support.stage import a_plan

from app.domain.plan_document import Indicator
from app.domain.slippage import IndicatorOnDay, PlanOnDay, Sufficient, indicator_slips, sufficient_on
from app.domain.slippage.expected import accumulates, elapsed
from app.domain.thresholds import Thresholds
from app.domain.units import unit_scale
from app.domain.variance import Direction, Variance
from app.models import Plan
from app.services.watched.figures import indicators_on_day

LIMITS = Thresholds()
TOO_EARLY, IN_AUTUMN, AT_THE_END = date(2018, 2, 15), date(2018, 10, 1), date(2018, 12, 31)


def every_kind() -> tuple[Indicator, ...]:
    """An indicator for every wording of a target, unit and value, those at the edge of being short among them."""
    targets = [None, Decimal(0), Decimal(120), Decimal("3.5"), Decimal(-10)]
    actuals = [None, *map(Decimal, ("-12", "-10", "0", "2.1", "2.0944", "71", "72", "95.9999", "96", "120", "121"))]
    wordings = list(product(("=", ">=", ">", "<=", "<"), Direction))
    found = []
    for target, actual, (qualifier, direction), unit in product(targets, actuals, wordings, ("案", "%", "億元", "？")):
        key, values = str(len(found) + 1), {"target": target, "actual": actual, "target_qualifier": qualifier}
        found.append(indicator(key, unit=unit, direction=direction.value, **values))
    return tuple(found)


def in_full(row: Indicator) -> IndicatorOnDay:
    """An indicator as the document has it."""
    scale = Decimal(1) if row.unit == "？" else unit_scale(row.unit)[1]
    quantity = Variance(row.target, row.actual, Direction(row.direction), row.target_qualifier)
    return IndicatorOnDay(row.key, row.subject, row.unit, scale, quantity, accumulates=accumulates(row.unit))


def test_what_is_left_out_changes_no_slip(session: Session) -> None:
    rows = every_kind()
    plan = a_plan(session, replace(small_plan(), indicators=rows))
    days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}

    for is_final, on in product((False, True), (TOO_EARLY, IN_AUTUMN, AT_THE_END)):
        known = PlanOnDay(plan.code, **days, reports=(on,), has_final_report=is_final)
        read = as_read(session, plan, on, is_final)
        assert len(read) < len(rows)
        for night in (on, plan.ends_on, plan.ends_on + timedelta(days=1)):
            found, expected = (
                list(indicator_slips(replace(known, indicators=tuple(given)), night, LIMITS))
                for given in (read, map(in_full, rows))
            )
            assert found
            assert found == expected


def as_read(session: Session, plan: Plan, on: date, is_final: bool) -> list[IndicatorOnDay]:
    sufficient = {} if is_final else {plan.id: sufficient_on(plan.starts_on, plan.ends_on, on, LIMITS)}
    return indicators_on_day(session, [plan], sufficient).get(plan.id, [])


def test_before_figures_are_judged_any_share_is_enough() -> None:
    share = elapsed(date(2018, 1, 1), AT_THE_END, IN_AUTUMN)

    assert sufficient_on(date(2018, 1, 1), AT_THE_END, TOO_EARLY, LIMITS) == Sufficient(None, None)
    in_autumn = sufficient_on(date(2018, 1, 1), AT_THE_END, IN_AUTUMN, LIMITS)
    assert in_autumn.of("案") == share * Decimal("0.8")
    assert in_autumn.of("%") == Decimal("0.8")
