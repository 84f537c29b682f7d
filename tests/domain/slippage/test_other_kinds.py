"""Findings without an answer, reports that were sent back, and the plan as a whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.checkpoint_state import CheckpointFacts, Disposition
from app.domain.slippage import CheckpointOnDay, FindingOnDay, Level, PeriodOnDay, PlanOnDay, evaluate
from app.domain.thresholds import Thresholds

MAY, JULY, SEPTEMBER = date(2018, 5, 10), date(2018, 7, 15), date(2018, 9, 10)
YEAR = {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 12, 31)}


def slips_of(plan, day, **limits):
    return evaluate(plan, as_of=day, thresholds=Thresholds(**limits))


@pytest.mark.parametrize(("days", "level"), [(14, None), (15, Level.BEHIND), (44, Level.BEHIND), (45, Level.SEVERE)])
def test_a_finding_that_nobody_answers_slips_after_a_fortnight(days, level):
    plan = PlanOnDay("P", findings=(FindingOnDay("ab12", "查核點 A-4：合計不符", MAY),))

    found = slips_of(plan, MAY + timedelta(days=days))

    assert [(slip.level, slip.state) for slip in found] == ([] if level is None else [(level, "逾期未回覆")])


def test_a_returned_place_slips_after_its_own_deadline():
    plan = PlanOnDay("P", findings=(FindingOnDay("意見-7", "審查意見：A-4 實際值", MAY, date(2018, 5, 17)),))

    assert slips_of(plan, date(2018, 5, 17)) == ()
    (slip,) = slips_of(plan, date(2018, 5, 18))
    assert (slip.kind, slip.state, slip.days) == ("finding", "逾期未補正", 1)
    assert slip.rule == (
        "審查意見：A-4 實際值（107/5/10 提出，補正期限 107/5/17），逾期 1 天未補正；逾期 30 天以內為黃燈"
    )


def test_a_report_that_was_sent_back_slips_after_its_correction_was_due():
    period = PeriodOnDay("期中", "期中", MAY, JULY, is_settled=False, correct_by=date(2018, 7, 5))
    plan = PlanOnDay("P", periods=(period,))

    assert slips_of(plan, date(2018, 7, 5)) == ()
    (before_it_is_due,) = slips_of(plan, date(2018, 7, 6))
    (after,) = slips_of(plan, date(2018, 7, 16))
    assert (before_it_is_due.state, before_it_is_due.days) == ("逾期未補正", -9)
    assert [signal.rule for signal in after.signals] == ["missing", "not_corrected"]
    assert after.state == "逾期未報"


def work(*rows):
    """Checkpoints as (weight, due, done or None)."""
    return tuple(
        CheckpointOnDay(f"A-{at}", CheckpointFacts(due, completed_on=done), Decimal(weight))
        for at, (weight, due, done) in enumerate(rows, 1)
    )


def whole(plan, day, **limits):
    return [slip for slip in slips_of(plan, day, **limits) if slip.kind == "plan"]


@pytest.mark.parametrize(
    ("undone", "level", "state"),
    [(4, None, None), (5, Level.BEHIND, "落後"), (9, Level.BEHIND, "落後"), (10, Level.SEVERE, "嚴重落後")],
)
def test_the_plan_slips_by_the_difference_of_its_progress(undone, level, state):
    rows = work((undone, MAY, None), (50 - undone, MAY, MAY), (50, SEPTEMBER, None))

    found = whole(PlanOnDay("P", rows, reports=(JULY,), **YEAR), JULY)

    assert [(slip.level, slip.state, slip.key) for slip in found] == ([(level, state, "全案")] if level else [])


def test_the_plan_is_held_to_the_day_of_its_report():
    rows = work((50, MAY, MAY), (50, date(2018, 7, 20), None))

    assert whole(PlanOnDay("P", rows, reports=(JULY,), **YEAR), date(2018, 8, 30)) == []


def test_of_an_unreported_plan_nobody_knows_how_far_it_is():
    assert whole(PlanOnDay("P", work((50, MAY, None), (50, JULY, None)), **YEAR), SEPTEMBER) == []


def test_behind_at_two_reports_in_a_row_goes_one_level_up():
    rows = work((6, MAY, None), (44, MAY, MAY), (50, date(2018, 10, 1), None))

    (slip,) = whole(PlanOnDay("P", rows, reports=(MAY, JULY), **YEAR), JULY)

    assert slip.level is Level.SEVERE
    assert slip.rule == (
        "截至 107/7/15 期報，預定進度 50.00%、實際 44.00%、差異 -6.00 個百分點，"
        "已連續 2 期落後（107/5/10、107/7/15）；連續 2 期落後者升一級"
    )


def test_a_plan_that_leaves_most_to_the_end_says_so_while_there_is_time():
    rows = work((49, MAY, MAY), (51, date(2018, 12, 16), None))
    plan = PlanOnDay("P", rows, **YEAR)

    (slip,) = whole(plan, date(2018, 1, 1))

    assert (slip.level, slip.state) == (Level.NOTICE, "進度集中期末")
    assert slip.rule == (
        "107/11/26 起之最後 36 天（計畫期程 10%）內，到期查核點權重占 51.0%；超過 50% 為預定進度集中期末，須留意"
    )
    assert whole(plan, date(2017, 12, 31)) == whole(plan, date(2018, 11, 26)) == []
    assert whole(plan, date(2018, 1, 1), curve_end_weight_share=Decimal("0.6")) == []


def test_what_left_the_plan_makes_no_curve_steep():
    gone = CheckpointFacts(date(2018, 12, 16), disposition=Disposition.MERGED)
    rows = (*work((40, MAY, MAY)), CheckpointOnDay("A-9", gone, Decimal(60)))

    assert whole(PlanOnDay("P", rows, **YEAR), date(2018, 2, 1)) == []
