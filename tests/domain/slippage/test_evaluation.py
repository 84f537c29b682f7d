from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checkpoints_107 import PLANNED, REPORTED

from app.domain.checkpoint_state import CheckpointFacts, Disposition
from app.domain.lights import Light
from app.domain.slippage import (
    CheckpointOnDay,
    FollowUpOnDay,
    Level,
    PeriodOnDay,
    PlanOnDay,
    Slip,
    SlipKind,
    evaluate,
    reconcile,
)
from app.domain.thresholds import Thresholds

DEFAULTS = Thresholds()
JULY_31 = date(2018, 7, 31)
DUE = date(2018, 6, 30)


def plan_of(facts_by_key, periods=()):
    checkpoints = tuple(CheckpointOnDay(key, facts) for key, facts in facts_by_key.items())
    return PlanOnDay("SMEITA-107", checkpoints, tuple(periods))


def slips_on(day, plan, thresholds=DEFAULTS):
    return evaluate(plan, as_of=day, thresholds=thresholds)


def only_slip(day, **known):
    (slip,) = slips_on(day, plan_of({"A-1": CheckpointFacts(**{"due_on": DUE, **known})}))
    return slip


def period(key, due_on, is_settled=False):
    return PeriodOnDay(key, key, due_on - timedelta(days=30), due_on, is_settled)


def slip(key, level, kind=SlipKind.CHECKPOINT, plan="P"):
    return Slip(plan, kind, key, "落後", 1, Light.YELLOW, "", Level(level))


def test_on_july_31_before_any_report_the_107_plan_slips_where_something_is_due():
    slips = slips_on(JULY_31, plan_of(PLANNED))

    assert [(item.key, item.state, item.days, item.light) for item in slips] == [
        ("A-1", "落後", 181, "紅"),
        ("A-2", "落後", 122, "紅"),
        ("A-3", "落後", 122, "紅"),
        ("A-4", "落後", 92, "紅"),
        ("A-5", "落後", 82, "紅"),
        ("A-6", "落後", 31, "紅"),
        ("A-7", "落後", 31, "紅"),
        ("A-8", "落後", 31, "紅"),
        ("A-9", "落後", 16, "黃"),
        ("A-10", "即將到期", 0, "綠"),
        ("B-1", "落後", 31, "紅"),
        ("B-2", "落後", 31, "紅"),
    ]


def test_the_reported_107_plan_does_not_slip():
    assert slips_on(date(2018, 12, 31), plan_of(REPORTED)) == ()


def test_the_reported_107_plan_resolves_what_was_open():
    open_alerts = slips_on(JULY_31, plan_of(PLANNED))

    outcome = reconcile(open_alerts, slips_on(JULY_31, plan_of(REPORTED)))

    assert outcome.resolved == open_alerts
    assert outcome.opened == outcome.escalated == outcome.eased == outcome.unchanged == ()


@pytest.mark.parametrize(
    ("day", "known", "rule"),
    [
        pytest.param(JULY_31, {}, "預定 107/6/30 完成，逾期 31 天未完成；逾期超過 30 天為紅燈", id="severe"),
        pytest.param(date(2018, 7, 30), {}, "預定 107/6/30 完成，逾期 30 天未完成；逾期 30 天以內為黃燈", id="overdue"),
        pytest.param(DUE, {}, "預定 107/6/30 完成，當日到期；到期前 14 天內為即將到期，未逾期為綠燈", id="due-today"),
        pytest.param(
            date(2018, 6, 25),
            {},
            "預定 107/6/30 完成，尚餘 5 天；到期前 14 天內為即將到期，未逾期為綠燈",
            id="due-soon",
        ),
        pytest.param(
            date(2018, 7, 10),
            {"original_due_on": date(2018, 5, 31)},
            "預定 107/6/30 完成（已展延，原訂 107/5/31，較原訂逾期 40 天），逾期 10 天未完成；逾期 30 天以內為黃燈",
            id="extended",
        ),
        pytest.param(
            DUE,
            {"completed_on": date(2018, 6, 20), "target": Decimal(167), "actual": Decimal(155)},
            "預定 107/6/30 完成，已填報完成，惟實際值僅達目標值之 92.8%；部分完成為黃燈",
            id="partial-in-time",
        ),
        pytest.param(
            JULY_31,
            {"completed_on": date(2018, 6, 20), "target": Decimal(167), "actual": Decimal(155)},
            "預定 107/6/30 完成，已填報完成，惟實際值僅達目標值之 92.8%，逾期 31 天未補足；逾期超過 30 天為紅燈",
            id="partial-for-too-long",
        ),
        pytest.param(
            date(2018, 7, 10),
            {"target": Decimal(167), "actual": Decimal(215)},
            "預定 107/6/30 完成，實際值已達目標值，尚未填實際完成日，逾期 10 天未完成；逾期 30 天以內為黃燈",
            id="only-the-date-is-missing",
        ),
        pytest.param(
            DUE,
            {"completed_on": DUE, "target": Decimal(5), "actual": Decimal(8), "target_qualifier": "<="},
            "預定 107/6/30 完成，已填報完成，惟實際值未達目標值；未達成為紅燈",
            id="broken-ceiling",
        ),
        pytest.param(
            date(2019, 1, 5),
            {"closing_on": date(2018, 12, 31)},
            "預定 107/6/30 完成，逾期 184 天未完成，計畫已結束；未達成為紅燈",
            id="closed",
        ),
    ],
)
def test_a_slip_explains_itself_with_inputs_rule_and_threshold(day, known, rule):
    assert only_slip(day, **known).rule == rule


@pytest.mark.parametrize(
    ("day", "days", "level"),
    [
        pytest.param(date(2018, 6, 16), -14, Level.NOTICE, id="days-before-are-negative"),
        pytest.param(DUE, 0, Level.NOTICE, id="the-day-itself-is-zero"),
        pytest.param(date(2018, 7, 1), 1, Level.BEHIND, id="late-days-are-positive"),
        pytest.param(date(2018, 7, 30), 30, Level.BEHIND, id="thirty-days-are-not-yet-severe"),
        pytest.param(JULY_31, 31, Level.SEVERE, id="more-than-thirty-are"),
    ],
)
def test_a_checkpoint_climbs_the_levels_with_its_days(day, days, level):
    found = only_slip(day)

    assert (found.days, found.level) == (days, level)


def test_thresholds_are_data():
    plan = plan_of({"A-1": CheckpointFacts(due_on=DUE)})
    strict = Thresholds(due_soon_days=3, severe_overdue_days=10)

    assert slips_on(date(2018, 6, 26), plan, strict) == ()
    assert slips_on(date(2018, 7, 11), plan, strict)[0].light is Light.RED


@pytest.mark.parametrize("disposition", Disposition)
def test_what_left_the_plan_never_slips(disposition):
    assert slips_on(JULY_31, plan_of({"A-1": CheckpointFacts(due_on=DUE, disposition=disposition)})) == ()


def test_a_missing_report_slips_the_day_after_it_was_due():
    plan = plan_of({}, [period("期中", date(2018, 7, 15))])

    assert slips_on(date(2018, 7, 15), plan) == ()
    (found,) = slips_on(date(2018, 7, 16), plan)
    assert replace(found, signals=()) == Slip(
        plan="SMEITA-107",
        kind=SlipKind.SUBMISSION,
        key="期中",
        state="逾期未報",
        days=1,
        light=Light.YELLOW,
        rule="期中期報應於 107/7/15 前填報，逾期 1 天尚無核定之期報；逾期 30 天以內為黃燈",
        level=Level.BEHIND,
    )


def test_a_report_that_waits_for_the_office_is_not_said_to_be_missing():
    sent = replace(period("期中", date(2018, 7, 15)), in_review=True)

    (found,) = slips_on(date(2018, 7, 16), plan_of({}, [sent]))

    assert (found.state, found.level) == ("逾期未核定", Level.BEHIND)
    assert found.rule.startswith("期中期報應於 107/7/15 前填報，已送審，期限後 1 天尚無核定之期報；")


def test_a_second_missing_report_makes_both_severe():
    plan = plan_of({}, [period("第1期", date(2018, 7, 1)), period("期中", date(2018, 7, 15))])

    slips = slips_on(date(2018, 7, 20), plan)

    assert [(item.key, item.level, item.light) for item in slips] == [
        ("期中", Level.SEVERE, Light.RED),
        ("第1期", Level.SEVERE, Light.RED),
    ]
    assert slips[0].rule == (
        "期中期報應於 107/7/15 前填報，逾期 5 天尚無核定之期報，累計 2 期未報；逾期未報達 2 期為紅燈"
    )


def test_one_report_missing_for_very_long_is_severe():
    plan = plan_of({}, [period("期中", date(2018, 7, 15))])

    assert slips_on(date(2018, 8, 14), plan)[0].level is Level.BEHIND
    assert slips_on(date(2018, 8, 15), plan)[0].level is Level.SEVERE


def test_a_settled_report_neither_slips_nor_counts_as_repeated():
    plan = plan_of({}, [period("第1期", date(2018, 5, 10), is_settled=True), period("期中", date(2018, 7, 15))])

    (found,) = slips_on(date(2018, 7, 20), plan)

    assert (found.key, found.level) == ("期中", Level.BEHIND)


def test_slips_come_in_reading_order_whatever_the_order_of_the_plan():
    keys = ["B-1", "A-10", "A-2"]
    plan = plan_of({key: CheckpointFacts(due_on=DUE) for key in keys}, [period("期中", date(2018, 7, 15))])

    assert [item.key for item in slips_on(JULY_31, plan)] == ["A-2", "A-10", "B-1", "期中"]


@pytest.mark.parametrize(
    ("before", "now", "outcome"),
    [
        pytest.param(None, 2, "opened", id="new"),
        pytest.param(1, 2, "escalated", id="worse"),
        pytest.param(3, 2, "eased", id="better"),
        pytest.param(2, 2, "unchanged", id="same"),
    ],
)
def test_a_slip_goes_where_its_level_moved(before, now, outcome):
    found = slip("A-1", now)

    result = reconcile([] if before is None else [slip("A-1", before)], [found])

    assert getattr(result, outcome) == (found,)
    assert [name for name in ("opened", "escalated", "eased", "unchanged", "resolved") if getattr(result, name)] == [
        outcome
    ]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(slip("A-2", 2), id="another-key"),
        pytest.param(slip("A-1", 2, SlipKind.SUBMISSION), id="another-kind"),
        pytest.param(slip("A-1", 2, plan="Q"), id="another-plan"),
    ],
)
def test_an_alert_answers_only_to_the_same_plan_kind_and_key(other):
    result = reconcile([other], [slip("A-1", 2)])

    assert (result.opened, result.resolved) == ((slip("A-1", 2),), (other,))


slip_sets = st.lists(
    st.builds(
        slip,
        st.sampled_from(["A-1", "A-2", "A-10", "B-1", "期中"]),
        st.integers(min_value=1, max_value=3),
        st.sampled_from(SlipKind),
        st.sampled_from(["P", "Q"]),
    ),
    unique_by=lambda item: (item.plan, item.kind, item.key),
)


@given(slip_sets)
def test_the_same_scan_twice_changes_nothing(slips):
    again = reconcile(slips, slips)

    assert set(again.unchanged) == set(slips)
    assert again.opened == again.escalated == again.eased == again.resolved == ()


@given(slip_sets, slip_sets)
def test_every_slip_and_every_alert_is_accounted_for_once(alerts, slips):
    result = reconcile(alerts, slips)
    placed = result.opened + result.escalated + result.eased + result.unchanged

    assert sorted(placed, key=repr) == sorted(slips, key=repr)
    assert len(alerts) == len(result.resolved) + len(placed) - len(result.opened)


@given(slip_sets, slip_sets, st.randoms())
def test_the_order_of_the_input_does_not_matter(alerts, slips, random):
    shuffled_alerts, shuffled_slips = random.sample(alerts, len(alerts)), random.sample(slips, len(slips))

    assert reconcile(shuffled_alerts, shuffled_slips) == reconcile(alerts, slips)


@given(
    st.dates(min_value=date(2018, 1, 1), max_value=date(2018, 12, 31)),
    st.integers(min_value=0, max_value=200),
)
def test_without_reports_a_later_scan_only_opens_and_escalates(day, later_by):
    plan = plan_of(PLANNED, [period("期中", date(2018, 7, 15)), period("期末", date(2018, 12, 16))])
    earlier, later = slips_on(day, plan), slips_on(day + timedelta(days=later_by), plan)

    result = reconcile(earlier, later)

    assert result.resolved == result.eased == ()
    days_before = {item.key: item.days for item in earlier}
    assert all(item.days >= days_before.get(item.key, item.days) for item in later)


def test_a_withdrawal_resolves_its_alert():
    late = CheckpointFacts(due_on=DUE)
    open_alerts = slips_on(JULY_31, plan_of({"A-1": late}))

    withdrawn = plan_of({"A-1": replace(late, disposition=Disposition.WITHDRAWN)})

    assert reconcile(open_alerts, slips_on(JULY_31, withdrawn)).resolved == open_alerts


@pytest.mark.parametrize(
    ("on", "found"),
    [
        pytest.param(date(2018, 6, 1), None, id="nothing-while-it-is-far"),
        pytest.param(date(2018, 6, 20), ("即將到期", -10, Light.GREEN, Level.NOTICE), id="soon"),
        pytest.param(DUE, ("即將到期", 0, Light.GREEN, Level.NOTICE), id="the-day-itself-is-in-time"),
        pytest.param(date(2018, 7, 1), ("逾期未追蹤", 1, Light.YELLOW, Level.BEHIND), id="the-day-after"),
        pytest.param(JULY_31, ("逾期未追蹤", 31, Light.RED, Level.SEVERE), id="past-30-days"),
    ],
)
def test_a_follow_up_that_nobody_made_slips_like_a_checkpoint(on, found):
    plan = PlanOnDay("P", follow_ups=(FollowUpOnDay("T-1", "「焊接班」（甲公司）", DUE),))

    slips = [(one.state, one.days, one.light, one.level) for one in slips_on(on, plan)]

    assert slips == ([found] if found else [])


def test_the_rule_of_a_missing_follow_up_says_what_when_and_why():
    plan = PlanOnDay("P", follow_ups=(FollowUpOnDay("T-1", "「焊接班」（甲公司）", DUE),))

    (found,) = slips_on(JULY_31, plan)

    assert found.rule == "「焊接班」（甲公司）應於 107/6/30 前追蹤，逾期 31 天尚無追蹤紀錄；逾期超過 30 天為紅燈"
