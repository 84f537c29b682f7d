"""The facts of plans, put together from what each table says of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.slippage import PlanOnDay, days_that_count, indicator_slips, sufficient_on
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import follow_ups, reported_values
from app.services.watched.checkpoints import checkpoints_on_day
from app.services.watched.figures import finance_on_day, indicators_on_day
from app.services.watched.findings import findings_on_day
from app.services.watched.reports import periods_on_day, report_days


def plan_on_day(session: Session, plan: Plan, limits: Thresholds, *, on: date) -> PlanOnDay:
    """The facts of one plan (see :func:`plans_on_day`)."""
    [facts] = plans_on_day(session, [plan], {plan.id: limits}, on=on)
    return facts


def plans_on_day(
    session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date
) -> Iterator[PlanOnDay]:
    """The facts of each plan for the rules of slippage, as they stand, seen on the day ``on``.

    Figures are those of the live tables: a day in the past is seen with what was accepted since, unless the report
    that brought a figure is of a later day; such figures say nothing of that day and are left out of judgement.
    What cannot slip by the thresholds given may be left out, or be told without its words and quantities.

    :param plans: as many as may be held in memory at once.
    :param limits: the thresholds of each plan by its id.
    """
    if not plans:
        return iter(())
    ids = [plan.id for plan in plans]
    periods = periods_on_day(session, ids, on)
    reports = report_days(session, ids, on)
    reported = [plan for plan in plans if plan.id in reports]
    days = {
        plan.id: days_that_count(plan.starts_on, plan.ends_on, reports.get(plan.id, ()), limits[plan.id])
        for plan in plans
    }
    due_soon_days = max(limits[id_].due_soon_days for id_ in ids)
    checkpoints = checkpoints_on_day(session, plans, days, on, due_soon_days=due_soon_days)
    not_followed = follow_ups.not_made(session, ids)
    final = {id_ for id_ in reports if periods[id_][-1].is_settled}
    sufficient = {
        plan.id: sufficient_on(plan.starts_on, plan.ends_on, reports[plan.id][-1], limits[plan.id])
        for plan in reported
        if plan.id not in final
    }
    indicators = indicators_on_day(session, reported, sufficient)
    finance = finance_on_day(session, reported)
    findings = findings_on_day(session, plans, limits, on)
    found = {
        plan.id: PlanOnDay(
            plan.code,
            checkpoints=tuple(checkpoints.get(plan.id, ())),
            periods=tuple(periods.get(plan.id, ())),
            follow_ups=tuple(not_followed.get(plan.id, ())),
            indicators=tuple(indicators.get(plan.id, ())),
            finance_lines=tuple(finance.get(plan.id, ())),
            findings=tuple(findings.get(plan.id, ())),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            reports=reports.get(plan.id, ()),
            has_final_report=plan.id in final,
        )
        for plan in plans
    }
    return iter(_with_earlier_values(session, found, limits, on))


def _with_earlier_values(
    session: Session, found: Mapping[int, PlanOnDay], limits: Mapping[int, Thresholds], on: date
) -> list[PlanOnDay]:
    """What earlier reports said is looked up only for indicators that are short now: most never are."""
    short = {id_: keys for id_, facts in found.items() if (keys := _short_indicators(facts, limits[id_], on))}
    before = {id_: found[id_].reports[-1] for id_ in short}
    earlier = reported_values.of_indicators(session, short, before=before) if short else {}
    return [
        facts
        if id_ not in short
        else replace(
            facts, indicators=tuple(replace(one, earlier=earlier.get((id_, one.key), ())) for one in facts.indicators)
        )
        for id_, facts in found.items()
    ]


def _short_indicators(facts: PlanOnDay, limits: Thresholds, on: date) -> frozenset[str]:
    if len(facts.reports) < 2 or not facts.indicators:
        return frozenset()
    return frozenset(slip.key for slip in indicator_slips(facts, on, limits))
