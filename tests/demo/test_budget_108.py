"""The shipped budget of 108 adds up as it was printed, and so do the figures of 114."""

from decimal import Decimal

import pytest

from app.demo import budget_108
from app.demo.portfolio.commissions import commissions
from app.domain.budget import BudgetLevel, faults_of, sums_of
from app.domain.figures import round_half_up
from app.domain.variance import Variance

LINES = list(budget_108.lines())
SUMS = sums_of(LINES)


def test_everything_adds_up_to_the_dollar() -> None:
    assert list(faults_of(LINES, list(budget_108.accounts()))) == []
    assert SUMS["0026750000"].amount == 4_680_435_000


def test_three_branches_list_all_that_they_pay_for() -> None:
    complete = {
        line.code
        for line in LINES
        if line.level is BudgetLevel.BRANCH and SUMS[line.code].parts and not SUMS[line.code].unlisted
    }

    assert complete == {"5226752000-01", "5226752000-02", "5226752000-03"}


def test_the_change_of_a_programme_is_that_of_its_branches() -> None:
    changes = {
        programme.code: (programme.change, sum(line.change or 0 for line in LINES if line.parent == programme.code))
        for programme in LINES
        if programme.level is BudgetLevel.PROGRAMME
    }

    assert all(printed == added for printed, added in changes.values())


def test_commissioned_money_is_the_account_of_that_name_branch_by_branch() -> None:
    printed = {one.line: one.amount for one in budget_108.accounts() if one.code == "0251"}

    for branch, amount in printed.items():
        assert amount == sum(one.total for one in commissions() if one.budget_code.startswith(branch)), branch
    assert sum(printed.values()) == 934_882_000


def test_no_plan_costs_more_than_the_line_that_pays_it() -> None:
    assert all(one.total <= SUMS[one.budget_code].amount for one in commissions())


def test_thirty_resolutions_are_answered_and_ten_name_the_day() -> None:
    rows = list(budget_108.resolutions())

    assert (len(rows), sum(bool(row["answered_on"]) for row in rows)) == (30, 10)


@pytest.mark.parametrize(
    ("item", "printed"),
    [pytest.param("諮詢輔導家數", "109.9", id="firms"), pytest.param("創造產值", "249.3", id="output")],
)
def test_the_printed_percentages_of_114_are_our_own(item: str, printed: str) -> None:
    (row,) = [row for row in budget_108.programme_indicators() if row["item"] == item and row["printed_pct"]]
    rate = Variance(budget_108.figure(row["target"]), budget_108.figure(row["actual"])).rate

    assert rate is not None
    assert round_half_up(rate * 100, 1) == Decimal(row["printed_pct"]) == Decimal(printed)
