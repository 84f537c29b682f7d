from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checkpoints_107 import PLANNED, REPORTED

from app.domain.checkpoint_state import CheckpointFacts, Disposition
from app.domain.progress import (
    CurvePoint,
    Progress,
    WeightedCheckpoint,
    check_curve,
    check_weights,
    completion,
    planned_by_curve,
    progress_on,
    spread_evenly,
)

JULY_31 = date(2018, 7, 31)
DUE = date(2018, 6, 30)
YEAR_END = date(2018, 12, 31)
days_in_2018 = st.dates(min_value=date(2018, 1, 1), max_value=YEAR_END)
quantities = st.none() | st.integers(min_value=0, max_value=300).map(Decimal)
weighted_plans = st.lists(
    st.builds(
        CheckpointFacts,
        due_on=days_in_2018,
        completed_on=st.none() | days_in_2018,
        target=quantities,
        actual=quantities,
        target_qualifier=st.sampled_from(["=", ">=", ">", "<="]),
        disposition=st.none() | st.sampled_from(Disposition),
    ),
    min_size=1,
    max_size=8,
).map(lambda facts: weighted(facts))


def weighted(facts):
    return [WeightedCheckpoint(weight, row) for weight, row in zip(spread_evenly(len(facts)), facts, strict=True)]


def facts(**known):
    return CheckpointFacts(**{"due_on": DUE, **known})


def point(month, day, pct):
    return CurvePoint(date(2018, month, day), Decimal(pct))


def test_the_reported_107_plan_is_complete_at_the_end_of_the_year():
    assert progress_on(weighted(REPORTED.values()), as_of=YEAR_END) == Progress(Decimal(100), Decimal(100))


def test_the_107_plan_before_any_report_is_behind_by_what_was_due():
    # 12 of 25 checkpoints of 4 % each are due by July 31; that day's own is among them.
    assert progress_on(weighted(PLANNED.values()), as_of=JULY_31) == Progress(Decimal(48), Decimal(0))


def test_work_done_before_its_deadline_counts_on_the_day_it_was_done():
    # On April 26 seven checkpoints are done (A-1 A-2 A-3 A-10 A-12 A-17 B-2, and not A-4 of the 27th), three are due.
    on_april_26 = progress_on(weighted(REPORTED.values()), as_of=date(2018, 4, 26))

    assert on_april_26 == Progress(Decimal(12), Decimal(28))
    assert on_april_26.difference_pp == 16


@pytest.mark.parametrize(
    ("day", "known", "share"),
    [
        pytest.param(JULY_31, {"completed_on": DUE}, 1, id="done"),
        pytest.param(JULY_31, {}, 0, id="not-done"),
        pytest.param(date(2018, 6, 29), {"completed_on": DUE}, 0, id="not-done-before-it-was"),
        pytest.param(JULY_31, {"target": 200, "actual": 50}, "0.25", id="a-part-without-a-date"),
        pytest.param(JULY_31, {"target": 200, "actual": 300}, 1, id="never-more-than-all"),
        pytest.param(JULY_31, {"target": 200, "actual": 50, "completed_on": DUE}, "0.25", id="said-done-but-a-part"),
        pytest.param(JULY_31, {"target": 200, "completed_on": DUE}, 1, id="done-without-its-figure"),
        pytest.param(JULY_31, {"target": 200}, 0, id="not-reported"),
        pytest.param(
            date(2018, 6, 1),
            {"target": 200, "actual": 300, "completed_on": DUE},
            0,
            id="a-later-completion-brings-its-quantity-later",
        ),
        pytest.param(JULY_31, {"target": 0, "actual": 0}, 0, id="a-target-of-zero-waits-for-its-date"),
        pytest.param(JULY_31, {"target": 0, "actual": 0, "completed_on": DUE}, 1, id="a-target-of-zero-done"),
        pytest.param(JULY_31, {"target": 5, "actual": 4, "target_qualifier": "<="}, 0, id="a-ceiling-has-no-part"),
        pytest.param(
            JULY_31, {"target": 5, "actual": 4, "target_qualifier": "<=", "completed_on": DUE}, 1, id="a-kept-ceiling"
        ),
        pytest.param(
            JULY_31, {"target": 5, "actual": 6, "target_qualifier": "<=", "completed_on": DUE}, 0, id="a-broken-ceiling"
        ),
    ],
)
def test_completion_is_the_share_delivered_by_that_day(day, known, share):
    figures = {name: Decimal(value) if isinstance(value, int) else value for name, value in known.items()}

    assert completion(facts(**figures), as_of=day) == Decimal(share)


def test_what_was_withdrawn_leaves_both_sides_and_the_rest_can_reach_one_hundred():
    plan = [
        WeightedCheckpoint(Decimal(40), facts(disposition=Disposition.WITHDRAWN)),
        WeightedCheckpoint(Decimal(45), facts(completed_on=DUE)),
        WeightedCheckpoint(Decimal(15), facts(due_on=YEAR_END)),
    ]

    assert progress_on(plan, as_of=JULY_31) == Progress(Decimal(75), Decimal(75))


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param([], id="no-checkpoint"),
        pytest.param([WeightedCheckpoint(Decimal(100), facts(disposition=Disposition.STOPPED))], id="all-stopped"),
    ],
)
def test_without_anything_to_measure_there_is_no_progress(plan):
    assert progress_on(plan, as_of=JULY_31) is None


def test_an_entered_curve_replaces_the_planned_figure_only():
    curve = [point(7, 1, "30.5"), point(6, 1, "20"), point(8, 1, "60")]
    plan = weighted([facts(completed_on=DUE)])

    assert progress_on(plan, as_of=JULY_31, curve=curve) == Progress(Decimal("30.5"), Decimal(100))


@pytest.mark.parametrize(
    ("day", "planned"),
    [
        pytest.param(date(2018, 5, 31), "0", id="before-the-first-point"),
        pytest.param(date(2018, 6, 1), "20", id="on-a-point"),
        pytest.param(date(2018, 6, 30), "20", id="until-the-next"),
        pytest.param(date(2019, 1, 1), "30.5", id="after-the-last"),
    ],
)
def test_a_curve_holds_from_point_to_point(day, planned):
    assert planned_by_curve([point(7, 1, "30.5"), point(6, 1, "20")], as_of=day) == Decimal(planned)


@given(weighted_plans, days_in_2018, days_in_2018)
def test_planned_and_actual_never_fall_from_day_to_day(plan, one_day, another):
    earlier, later = (progress_on(plan, as_of=day) for day in sorted((one_day, another)))

    if earlier is not None:
        assert earlier.planned_pct <= later.planned_pct
        assert earlier.actual_pct <= later.actual_pct


@given(weighted_plans, days_in_2018)
def test_progress_stays_between_nothing_and_all(plan, day):
    found = progress_on(plan, as_of=day)

    if found is not None:
        assert 0 <= found.planned_pct <= 100
        assert 0 <= found.actual_pct <= 100


@given(weighted_plans)
def test_at_the_end_of_the_year_everything_that_counts_was_planned(plan):
    found = progress_on(plan, as_of=YEAR_END)

    assert found is None or found.planned_pct == 100


def test_what_is_shown_can_be_subtracted_by_hand():
    shown = Progress(Decimal(100) / 3, Decimal(50) / 3).shown

    assert (shown.planned_pct, shown.actual_pct) == (Decimal("33.33"), Decimal("16.67"))
    assert shown.difference_pp == Decimal("-16.66")


@pytest.mark.parametrize(
    ("count", "first", "last"),
    [
        pytest.param(1, "100.00", "100.00", id="one"),
        pytest.param(3, "33.33", "33.34", id="three"),
        pytest.param(25, "4.00", "4.00", id="107-plan"),
        pytest.param(190, "0.52", "1.72", id="rounding-up-would-leave-the-last-less-than-nothing"),
        pytest.param(10_000, "0.01", "0.01", id="as-many-as-two-decimals-allow"),
    ],
)
def test_the_last_weight_takes_the_remainder(count, first, last):
    weights = spread_evenly(count)

    assert (weights[0], weights[-1], len(weights)) == (Decimal(first), Decimal(last), count)


@given(st.integers(min_value=1, max_value=2_000))
def test_evenly_spread_weights_are_always_fine(count):
    weights = spread_evenly(count)

    assert sum(weights) == Decimal("100.00")
    assert check_weights(weights) == ()


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_weights_cannot_be_spread_over_nothing_or_over_too_many(count):
    with pytest.raises(ValueError, match="無法將權重平均分配"):
        spread_evenly(count)


@pytest.mark.parametrize(
    ("weights", "problems"),
    [
        pytest.param(["50.00", "50"], [], id="fine"),
        pytest.param(["50", "49.9"], ["權重合計為 99.90，應為 100.00（尚少 0.1），請調整後再存檔。"], id="too-little"),
        pytest.param(["50", "50.01"], ["權重合計為 100.01，應為 100.00（多出 0.01），請調整後再存檔。"], id="too-much"),
        pytest.param([], ["權重合計為 0.00，應為 100.00（尚少 100），請調整後再存檔。"], id="none-at-all"),
        pytest.param(
            ["100", "0"], ["第 2 項權重 0 超出範圍，請輸入大於 0、至多 100 的數值。"], id="zero-weighs-nothing"
        ),
        pytest.param(
            ["110", "-10"],
            [
                "第 1 項權重 110 超出範圍，請輸入大於 0、至多 100 的數值。",
                "第 2 項權重 -10 超出範圍，請輸入大於 0、至多 100 的數值。",
            ],
            id="a-right-total-of-wrong-weights",
        ),
        pytest.param(
            ["33.333", "66.667"],
            [
                "第 1 項權重 33.333 超過二位小數，請四捨五入至小數第二位。",
                "第 2 項權重 66.667 超過二位小數，請四捨五入至小數第二位。",
            ],
            id="three-decimals",
        ),
    ],
)
def test_wrong_weights_are_named_all_at_once(weights, problems):
    assert list(check_weights([Decimal(weight) for weight in weights])) == problems


@pytest.mark.parametrize(
    ("curve", "problems"),
    [
        pytest.param([point(2, 1, 100), point(1, 1, 10)], [], id="fine-in-any-order"),
        pytest.param([point(1, 1, 0), point(2, 1, 0)], [], id="flat-at-nothing"),
        pytest.param(
            [point(1, 1, 20), point(2, 1, 10)],
            ["累計預定進度由 20 降為 10，累計值不可減少，請修正。"],
            id="falling",
        ),
        pytest.param([point(1, 1, 101)], ["預定進度 101 超出範圍，請輸入 0 至 100 的數值。"], id="above-all"),
        pytest.param(
            [point(1, 1, 20), point(1, 1, 20)], ["同一日期填了兩個預定進度，請保留一個。"], id="twice-the-same-day"
        ),
    ],
)
def test_a_wrong_curve_is_named(curve, problems):
    assert list(check_curve(curve)) == problems


def test_planned_counts_a_checkpoint_from_its_extended_deadline():
    extended = weighted([facts(original_due_on=DUE, due_on=DUE + timedelta(days=10))])

    assert progress_on(extended, as_of=DUE + timedelta(days=9)).planned_pct == 0
    assert progress_on(extended, as_of=DUE + timedelta(days=10)).planned_pct == 100
