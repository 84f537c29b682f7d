"""The shipped 107 plan says what the execution report of 107 printed."""

from dataclasses import fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from app.demo.plan_107 import plan_document, reported
from app.domain import canonical
from app.domain.plan_document import (
    REPORTED_SECTIONS,
    Case,
    Checkpoint,
    CompletionBasis,
    FundSource,
    Indicator,
    PlanDocument,
    reported_fields,
)

# key, due, done, target, actual (field-notes 1.3)
CHECKPOINTS = """
A-1 01-31 01-10 - -
A-2 03-31 03-07 3 6
A-3 03-31 02-12 - -
A-4 04-30 04-27 334 658
A-5 05-10 05-07 - -
A-6 06-30 06-13 167 215
A-7 06-30 06-28 1 1
A-8 06-30 06-14 - -
A-9 07-15 07-15 - -
A-10 07-31 04-26 - -
A-11 08-31 08-31 167 215
A-12 08-31 03-22 - -
A-13 09-10 09-05 - -
A-14 09-30 07-26 - -
A-15 10-31 10-05 25 31
A-16 12-16 11-30 167 214
A-17 12-16 03-07 6 6
A-18 12-16 09-21 - -
A-19 12-16 11-30 - -
A-20 12-16 11-30 - -
A-21 12-16 11-13 1 1
B-1 06-30 06-13 167 215
B-2 06-30 04-20 90 93
B-3 08-31 08-31 90 93
B-4 12-16 11-30 167 214
"""


def checkpoint(key: str) -> Checkpoint:
    row = reported().row("checkpoints", key)
    assert isinstance(row, Checkpoint)
    return row


def indicator(key: str) -> Indicator:
    row = reported().row("indicators", key)
    assert isinstance(row, Indicator)
    return row


@pytest.mark.parametrize("line", [pytest.param(line, id=line.split()[0]) for line in CHECKPOINTS.split("\n") if line])
def test_a_checkpoint_has_the_dates_and_quantities_of_the_report(line: str) -> None:
    key, due, done, target, actual = line.split()

    row = checkpoint(key)

    assert row.due_on == row.original_due_on == date.fromisoformat(f"2018-{due}")
    assert row.completed_on == date.fromisoformat(f"2018-{done}")
    assert row.target == (None if target == "-" else Decimal(target))
    assert row.actual == (None if actual == "-" else Decimal(actual))


def test_there_are_21_and_4_checkpoints_in_two_sub_plans() -> None:
    keys = [row.key for row in reported().checkpoints]

    assert keys == [line.split()[0] for line in CHECKPOINTS.split("\n") if line]
    assert len(keys) == 25
    assert [row.key for row in reported().sub_plans] == ["A", "B"]


def test_three_completions_are_known_only_as_an_upper_bound() -> None:
    bounds = [row.key for row in reported().checkpoints if row.completion_basis is CompletionBasis.ON_OR_BEFORE]

    assert bounds == ["A-9", "A-11", "A-16"]


def test_a_checkpoint_with_a_quantity_has_unit_and_measure_and_no_other_has() -> None:
    for row in reported().checkpoints:
        has_quantity = row.target is not None
        assert (row.unit is not None, row.measure is not None, row.actual is not None) == (has_quantity,) * 3, row.key


def test_weights_total_exactly_100() -> None:
    plan = reported()

    assert sum(row.weight_pct for row in plan.checkpoints) == Decimal("100.00")
    for sub_plan in plan.sub_plans:
        assert sub_plan.weight_pct == sum(r.weight_pct for r in plan.checkpoints if r.sub_plan == sub_plan.key)


@pytest.mark.parametrize(
    ("key", "target", "actual", "unit"),
    [
        pytest.param("1", "167", "214", "案", id="cases"),
        pytest.param("2", "351000000", "501000000", "億元", id="added-output"),
        pytest.param("3", "50000000", "97000000", "億元", id="reduced-cost"),
        pytest.param("4", "6", "6", "場次", id="briefings"),
        pytest.param("5", "350000", "420000", "萬人次", id="visits"),
        pytest.param("6", "20", "25.84", "%", id="female-heads"),
        pytest.param("7", "20", "34.04", "%", id="female-investigators"),
        pytest.param("8", None, "261", "案", id="no-target"),
    ],
)
def test_an_indicator_has_the_figures_of_the_report_in_base_units(
    key: str, target: str | None, actual: str, unit: str
) -> None:
    row = indicator(key)

    assert row.target == (None if target is None else Decimal(target))
    assert (row.actual, row.unit) == (Decimal(actual), unit)


@pytest.mark.parametrize(
    ("key", "column"), [pytest.param("6", 170, id="heads"), pytest.param("7", 224, id="investigators")]
)
def test_a_share_is_the_published_counts_divided_and_rounded_half_up(key: str, column: int) -> None:
    share = (Decimal(column) * 100 / 658).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    assert indicator(key).actual == share


def test_the_three_expected_results_come_first() -> None:
    expected = [row.key for row in reported().indicators if "預期成效" in row.listed_in]

    assert expected == ["1", "2", "3"]
    assert [row.key for row in reported().indicators] == list("12345678")


def test_money_adds_up_to_the_contract_and_to_what_was_spent() -> None:
    plan = reported()
    contracted = {source: sum(r.contracted for r in plan.finance_lines if r.source is source) for source in FundSource}

    assert contracted == {FundSource.GOVERNMENT: plan.government_budget, FundSource.SELF: plan.self_fund}
    assert sum(contracted.values()) == 66_842_355
    assert sum(row.executed or 0 for row in plan.finance_lines) == 67_229_663
    assert len({row.key for row in plan.finance_lines}) == len(plan.finance_lines) == 14


def test_person_months_add_up() -> None:
    assert sum(row.planned_months for row in reported().staffing) == 40
    assert sum(row.actual_months or 0 for row in reported().staffing) == Decimal("39.72")


def test_215_approved_cases_of_which_one_closed_down() -> None:
    states = [row.state for row in reported().cases]

    assert (len(states), states.count("結案"), states.count("歇業")) == (215, 214, 1)


def test_grants_of_the_approved_cases_add_up_to_the_dollar() -> None:
    cases = reported().cases

    assert sum(case.government_grant or 0 for case in cases) == 27_355_351 + 5_000_000
    assert sum(case.self_fund or 0 for case in cases) == reported().self_fund


def test_benefits_of_completed_cases_round_to_the_printed_results() -> None:
    names = [f.name for f in fields(Case)][-11:]
    totals = [sum(getattr(case, name) for case in reported().cases if case.state == "結案") for name in names]

    assert (sum(totals[:4]), sum(totals[4:])) == (501_492_350, 97_305_900)
    assert indicator("2").actual == round(sum(totals[:4]), -6)
    assert indicator("3").actual == round(sum(totals[4:]), -6)


def test_a_case_that_closed_down_has_no_benefits_rather_than_zero() -> None:
    case = next(case for case in reported().cases if case.state == "歇業")

    assert (case.added_value, case.maintenance_cost) == (None, None)


def test_as_set_up_nothing_is_reported() -> None:
    plan = plan_document()

    assert plan.cases == ()
    for section in REPORTED_SECTIONS:
        defaults = {f.name: f.default for row in plan.rows(section)[:1] for f in fields(row)}
        for row in plan.rows(section):
            assert all(getattr(row, name) == defaults[name] for name in reported_fields(section)), row.key


def test_the_year_changes_nothing_that_was_set_up() -> None:
    before, after = plan_document(), reported()

    for section in set(REPORTED_SECTIONS) - {"cases"}:
        names = reported_fields(section)
        for old, new in zip(before.rows(section), after.rows(section), strict=True):
            kept = [f.name for f in fields(old) if f.name not in names]
            assert [getattr(old, name) for name in kept] == [getattr(new, name) for name in kept]


def test_everything_that_can_be_reported_is_reported_by_the_end_of_the_year() -> None:
    plan = reported()

    assert all(row.completed_on and row.achievement for row in plan.checkpoints)
    assert all(row.actual is not None and row.benefit_note for row in plan.indicators)
    assert all(row.actual_work and row.variance_note for row in plan.work_items)
    assert all(row.executed is not None for row in plan.finance_lines)
    assert all(row.actual_months is not None for row in plan.staffing)


def test_the_four_reports_were_due_as_the_contract_says() -> None:
    assert [(p.key, p.ordinal, p.due_on.isoformat()) for p in plan_document().periods] == [
        ("第1期", 1, "2018-05-10"),
        ("期中", 2, "2018-07-15"),
        ("第2期", 3, "2018-09-10"),
        ("期末", 4, "2018-12-16"),
    ]


@pytest.mark.parametrize(
    "document", [pytest.param(plan_document(), id="as-set-up"), pytest.param(reported(), id="reported")]
)
def test_the_canonical_json_gives_the_same_plan_back(document: PlanDocument) -> None:
    assert canonical.from_json(canonical.to_json(document)) == document
