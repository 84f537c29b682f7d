"""The portfolio of 108: published names and money, and courses that a program office could have seen."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.demo.portfolio import Commissioned, changes_of, portfolio, report_of, reports_of
from app.demo.portfolio.setup import SEEN_ON
from app.domain.checkpoint_state import CheckpointState, checkpoint_state
from app.domain.facts import facts_of, variance_of
from app.domain.findings import Severity
from app.domain.plan_document import PlanDocument
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import setup_of
from app.domain.report_rules import check_report
from app.domain.variance import VarianceStatus

TODAY = date(2026, 11, 21)
OF_108 = [one for one in portfolio(TODAY) if one.document.roc_year == 108]
OF_TODAY = [one for one in portfolio(TODAY) if one.document.roc_year == 115]


def after_changes(one: Commissioned, on: date) -> PlanDocument:
    """The plan with the deadlines and dispositions that were approved by a day."""
    document = one.document
    for change in changes_of(one):
        if change.is_approved and change.decided_on <= on:
            altered = (
                {"due_on": change.due_on}
                if change.due_on
                else {
                    "disposition": change.disposition,
                    "disposition_on": change.decided_on,
                    "disposition_reason": change.reason,
                }
            )
            rows = tuple(replace(row, **altered) if row.key in change.keys else row for row in document.checkpoints)
            document = replace(document, checkpoints=rows)
    return document


def accepted_by(one: Commissioned, on: date) -> PlanDocument:
    """What stands in the plan on a day: the newest report that was accepted by then."""
    document = after_changes(one, on)
    accepted = [report for report in reports_of(one) if not report.is_returned and report.decided_on <= on]
    return report_of(document, one, accepted[-1].sent_on) if accepted else document


def states_on(plans: list[Commissioned], on: date, told_by: date) -> Counter[CheckpointState]:
    rows = [row for one in plans for row in accepted_by(one, told_by).checkpoints]
    return Counter(checkpoint_state(facts_of(row), as_of=on, due_soon_days=14).state for row in rows)


def test_the_33_plans_cost_what_the_budget_commissions() -> None:
    assert len(OF_108) == 33
    assert sum(one.document.government_budget for one in OF_108) == 934_882_000


def test_a_plan_that_began_earlier_says_which_year_of_its_run_it_is() -> None:
    names = {one.document.name: one.document for one in OF_108}

    assert names["國際創業聚落示範計畫"].full_name == "國際創業聚落示範計畫(2/3)"
    assert names["提升偏鄉企業數位行銷應用能力計畫－數位應用輔導"].full_name.endswith("(4/4)")


@pytest.mark.parametrize("one", [pytest.param(one, id=one.document.code) for one in portfolio(TODAY)])
def test_a_plan_could_be_set_up_and_reported_by_people(one: Commissioned) -> None:
    assert [found for found in check_setup(setup_of(one.document)) if found.severity is Severity.ERROR] == []

    for report in reports_of(one):
        before = after_changes(one, report.sent_on)
        told = check_report(before, report_of(before, one, report.sent_on), on=report.sent_on)
        assert [found for found in told if found.severity is Severity.ERROR] == []


def test_on_30_september_of_108_there_is_a_checkpoint_in_every_state() -> None:
    states = states_on(OF_108, SEEN_ON, told_by=date(2019, 12, 31))

    assert set(states) == set(CheckpointState) - {CheckpointState.NOT_STARTED}  # that is said of a whole plan
    assert sum(one.document.starts_on > SEEN_ON for one in OF_108) == 1


def test_today_something_is_late_and_most_is_not() -> None:
    states = states_on(OF_TODAY, TODAY, told_by=TODAY)

    late, soon = states[CheckpointState.OVERDUE], states[CheckpointState.DUE_SOON]
    assert 10 < late < sum(states.values()) / 4
    assert soon > 10
    assert {CheckpointState.PARTIAL, CheckpointState.NOT_MET, CheckpointState.STOPPED} <= set(states)


def test_the_year_of_today_is_the_same_moved_by_whole_weeks() -> None:
    by_name = {one.document.name: one for one in OF_108}

    for one in OF_TODAY:
        first = by_name[one.document.name.removesuffix("（示範年度）")]
        moved = {
            later.due_on - earlier.due_on
            for earlier, later in zip(first.document.checkpoints, one.document.checkpoints, strict=True)
        }
        assert moved == {one.document.starts_on - first.document.starts_on}
        assert moved.pop() % timedelta(weeks=1) == timedelta(0)


def test_indicators_end_above_at_and_below_their_targets() -> None:
    ends = Counter(variance_of(row).status for one in OF_108 for row in accepted_by(one, date(2019, 12, 31)).indicators)

    assert min(ends[status] for status in (VarianceStatus.EXCEEDED, VarianceStatus.MET, VarianceStatus.NOT_MET)) > 10


def test_deadlines_are_pushed_twice_and_promises_broken() -> None:
    pushed = [one for one in OF_108 if len(list(changes_of(one))) == 2]
    broken = [
        row
        for one in OF_TODAY
        for row in accepted_by(one, TODAY).checkpoints
        if row.catch_up_on is not None and row.catch_up_on < TODAY and row.completed_on is None
    ]

    assert len(pushed) == 3
    assert broken


def test_some_that_are_late_have_not_said_why() -> None:
    unexplained = [
        row
        for one in OF_TODAY
        for row in accepted_by(one, TODAY).checkpoints
        if row.completed_on is None and row.is_in_force and row.due_on < TODAY and row.delay_reason is None
    ]

    assert unexplained


def test_money_runs_ahead_and_behind() -> None:
    spent = {
        sum(line.executed or 0 for line in document.finance_lines) / document.government_budget
        for document in (accepted_by(one, SEEN_ON) for one in OF_108)
    }

    assert min(spent) < 0.2
    assert max(spent) == 1
