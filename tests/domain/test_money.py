from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import percent_text
from app.domain.lights import Light
from app.domain.money import (
    FinanceComponents,
    MoneyFormula,
    MoneyRate,
    budget_center_rate,
    execution_light,
    execution_rate,
    payment_rate,
    yearly_achievement_rate,
)
from app.domain.thresholds import Thresholds

amounts = st.integers(min_value=0, max_value=10**13)


@pytest.mark.parametrize(
    ("rate", "components", "places", "printed"),
    [
        pytest.param(
            execution_rate,
            FinanceComponents(allocated=1313, paid=1007, payable=200, surplus=26),
            1,
            "93.9%",
            id="national-council-2020-05",
        ),
        pytest.param(
            payment_rate,
            FinanceComponents(allocated=1313, paid=1007, payable=200, surplus=26),
            1,
            "76.7%",
            id="the-same-without-what-is-owed-and-saved",
        ),
        pytest.param(
            yearly_achievement_rate,
            FinanceComponents(paid=3198, payable=0, surplus=0, yearly_budget=6632),
            2,
            "48.22%",
            id="against-the-year",
        ),
        pytest.param(
            budget_center_rate,
            FinanceComponents(paid=705_804, payable=12_365, reserved=500_000, yearly_budget=1_378_000),
            2,
            "52.12%",
            id="budget-center-leaves-reserves-out",
        ),
        pytest.param(
            execution_rate,
            FinanceComponents(allocated=1179, paid=1237, payable=0, surplus=0),
            1,
            "104.9%",
            id="overspent-self-funding-is-not-clamped",
        ),
        pytest.param(
            execution_rate, FinanceComponents(allocated=0, paid=5, payable=0, surplus=0), 1, "—", id="nothing-allocated"
        ),
        pytest.param(
            execution_rate,
            FinanceComponents(allocated=100, paid=0, payable=0, surplus=0),
            1,
            "0.0%",
            id="nothing-spent",
        ),
        pytest.param(
            execution_rate,
            FinanceComponents(allocated=100, paid=90, payable=None, surplus=0),
            1,
            "—",
            id="not-reported",
        ),
        pytest.param(payment_rate, FinanceComponents(allocated=100), 1, "—", id="payment-not-reported"),
        pytest.param(payment_rate, FinanceComponents(paid=100), 1, "—", id="allocation-not-reported"),
    ],
)
def test_each_rate_divides_what_its_formula_says(rate, components, places, printed):
    assert percent_text(rate(components).value, places=places) == printed


@pytest.mark.parametrize(
    ("rate", "name", "formula"),
    [
        (execution_rate, "執行率", MoneyFormula.EXECUTION),
        (payment_rate, "支用率", MoneyFormula.PAYMENT),
        (yearly_achievement_rate, "經費達成率", MoneyFormula.YEARLY_ACHIEVEMENT),
        (budget_center_rate, "預算執行率", MoneyFormula.BUDGET_CENTER),
    ],
)
def test_a_rate_carries_its_name_and_formula(rate, name, formula):
    found = rate(FinanceComponents())

    assert (found.name, found.formula) == (name, formula)


@pytest.mark.parametrize(("paid", "is_over"), [(99, False), (100, False), (101, True), (None, False)])
def test_more_than_the_whole_is_legal_and_noticed(paid, is_over):
    assert payment_rate(FinanceComponents(allocated=100, paid=paid)).is_over_whole is is_over


@given(amounts.filter(bool), amounts, amounts, amounts)
def test_execution_is_never_below_payment(allocated, paid, payable, surplus):
    components = FinanceComponents(allocated, paid, payable, surplus)

    assert execution_rate(components).value >= payment_rate(components).value


@pytest.mark.parametrize(
    ("percent", "light", "word"),
    [
        pytest.param("100", Light.GREEN, "符合", id="all"),
        pytest.param("90", Light.GREEN, "符合", id="ninety-is-enough"),
        pytest.param("89.99", Light.YELLOW, "偏低", id="below-ninety"),
        pytest.param("80", Light.YELLOW, "偏低", id="eighty-is-not-yet-red"),
        pytest.param("79.99", Light.RED, "落後", id="below-eighty"),
        pytest.param("50", Light.RED, "落後", id="fifty-is-not-yet-severe"),
        pytest.param("49.99", Light.RED, "嚴重落後", id="below-fifty"),
        pytest.param("0", Light.RED, "嚴重落後", id="zero-is-a-rate"),
        pytest.param(None, Light.GREY, "未填報", id="no-rate"),
    ],
)
def test_an_execution_rate_falls_into_its_band(percent, light, word):
    numerator = None if percent is None else int(Decimal(percent) * 100)

    reading = execution_light(MoneyRate("執行率", MoneyFormula.EXECUTION, numerator, 10_000), Thresholds())

    assert (reading.light, reading.word) == (light, word)


def test_an_execution_light_says_its_formula_and_threshold():
    components = FinanceComponents(allocated=1000, paid=700, payable=50, surplus=0)

    reading = execution_light(execution_rate(components), Thresholds())

    assert reading.sentence == (
        "執行率 75.0%，公式為（累計實支數 + 應付未付數 + 節餘數）÷ 累計分配數；執行率低於 80% 為紅燈（落後）"
    )
    assert reading.threshold == "80%"
