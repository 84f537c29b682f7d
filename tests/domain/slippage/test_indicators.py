"""Indicators by the value that was reported last, against what is to be expected by the day of the report."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.slippage import IndicatorOnDay, Level, PlanOnDay, ReportedValue, evaluate
from app.domain.thresholds import Thresholds
from app.domain.variance import Direction, Variance

MAY, JULY, SEPTEMBER, DECEMBER = date(2018, 5, 10), date(2018, 7, 2), date(2018, 9, 10), date(2018, 12, 16)
AFTER = date(2019, 1, 1)
HUNDRED_MILLION = Decimal(100_000_000)


def slips(actual, *, on=None, reports=(JULY,), final=False, target="3.51", **known):
    """Of 增加產值 3.51 億元 in 2018; figures are typed in 億元."""
    value = None if actual is None else Decimal(actual) * HUNDRED_MILLION
    goal = None if target is None else Decimal(target) * HUNDRED_MILLION
    direction = known.pop("direction", Direction.HIGHER)
    one = IndicatorOnDay("2", "增加產值", "億元", HUNDRED_MILLION, Variance(goal, value, direction), **known)
    plan = PlanOnDay(
        "P",
        indicators=(one,),
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
        reports=reports,
        has_final_report=final,
    )
    return evaluate(plan, as_of=on or reports[-1], thresholds=Thresholds())


def test_short_of_what_is_to_be_expected_is_watched_and_says_on_what_that_rests():
    (slip,) = slips("1.2")

    assert (slip.kind, slip.key, slip.state, slip.level, slip.light) == ("indicator", "2", "低於應達數", 1, "綠")
    assert slip.rule == (
        "增加產值截至 107/7/2 為 1.2 億元，應達數 1.76 億元（依計畫期程 50.1% 推估）；低於應達數之 80% 須留意"
    )
    assert (slip.signals[0].threshold, slip.signals[0].since) == ("80%", JULY)


@pytest.mark.parametrize("actual", ["1.5", "3.51", "9"], ids=["near-enough", "met", "far-above"])
def test_on_pace_or_better_is_nothing(actual):
    assert slips(actual) == ()


def test_the_value_is_held_to_the_day_of_its_report_and_not_to_today():
    assert slips("1.5", on=date(2018, 12, 15)) == ()


def test_what_was_not_reported_is_not_a_zero():
    assert slips(None) == ()
    assert slips("0")[0].state == "低於應達數"


def test_nothing_is_judged_before_any_report():
    assert slips("0", reports=(), on=JULY) == ()


def test_early_in_the_plan_nobody_is_behind():
    assert slips("0", reports=(date(2018, 3, 20),)) == ()


def test_a_ratio_does_not_grow_with_the_year():
    assert slips("2.9", accumulates=False) == ()
    (slip,) = slips("2.5", accumulates=False)
    assert "應達數 3.51 億元（比率不隨期程累計，以目標值為準）" in slip.rule


def test_two_reports_in_a_row_are_late_and_three_severe():
    once = (ReportedValue(MAY, Decimal(0)),)
    twice = (*once, ReportedValue(JULY, Decimal(1)))

    (second,) = slips("0.5", earlier=once)
    (third,) = slips("1", earlier=twice, reports=(MAY, JULY, SEPTEMBER))

    assert (second.level, second.state) == (Level.BEHIND, "連續低於應達數")
    assert (third.level, third.signals[0].since) == (Level.SEVERE, MAY)


def test_a_report_on_pace_in_between_begins_the_count_anew():
    earlier = (ReportedValue(MAY, Decimal(0)), ReportedValue(JULY, Decimal(2) * HUNDRED_MILLION))

    (slip,) = slips("1.9", earlier=earlier, reports=(MAY, JULY, SEPTEMBER))

    assert (slip.level, slip.signals[0].since) == (Level.NOTICE, SEPTEMBER)


def test_missed_when_the_plan_is_over_is_severe():
    assert slips("3.4", reports=(DECEMBER,), final=True, on=date(2018, 12, 31)) == ()
    (slip,) = slips("3.4", reports=(DECEMBER,), final=True, on=AFTER)

    assert (slip.state, slip.level, slip.days) == ("未達成", Level.SEVERE, 1)
    assert slip.rule == (
        "增加產值實際值 3.4 億元，未達目標值 3.51 億元，達成率 96.9%，計畫已於 107/12/31 結束；未達成為紅燈"
    )


def test_left_out_of_the_final_report_is_said():
    (slip,) = slips(None, reports=(DECEMBER,), final=True)

    assert (slip.state, slip.level) == ("未填報", Level.BEHIND)


def test_without_a_target_there_is_nothing_to_miss():
    assert slips(None, target=None, reports=(DECEMBER,), final=True, on=AFTER) == ()


def test_what_is_to_be_kept_low_is_watched_until_the_end():
    (during,) = slips("4", direction=Direction.LOWER)
    (after,) = slips("4", direction=Direction.LOWER, reports=(DECEMBER,), final=True, on=AFTER)

    assert (during.state, during.level) == ("超出上限", Level.NOTICE)
    assert after.level is Level.SEVERE
    assert slips("3", direction=Direction.LOWER, reports=(DECEMBER,), final=True, on=AFTER) == ()


def test_of_whole_cases_nobody_owes_a_part():
    def found(target, actual):
        one = IndicatorOnDay("1", "個廠輔導", "案", Decimal(1), Variance(Decimal(target), Decimal(actual)))
        known = {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 12, 31), "reports": (JULY,)}
        plan = PlanOnDay("P", indicators=(one,), **known)
        return [slip.rule for slip in evaluate(plan, as_of=JULY, thresholds=Thresholds())]

    assert found(1, 0) == []
    assert found(5, 1) == [
        "個廠輔導截至 107/7/2 為 1 案，應達數 2 案（依計畫期程 50.1% 推估）；低於應達數之 80% 須留意"
    ]
