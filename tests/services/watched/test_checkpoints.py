"""What the database leaves out or adds up is what no rule would have told apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan
from support.stage import a_plan

from app.domain.facts import facts_of
from app.domain.plan_document import Checkpoint
from app.domain.progress import spread_evenly
from app.domain.slippage import CheckpointOnDay, days_that_count, evaluate
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import plan_tables, watched
from app.services.watched.checkpoints import checkpoints_on_day

DUE = date(2018, 11, 30)
NIGHT = date(2018, 12, 5)
LIMITS = Thresholds()


def every_kind() -> tuple[Checkpoint, ...]:
    """A checkpoint for every mixture of days, quantities and words, and none at the edge missing."""
    due = [DUE, NIGHT, NIGHT + timedelta(days=LIMITS.due_soon_days), NIGHT + timedelta(days=LIMITS.due_soon_days + 1)]
    completed = [None, date(2018, 11, 29), date(2018, 12, 2), NIGHT, NIGHT + timedelta(days=1)]
    quantities = [(None, ">=", None), (10, ">=", None), (10, ">=", 10), (10, ">=", 4), (10, "<=", 4), (10, "<=", 11)]
    words = [(None, None), ("已全數完成。", None), (None, "廠商缺料")]
    found = []
    for due_on, completed_on, (target, qualifier, actual), (said, reason) in product(due, completed, quantities, words):
        row = checkpoint(
            f"A-{len(found) + 1}",
            due_on=due_on,
            completed_on=completed_on,
            target_qualifier=qualifier,
            target=None if target is None else Decimal(target),
            unit=None if target is None else "案",
            measure=None if target is None else "輔導案數",
            actual=None if actual is None else Decimal(actual),
            achievement=said,
            delay_reason=reason,
        )
        found.append(row)
    return tuple(found)


def in_full(session: Session, plan: Plan) -> Iterator[CheckpointOnDay]:
    """Every checkpoint as the document has it."""
    for row in plan_tables.with_sections(session, [plan], "checkpoints")[plan.id].checkpoints:
        yield CheckpointOnDay(
            *(row.key, facts_of(row), row.weight_pct, row.achievement),
            *(row.delay_reason, row.remedy, row.catch_up_on),
        )


def as_read(session: Session, plan: Plan, reports: tuple[date, ...]) -> list[CheckpointOnDay]:
    days = days_that_count(plan.starts_on, plan.ends_on, reports, LIMITS)
    read = checkpoints_on_day(session, [plan], {plan.id: days}, NIGHT, due_soon_days=LIMITS.due_soon_days)
    return read[plan.id]


@pytest.mark.parametrize("reports", [(), (date(2018, 12, 1),), (date(2018, 7, 10), date(2018, 12, 1), NIGHT)])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_out_or_added_up_changes_no_slip(session: Session, seed: int, reports: tuple[date, ...]) -> None:
    """All kinds at once, and a few of them in ever new company."""
    chosen = list(every_kind()) if seed == 0 else Random(seed).sample(every_kind(), 12)  # noqa: S311
    weights = spread_evenly(len(chosen))
    rows = tuple(replace(row, weight_pct=weight) for row, weight in zip(chosen, weights, strict=True))
    plan = a_plan(session, replace(small_plan(), checkpoints=rows))
    known = watched.plan_on_day(session, plan, LIMITS, on=NIGHT)
    read = as_read(session, plan, reports)

    found, expected = (
        evaluate(replace(known, checkpoints=tuple(given), reports=reports), as_of=NIGHT, thresholds=LIMITS)
        for given in (read, in_full(session, plan))
    )

    assert found == expected
    assert any(not one.key for one in read), "some are told without their words"
    assert sum(one.weight_pct for one in read) == sum(row.weight_pct for row in rows)
