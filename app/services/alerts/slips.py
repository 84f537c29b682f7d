"""What slips in plans: their tables as the rules look at them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.domain.slippage import Slip, evaluate
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import watched


def slips_of(session: Session, plan: Plan, limits: Thresholds, *, on: date) -> tuple[Slip, ...]:
    """What slips in a plan on a day, whether or not a scan has seen it yet."""
    [slips] = slips_of_plans(session, [plan], {plan.id: limits}, on=on)
    return slips


def slips_of_plans(
    session: Session, chosen: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date
) -> Iterator[tuple[Slip, ...]]:
    """What slips in each of these plans, in their order."""
    facts = watched.plans_on_day(session, chosen, limits, on=on)
    for plan, one in zip(chosen, facts, strict=True):
        yield evaluate(one, as_of=on, thresholds=limits[plan.id])
