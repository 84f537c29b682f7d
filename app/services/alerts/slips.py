"""What slips in a plan: its tables as the rules look at them."""

from datetime import date

from sqlalchemy.orm import Session

from app.domain.plan_document import PlanDocument
from app.domain.slippage import Slip, evaluate
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import watched


def slips_of(session: Session, plan: Plan, document: PlanDocument, limits: Thresholds, *, on: date) -> tuple[Slip, ...]:
    """What slips in a plan on a day, whether or not a scan has seen it yet."""
    facts = watched.plan_on_day(session, plan, document, limits, on=on)
    return evaluate(facts, as_of=on, thresholds=limits)
