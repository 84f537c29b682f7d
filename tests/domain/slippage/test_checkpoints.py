"""Checkpoints beyond 落後: promises, explanations, postponements, and what stays late period after period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.checkpoint_state import CheckpointFacts, Disposition
from app.domain.slippage import CheckpointOnDay, Level, PeriodOnDay, PlanOnDay, evaluate
from app.domain.slippage.checkpoint_reports import says_done
from app.domain.thresholds import Thresholds

DUE = date(2018, 6, 30)
JULY_10 = date(2018, 7, 10)
MONTHS = tuple(
    PeriodOnDay(f"{month}月", f"{month}月", date(2018, month, 1), date(2018, month, 10), is_settled=True)
    for month in range(1, 13)
)


def signals_on(day, *, periods=(), reports=(), told=None, thresholds=None, **known):
    facts = CheckpointFacts(**{"due_on": DUE, "original_due_on": DUE, **known})
    checkpoint = CheckpointOnDay("A-1", facts, **(told or {}))
    plan = PlanOnDay("P", (checkpoint,), periods, reports=reports)
    found = evaluate(plan, as_of=day, thresholds=thresholds or Thresholds())
    return {signal.rule: signal for slip in found if slip.key == "A-1" for signal in slip.signals}


def level_on(day, **known):
    return max((signal.level for signal in signals_on(day, **known).values()), default=None)


def test_a_late_checkpoint_says_rule_inputs_threshold_and_since_when():
    late = signals_on(date(2018, 7, 31))["late"]

    assert (late.level, late.threshold, late.since) == (Level.SEVERE, "30 天", date(2018, 7, 31))
    assert late.inputs == (("預定完成日", "107/6/30"), ("逾期天數", "31 天"))


def test_an_extended_checkpoint_is_late_against_both_dates():
    late = signals_on(JULY_10, original_due_on=date(2018, 5, 31))["late"]

    assert late.inputs == (
        ("預定完成日", "107/6/30"),
        ("原訂完成日", "107/5/31"),
        ("逾期天數", "10 天"),
        ("較原訂逾期天數", "40 天"),
    )


def test_a_partly_met_checkpoint_shows_what_is_there():
    partial = signals_on(JULY_10, completed_on=DUE, target=Decimal(1670), actual=Decimal(1550))["partial"]

    assert partial.inputs[2:] == (("目標值", "1,670"), ("實際值", "1,550"), ("逾期天數", "10 天"))
    assert partial.since == DUE


def test_a_broken_promise_is_severe_the_day_after_it():
    told = {"promised_on": date(2018, 7, 9)}

    assert "promise" not in signals_on(date(2018, 7, 9), told=told)
    broken = signals_on(JULY_10, told=told)["promise"]
    assert (broken.level, broken.since) == (Level.SEVERE, JULY_10)
    assert broken.sentence == ("預定 107/6/30 完成，允諾 107/7/9 趕上，逾允諾 1 天仍未完成；逾預定趕上日期為紅燈")


def test_a_promise_made_before_an_extension_is_not_broken_while_nothing_is_late():
    assert signals_on(date(2018, 6, 1), told={"promised_on": date(2018, 5, 1)}) == {}


def test_what_was_finished_breaks_no_promise():
    assert signals_on(JULY_10, completed_on=date(2018, 7, 5), told={"promised_on": date(2018, 7, 2)}) == {}


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        pytest.param({}, "落後原因、改善對策、預定趕上日期", id="nothing-said"),
        pytest.param({"delay_reason": "人力異動", "promised_on": date(2018, 7, 31)}, "改善對策", id="no-remedy"),
    ],
)
def test_late_and_unexplained_by_a_report_made_since(told, missing):
    reported = signals_on(JULY_10, reports=(JULY_10,), told=told)["unexplained"]

    assert reported.sentence == (
        f"預定 107/6/30 完成，107/7/10 之期報未填{missing}；落後者須填落後原因、改善對策與預定趕上日期"
    )
    assert (reported.level, reported.since) == (Level.BEHIND, JULY_10)


def test_nobody_owes_an_explanation_before_there_was_a_report_to_give_it_in():
    assert set(signals_on(JULY_10, reports=(DUE,))) == {"late"}


def test_a_full_explanation_leaves_the_lateness_alone():
    told = {"delay_reason": "人力異動", "remedy": "增聘", "promised_on": date(2018, 7, 31)}

    assert set(signals_on(JULY_10, reports=(JULY_10,), told=told)) == {"late"}


def test_a_date_that_was_pushed_twice_is_to_be_watched():
    pushed = {"postponed_on": (date(2018, 5, 2), date(2018, 3, 1))}
    known = {"original_due_on": date(2018, 3, 31), "told": pushed}

    assert signals_on(date(2018, 5, 1), **known) == {}
    postponed = signals_on(date(2018, 5, 2), **known)["postponed"]
    assert (postponed.level, postponed.since) == (Level.NOTICE, date(2018, 5, 2))
    assert postponed.sentence == (
        "預定完成日已展延 2 次（107/3/1、107/5/2 核定），原訂 107/3/31，現為 107/6/30；展延達 2 次須留意"
    )


def test_how_often_is_too_often_is_data():
    pushed = {"postponed_on": (date(2018, 3, 1), date(2018, 5, 2))}

    assert signals_on(date(2018, 6, 1), told=pushed, thresholds=Thresholds(postponed_times=3)) == {}


def test_the_whole_quantity_without_a_completion_date_asks_for_the_date():
    found = signals_on(date(2018, 6, 1), target=Decimal(167), actual=Decimal(215), reports=(date(2018, 5, 10),))

    assert found["no_completion_date"].sentence == (
        "預定 107/6/30 完成，實際值 215 已達目標值 167，惟未填實際完成日；已完成者須填實際完成日"
    )
    assert (found["no_completion_date"].level, found["no_completion_date"].since) == (Level.NOTICE, date(2018, 5, 10))


def test_a_part_of_the_quantity_in_time_is_nothing():
    assert signals_on(date(2018, 6, 1), target=Decimal(167), actual=Decimal(90)) == {}


def test_a_ceiling_that_is_kept_so_far_is_not_done():
    known = {"target": Decimal(5), "actual": Decimal(3), "target_qualifier": "<="}

    assert signals_on(date(2018, 6, 1), **known) == {}


@pytest.mark.parametrize(
    ("text", "is_done"),
    [
        ("已完成。", True),
        ("申請須知業已完成並公告", True),
        ("107/6/28 辦理 1 場次，已辦竣", True),
        ("進度 100%", True),
        ("已完成 3 場次，尚有 2 場次未辦", False),
        ("預定 6 月完成", False),
        ("已完成規劃，審查中", False),
        ("已完成 60%", False),
        ("申請須知規劃於 107/1/10 定案。", False),
        ("", False),
        (None, False),
    ],
)
def test_a_narrative_says_done_only_of_the_whole(text, is_done):
    assert says_done(text) is is_done


def test_a_reason_for_a_delay_that_is_none_is_the_weakest_signal():
    found = signals_on(date(2018, 6, 1), reports=(date(2018, 5, 10),), told={"delay_reason": "受輔導業者歇業"})

    assert found["needless_reason"].level is Level.NOTICE
    assert found["needless_reason"].sentence == "預定 107/6/30 完成，尚未逾期，惟已填落後原因；請確認是否預期落後"


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({"told": {"delay_reason": " 無 "}}, id="nothing"),
        pytest.param(
            {"told": {"delay_reason": "原物料短缺"}, "original_due_on": date(2018, 5, 1)}, id="extended-for-it"
        ),
        pytest.param({"told": {"delay_reason": "原物料短缺"}, "completed_on": date(2018, 5, 9)}, id="done-on-time"),
    ],
)
def test_a_reason_that_has_its_reason_is_no_signal(known):
    assert signals_on(date(2018, 6, 1), reports=(date(2018, 5, 10),), **known) == {}


@pytest.mark.parametrize(
    ("known", "reports"),
    [
        pytest.param({"completed_on": date(2018, 7, 20)}, (date(2018, 5, 10),), id="finished-late-afterwards"),
        pytest.param({"target": Decimal(3), "actual": Decimal(3)}, (), id="reported-afterwards"),
    ],
)
def test_what_a_later_report_says_is_no_news_of_an_earlier_day(known, reports):
    assert signals_on(date(2018, 6, 1), reports=reports, told={"delay_reason": "人力異動"}, **known) == {}


def test_late_at_the_end_of_two_periods_goes_one_level_up_and_at_three_it_is_severe():
    patient = Thresholds(severe_overdue_days=365)

    def found(day):
        return signals_on(day, periods=MONTHS, thresholds=patient).get("repeated")

    assert found(date(2018, 8, 9)) is None
    assert found(date(2018, 8, 10)).level is Level.SEVERE
    assert found(date(2018, 8, 10)).sentence == (
        "預定 107/6/30 完成，已連續 2 期落後（107/7/10、107/8/10）；連續 2 期落後者升一級"
    )
    assert (found(date(2018, 9, 10)).threshold, found(date(2018, 9, 10)).since) == ("3 期", date(2018, 9, 10))


def test_the_worst_signal_speaks_for_the_checkpoint():
    patient = Thresholds(severe_overdue_days=365)
    checkpoint = CheckpointOnDay("A-1", CheckpointFacts(DUE), promised_on=date(2018, 7, 1))

    (slip,) = evaluate(PlanOnDay("P", (checkpoint,)), as_of=JULY_10, thresholds=patient)

    assert (slip.level, slip.light, slip.state, slip.days) == (Level.SEVERE, "紅", "落後", 10)
    assert slip.rule == next(signal.sentence for signal in slip.signals if signal.rule == "promise")


@pytest.mark.parametrize("disposition", Disposition)
def test_what_left_the_plan_has_no_signals_whatever_was_said_of_it(disposition):
    told = {
        "delay_reason": "業者退出",
        "promised_on": date(2018, 7, 1),
        "postponed_on": (date(2018, 3, 1), date(2018, 5, 2)),
    }
    day = DUE + timedelta(days=100)

    assert signals_on(day, periods=MONTHS, reports=(JULY_10,), told=told, disposition=disposition) == {}
