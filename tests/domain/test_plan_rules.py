"""What blocks the setting up of a plan, and what only asks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.plan_builder import PERIODS, checkpoint, counted_checkpoint, indicator, plan

from app.demo import plan_107
from app.domain.checkpoint_state import Disposition
from app.domain.findings import Severity
from app.domain.plan_document import FinanceLine, FundSource, Period, Staffing, SubPlan
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import PlanSetup, setup_of

TAX_ID = "04595257"


def good() -> PlanSetup:
    """A plan with which nothing is wrong."""
    document = plan(
        sub_plans=(SubPlan("A", "管理", Decimal(60)), SubPlan("B", "輔導", Decimal(40))),
        government_budget=3_000_000,
        self_fund=260_000,
    )
    return setup_of(document, TAX_ID)


def having(**changes) -> PlanSetup:
    return replace(good(), **changes)


def with_fact(**changes) -> PlanSetup:
    return replace(good(), facts=replace(good().facts, **changes))


def told(setup: PlanSetup) -> list[tuple]:
    return [(one.section, one.key, one.code, one.severity.name) for one in check_setup(setup)]


def test_nothing_is_said_of_a_plan_that_adds_up():
    assert check_setup(good()) == ()


def test_the_107_plan_could_be_set_up():
    assert told(setup_of(plan_107.plan_document(), TAX_ID)) == []


@pytest.mark.parametrize(
    ("changes", "fact", "code", "severity"),
    [
        ({"code": "A/B"}, "code", "bad_code", "ERROR"),
        ({"code": "new"}, "code", "bad_code", "ERROR"),
        ({"contractor_tax_id": "12345678"}, "contractor_tax_id", "tax_id", "ERROR"),
        ({"contractor_tax_id": None}, "contractor_tax_id", "tax_id_missing", "WARNING"),
        ({"year_index": 5}, "year_index", "bad_year", "ERROR"),
        ({"year_index": 0}, "year_index", "bad_year", "ERROR"),
        ({"roc_year": 2018}, "roc_year", "bad_year", "ERROR"),
        ({"roc_year": 108}, "roc_year", "year_disagrees", "WARNING"),
        ({"government_budget": -1}, "government_budget", "negative", "ERROR"),
    ],
)
def test_a_fact_that_cannot_be(changes, fact, code, severity):
    assert ("plan", fact, code, severity) in told(with_fact(**changes))


def test_a_plan_that_ends_before_it_starts_blames_no_deadline():
    assert told(with_fact(ends_on=date(2017, 1, 1))) == [("plan", "ends_on", "ends_before_start", "ERROR")]


def checkpoints(**changes) -> PlanSetup:
    first, *others = good().checkpoints
    return having(checkpoints=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"due_on": date(2019, 1, 1)}, "outside_the_plan", "ERROR"),
        ({"sub_plan": "C"}, "sub_plan_unknown", "ERROR"),
        ({"unit": "案"}, "target_missing", "ERROR"),
        ({"unit": "甲乙", "target": Decimal(1)}, "unit_unknown", "WARNING"),
        ({"unit": "案", "target": Decimal("0.00001")}, "too_fine", "ERROR"),
        ({"unit": "案", "target": Decimal(-1)}, "negative", "ERROR"),
        ({"weight_pct": Decimal(0)}, "bad_weight", "ERROR"),
        ({"weight_pct": Decimal("20.001")}, "too_fine", "ERROR"),
        ({"number": 0}, "bad_number", "ERROR"),
        ({"description": "比照106年度辦理"}, "other_year", "WARNING"),
    ],
)
def test_a_checkpoint_that_cannot_be(changes, code, severity):
    assert ("checkpoints", "A-1", code, severity) in told(checkpoints(**changes))


def test_the_days_of_the_plan_themselves_are_inside_it():
    assert told(checkpoints(due_on=date(2018, 1, 1))) == told(checkpoints(due_on=date(2018, 12, 31))) == []


def test_a_withdrawn_checkpoint_is_held_to_no_deadline():
    gone = checkpoints(due_on=date(2019, 1, 1), disposition=Disposition.WITHDRAWN, weight_pct=Decimal(20))

    assert "outside_the_plan" not in {code for _section, _key, code, _severity in told(gone)}


def test_weights_of_checkpoints_must_be_100():
    [finding, *_] = check_setup(checkpoints(weight_pct=Decimal("19.99")))

    assert (finding.code, finding.severity) == ("weights_not_whole", Severity.ERROR)
    assert "99.99%" in finding.message
    assert "尚少 0.01" in finding.message


def test_weights_of_sub_plans_only_ask():
    assert told(having(sub_plans=(SubPlan("A", "管理", Decimal(60)), SubPlan("B", "輔導", Decimal(39))))) == [
        ("sub_plans", "", "weights_not_whole", "WARNING"),
        ("checkpoints", "", "weights_disagree", "WARNING"),
    ]


def test_sums_are_not_judged_while_a_row_is_unread():
    assert told(having(checkpoints=good().checkpoints[:2], unread=frozenset({"checkpoints"}))) == []


def test_a_gap_in_the_numbers_is_asked_about():
    rows = tuple(replace(row, number=5, key="A-5") if row.key == "A-3" else row for row in good().checkpoints)

    assert told(having(checkpoints=rows)) == [("checkpoints", "A-5", "numbers_have_gaps", "WARNING")]


def test_a_letter_is_a_letter():
    assert told(having(sub_plans=(*good().sub_plans[:1], SubPlan("B-1", "輔導", Decimal(40)))))[0] == (
        ("sub_plans", "B-1", "bad_letter", "ERROR")
    )


def test_accounts_that_do_not_make_up_the_budget_say_by_how_much():
    [finding] = check_setup(with_fact(government_budget=3_000_001))

    assert (finding.code, finding.severity) == ("budget_disagrees", Severity.ERROR)
    assert "3,000,000 元" in finding.message
    assert "相差 1 元" in finding.message


def test_an_account_stands_once_for_each_source():
    line = FinanceLine("二|自籌款", "人事費", FundSource.SELF, 0)

    assert told(having(finance_lines=(*good().finance_lines, line))) == [
        ("finance_lines", "二|自籌款", "account_repeated", "ERROR")
    ]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        pytest.param((), ("periods", "", "no_rows", "ERROR"), id="none"),
        pytest.param(PERIODS[::-1], ("periods", "期中", "periods_out_of_order", "ERROR"), id="out-of-order"),
        pytest.param(
            (Period("期末", 1, date(2018, 12, 17), date(2018, 12, 16)),),
            ("periods", "期末", "opens_after_due", "ERROR"),
            id="opens-after-it-is-due",
        ),
        pytest.param(
            (Period("期末", 1, date(2018, 12, 1), date(2019, 1, 15)),),
            ("periods", "期末", "outside_the_plan", "WARNING"),
            id="due-after-the-plan",
        ),
    ],
)
def test_periods(periods, expected):
    assert told(having(periods=periods)) == [expected]


def test_indicators_and_staff():
    setup = having(indicators=(indicator(places=5),), staffing=(Staffing("研究員", Decimal("1.005")),))

    assert told(setup) == [("indicators", "1", "bad_places", "ERROR"), ("staffing", "研究員", "too_fine", "ERROR")]


@pytest.mark.parametrize("source", ["產值", "增加產值；狀態=結案", "案數；狀態=結束"])
def test_what_cannot_be_computed_from_cases_is_an_error(source):
    counted = indicator(case_source=source)  # in 案

    assert told(having(indicators=(counted,))) == [("indicators", "1", "bad_case_source", "ERROR")]


def test_every_sentence_says_what_to_do():
    worst = PlanSetup(
        good().facts,
        checkpoints=(checkpoint(weight_pct=Decimal(-1)), counted_checkpoint("X-9", unit="甲乙")),
        finance_lines=good().finance_lines[:1] * 2,
    )

    found = check_setup(worst)

    assert len(found) > 8
    assert [one.message for one in found if not one.message.endswith("。")] == []
