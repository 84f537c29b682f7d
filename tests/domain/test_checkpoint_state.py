from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checkpoints_107 import DAYS_EARLY, PLANNED, REPORTED

from app.domain.checkpoint_state import CheckpointFacts, CheckpointState, Disposition, checkpoint_state

S = CheckpointState
DUE = date(2018, 6, 30)
days_in_2018 = st.dates(min_value=date(2018, 1, 1), max_value=date(2019, 3, 31))
quantities = st.none() | st.integers(min_value=0, max_value=300).map(Decimal)
checkpoint_facts = st.builds(
    CheckpointFacts,
    due_on=days_in_2018,
    original_due_on=st.none() | days_in_2018,
    completed_on=st.none() | days_in_2018,
    completed_is_on_or_before=st.booleans(),
    target=quantities,
    actual=quantities,
    target_qualifier=st.sampled_from(["=", ">=", ">", "<="]),
    starts_on=st.none() | days_in_2018,
    disposition=st.none() | st.sampled_from(Disposition),
    closing_on=st.none() | days_in_2018,
)


def on(day, facts, due_soon_days=14):
    return checkpoint_state(facts, as_of=day, due_soon_days=due_soon_days)


def facts(**known):
    return CheckpointFacts(**{"due_on": DUE, **known})


def june(day):
    return date(2018, 6, day)


@pytest.mark.parametrize("key", REPORTED)
def test_every_checkpoint_of_the_107_plan_was_on_time(key):
    state = on(date(2018, 12, 31), REPORTED[key])

    assert state.state is (S.DONE_EARLY if DAYS_EARLY[key] else S.DONE_ON_TIME)
    assert (REPORTED[key].due_on - REPORTED[key].completed_on).days == DAYS_EARLY[key]
    assert state.is_on_time is True
    assert not state.needs_attention


LATE_ON_JULY_31 = {
    "A-1": 181,
    "A-2": 122,
    "A-3": 122,
    "A-4": 92,
    "A-5": 82,
    "A-6": 31,
    "A-7": 31,
    "A-8": 31,
    "A-9": 16,
    "B-1": 31,
    "B-2": 31,
}


@pytest.mark.parametrize("key", PLANNED)
def test_on_july_31_before_any_report_what_was_due_is_late(key):
    state = on(date(2018, 7, 31), PLANNED[key])

    if key in LATE_ON_JULY_31:
        assert state.label == f"落後 {LATE_ON_JULY_31[key]} 天"
        assert state.is_on_time is False
    else:
        assert state.state is (S.DUE_SOON if key == "A-10" else S.IN_PROGRESS)
        assert state.late_days == 0


@pytest.mark.parametrize(
    ("day", "known", "state", "label"),
    [
        pytest.param(june(1), {"starts_on": june(2)}, S.NOT_STARTED, "未開始", id="before-its-start"),
        pytest.param(june(2), {"starts_on": june(2)}, S.IN_PROGRESS, "進行中", id="on-its-start"),
        pytest.param(june(1), {}, S.IN_PROGRESS, "進行中", id="without-a-start-it-runs"),
        pytest.param(june(15), {}, S.IN_PROGRESS, "進行中", id="fifteen-days-before"),
        pytest.param(june(16), {}, S.DUE_SOON, "即將到期（尚餘 14 天）", id="fourteen-days-before"),
        pytest.param(june(16), {"starts_on": june(20)}, S.DUE_SOON, "即將到期（尚餘 14 天）", id="due-outranks-start"),
        pytest.param(june(30), {}, S.DUE_SOON, "即將到期（當日到期）", id="due-today-is-not-late"),
        pytest.param(date(2018, 7, 1), {}, S.OVERDUE, "落後 1 天", id="the-day-after"),
        pytest.param(june(30), {"completed_on": june(29)}, S.DONE_EARLY, "提前完成", id="a-day-early"),
        pytest.param(june(30), {"completed_on": june(30)}, S.DONE_ON_TIME, "如期完成", id="on-the-day"),
        pytest.param(
            date(2018, 8, 1), {"completed_on": date(2018, 7, 3)}, S.DONE_LATE, "逾期完成 3 天", id="late-stops-counting"
        ),
        pytest.param(
            date(2018, 8, 1),
            {"completed_on": date(2018, 7, 3), "completed_is_on_or_before": True},
            S.DONE_LATE,
            "逾期完成至多 3 天",
            id="an-upper-bound-is-called-one",
        ),
        pytest.param(
            june(30),
            {"completed_on": june(30), "completed_is_on_or_before": True},
            S.DONE_ON_TIME,
            "如期完成",
            id="by-the-deadline-is-on-time",
        ),
        pytest.param(
            date(2018, 7, 2), {"completed_on": date(2018, 7, 3)}, S.OVERDUE, "落後 2 天", id="not-done-before-it-was"
        ),
        pytest.param(june(20), {"disposition": Disposition.WITHDRAWN}, S.WITHDRAWN, "撤銷", id="withdrawn"),
        pytest.param(
            date(2018, 9, 1), {"disposition": Disposition.STOPPED}, S.STOPPED, "停辦", id="stopped-is-never-late"
        ),
        pytest.param(
            date(2018, 9, 1),
            {"disposition": Disposition.MERGED, "completed_on": june(1)},
            S.MERGED,
            "併入他案",
            id="merged-outranks-done",
        ),
    ],
)
def test_the_state_follows_from_the_dates(day, known, state, label):
    on_day = on(day, facts(**known))

    assert on_day.state is state
    assert on_day.label == label


@pytest.mark.parametrize(
    ("day", "known", "state"),
    [
        pytest.param(june(30), {"target": 167, "actual": 215}, S.DONE_EARLY, id="more-than-promised"),
        pytest.param(june(30), {"target": 167, "actual": 167}, S.DONE_EARLY, id="just-what-was-promised"),
        pytest.param(june(30), {"target": 167, "actual": 166}, S.PARTIAL, id="one-short"),
        pytest.param(june(30), {"target": 167, "actual": 0}, S.NOT_MET, id="nothing-delivered"),
        pytest.param(june(30), {"target": 167, "actual": None}, S.DONE_EARLY, id="a-missing-figure-is-not-a-state"),
        pytest.param(june(30), {"target": None, "actual": 5}, S.DONE_EARLY, id="no-promise-none-broken"),
        pytest.param(
            june(30), {"target": 100, "actual": 100, "target_qualifier": ">"}, S.PARTIAL, id="more-than-is-strict"
        ),
        pytest.param(
            june(30), {"target": 5, "actual": 8, "target_qualifier": "<="}, S.NOT_MET, id="a-broken-ceiling-has-no-part"
        ),
        pytest.param(june(30), {"target": 5, "actual": 0, "target_qualifier": "<="}, S.DONE_EARLY, id="a-kept-ceiling"),
        pytest.param(
            date(2018, 12, 31),
            {"target": 167, "actual": 166, "closing_on": date(2018, 12, 31)},
            S.PARTIAL,
            id="on-the-last-day-it-can-still-be-caught-up",
        ),
        pytest.param(
            date(2019, 1, 1),
            {"target": 167, "actual": 166, "closing_on": date(2018, 12, 31)},
            S.NOT_MET,
            id="closed-below-target",
        ),
        pytest.param(
            date(2019, 1, 1),
            {"target": 167, "actual": 167, "closing_on": date(2018, 12, 31)},
            S.DONE_EARLY,
            id="closed-on-target",
        ),
    ],
)
def test_a_completion_is_worth_what_was_delivered(day, known, state):
    assert on(day, facts(completed_on=june(20), **known)).state is state


def test_a_part_without_a_completion_date_is_still_late():
    on_day = on(date(2018, 7, 31), facts(target=Decimal(167), actual=Decimal(100)))

    assert on_day.label == "落後 31 天"


def test_a_shortfall_grows_late_though_it_was_reported_in_time():
    short = facts(completed_on=june(20), target=Decimal(167), actual=Decimal(155))

    assert on(june(30), short).late_days == 0
    assert on(june(30), short).is_on_time is None
    assert on(date(2018, 7, 31), short).late_days == 31
    assert on(date(2018, 7, 31), short).is_on_time is False


def test_after_closing_an_unfinished_checkpoint_is_not_met_and_stops_counting():
    never_done = facts(closing_on=date(2018, 12, 31))

    assert on(date(2018, 12, 31), never_done).state is S.OVERDUE
    assert on(date(2019, 1, 1), never_done).state is S.NOT_MET
    assert on(date(2026, 1, 1), never_done).late_days == on(date(2018, 12, 31), never_done).late_days == 184


@pytest.mark.parametrize(
    ("known", "is_on_time"),
    [
        pytest.param({"completed_on": june(20)}, True, id="early-is-on-time"),
        pytest.param({"completed_on": DUE}, True, id="the-day-itself"),
        pytest.param({"completed_on": date(2018, 7, 1)}, False, id="a-day-late"),
        pytest.param({"completed_on": june(20), "target": Decimal(3), "actual": Decimal(0)}, False, id="nothing-there"),
        pytest.param({}, False, id="not-done-and-past-due"),
        pytest.param({"due_on": date(2018, 7, 31)}, None, id="still-open"),
        pytest.param({"disposition": Disposition.WITHDRAWN}, None, id="withdrawn"),
    ],
)
def test_on_time_is_said_only_when_it_can_be(known, is_on_time):
    assert on(date(2018, 7, 2), facts(**known)).is_on_time is is_on_time


@pytest.mark.parametrize(
    ("completed_on", "is_bound"),
    [
        pytest.param(june(20), False, id="early-whatever-the-day-was"),
        pytest.param(DUE, False, id="on-time-whatever-the-day-was"),
        pytest.param(date(2018, 7, 3), True, id="late-by-so-much-at-most"),
    ],
)
def test_only_lateness_is_bounded_by_a_vague_date(completed_on, is_bound):
    vague = facts(completed_on=completed_on, completed_is_on_or_before=True)

    assert on(date(2018, 8, 1), vague).late_days_is_upper_bound is is_bound


def test_an_extension_shows_lateness_against_both_deadlines():
    extended = facts(original_due_on=date(2018, 5, 31))

    on_day = on(date(2018, 7, 5), extended)

    assert on_day.is_extended
    assert (on_day.late_days, on_day.late_days_against_original) == (5, 35)


def test_work_done_within_the_extension_is_on_time_and_late_against_the_first_deadline():
    on_day = on(DUE, facts(original_due_on=date(2018, 5, 31), completed_on=june(10)))

    assert on_day.state is S.DONE_EARLY
    assert (on_day.late_days, on_day.late_days_against_original) == (0, 10)


@pytest.mark.parametrize("original", [None, DUE], ids=["never-recorded", "same-day"])
def test_an_unmoved_deadline_is_no_extension(original):
    assert not on(DUE, facts(original_due_on=original)).is_extended


def test_days_to_due_end_with_the_work():
    assert on(june(20), facts()).days_to_due == 10
    assert on(date(2018, 7, 2), facts()).days_to_due == -2
    assert on(DUE, facts(completed_on=june(1))).days_to_due is None


@given(checkpoint_facts, days_in_2018, st.integers(min_value=0, max_value=60))
def test_a_checkpoint_is_out_of_the_denominator_only_by_decision(known, day, due_soon_days):
    assert on(day, known, due_soon_days).counts is (known.disposition is None)


@given(checkpoint_facts, days_in_2018, days_in_2018)
def test_a_later_day_never_lowers_the_days_late_of_an_unfinished_checkpoint(known, one_day, another):
    earlier, later = sorted((one_day, another))
    after = on(later, known)

    assert after.is_done or on(earlier, known).late_days <= after.late_days


@given(checkpoint_facts, days_in_2018, st.integers(min_value=1, max_value=100))
def test_a_completion_in_the_future_changes_nothing_today(known, day, days_ahead):
    done_later = replace(known, completed_on=day + timedelta(days=days_ahead))

    assert on(day, done_later) == on(day, replace(known, completed_on=None))


@given(checkpoint_facts, days_in_2018)
def test_what_is_finished_never_changes_again(known, day):
    today = on(day, known)

    assert not today.is_done or on(day + timedelta(days=400), known) == today


@given(checkpoint_facts, days_in_2018)
def test_on_time_and_overdue_exclude_each_other(known, day):
    on_day = on(day, known)

    assert not (on_day.is_on_time and on_day.is_overdue)
    assert not (on_day.is_on_time and on_day.late_days)
    assert (on_day.state is S.OVERDUE) <= on_day.is_overdue
