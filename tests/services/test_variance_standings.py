"""The database chooses and sorts by the same standing that the pages show."""

from datetime import date
from decimal import Decimal
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan
from support.stage import a_plan

from app.domain.thresholds import Thresholds
from app.domain.variance_lines import lines
from app.models import Indicator
from app.services.variance_standings import INDICATORS

TARGETS = (None, Decimal(0), Decimal("0.5"), Decimal(10), Decimal(1_000_000_000))
ACTUALS = (None, Decimal(0), Decimal("0.4999"), Decimal(9), Decimal(10), Decimal("10.0001"), Decimal("3000000000000"))
COMBINATIONS = tuple(product(TARGETS, ACTUALS, ("=", ">=", ">", "<=", "<"), ("越高越好", "越低越好")))


def test_the_database_says_of_every_pair_what_the_pages_say(session: Session) -> None:
    rows = tuple(
        indicator(str(number), target=target, actual=actual, target_qualifier=qualifier, direction=direction)
        for number, (target, actual, qualifier, direction) in enumerate(COMBINATIONS)
    )
    document = small_plan(indicators=rows, checkpoints=(), finance_lines=(), staffing=())
    a_plan(session, document)

    found = session.execute(select(Indicator.key, INDICATORS.status).order_by(*INDICATORS.urgency, Indicator.position))

    shown = sorted(lines(document, Thresholds(), on=date(2018, 12, 31)), key=lambda line: line.urgency)
    assert [tuple(row) for row in found] == [(line.row.key, str(line.status)) for line in shown]
