"""What follow-ups say together, and what a record may say."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.follow_up import OUTCOMES, faults_of, outcomes_of

TODAY = date(2019, 7, 1)
MADE = {
    "key": "T-1",
    "course": "焊接班",
    "firm_name": "甲公司",
    "finished_on": date(2018, 11, 30),
    "planned_on": date(2019, 6, 30),
    "trainees": 12,
    "done_on": date(2019, 6, 28),
    "answered": 10,
    "raised": 6,
    "raise_sum": 9000,
}


def record(course="焊接班", answered=10, **counts):
    return SimpleNamespace(
        **({"course": course, "answered": answered, "raise_sum": None} | dict.fromkeys(OUTCOMES) | counts)
    )


def test_the_base_of_a_rate_is_who_was_asked_that():
    found = outcomes_of([record(raised=4), record(raised=3, retained=10), record(answered=5)])

    assert (found.rates["raised"].count, found.rates["raised"].base) == (7, 20)
    assert found.rates["raised"].ratio == Decimal("0.35")
    assert found.rates["retained"].base == 10


def test_nothing_is_told_of_fewer_than_five_persons():
    found = outcomes_of([record(answered=4, raised=4, raise_sum=8000)])

    assert found.rates["raised"].ratio is None
    assert found.courses[0].rates["raised"].base is None
    assert found.average_raise is None


def test_a_small_course_is_not_what_is_left_of_the_whole():
    found = outcomes_of([record("甲", 4, raised=2), record("乙", 8, raised=3), record("丙", 20, raised=9)])

    assert [course.course for course in found.courses if course.rates["raised"].ratio is not None] == ["丙"]
    assert found.rates["raised"].base == 32


def test_the_average_raise_is_of_those_who_got_one():
    found = outcomes_of([record(raised=6, raise_sum=9001), record(raised=3)])

    assert found.average_raise == Decimal(9001) / 6


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_rates_are_shares_and_shown_courses_leave_no_small_rest(rows):
    found = outcomes_of([record(course, max(a, b), raised=min(a, b)) for course, a, b in rows])
    whole = found.rates["raised"]
    shown = [course.rates["raised"] for course in found.courses if course.rates["raised"].base is not None]

    assert all(rate.ratio is not None and 0 <= rate.ratio <= 1 for rate in shown)
    if whole.base is not None:
        rest = whole.base - sum(rate.base for rate in shown)
        assert rest == 0 or rest >= 5


def test_a_record_that_is_planned_or_made_is_accepted():
    planned = {name: MADE[name] for name in ("key", "course", "firm_name", "planned_on", "trainees")}

    assert list(faults_of(MADE, on=TODAY)) == []
    assert list(faults_of(planned, on=TODAY)) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        pytest.param({"course": None}, "course", "required", id="no-course"),
        pytest.param({"firm_name": None}, "firm_name", "required", id="of-nobody"),
        pytest.param({"answered": None}, "answered", "follow_up_incomplete", id="no-base"),
        pytest.param({"done_on": None}, "done_on", "follow_up_incomplete", id="asked-on-no-day"),
        pytest.param({"answered": 13}, "answered", "count_beyond", id="more-answers-than-trainees"),
        pytest.param({"retained": 11}, "retained", "count_beyond", id="more-kept-than-answered"),
        pytest.param({"promoted": -1}, "promoted", "negative", id="negative"),
        pytest.param({"trainee_name": "王大明"}, "trainees", "count_beyond", id="one-trainee-is-one"),
        pytest.param({"raised": 0}, "raise_sum", "follow_up_incomplete", id="money-for-nobody"),
        pytest.param({"done_on": date(2019, 7, 2)}, "done_on", "days_out_of_order", id="tomorrow"),
        pytest.param({"planned_on": date(2018, 11, 1)}, "planned_on", "days_out_of_order", id="before-the-end"),
        pytest.param({"tax_id": "12345678"}, "tax_id", "tax_id", id="checksum"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_is_refused(changes, field, code):
    assert (field, code) in [(fault.field, fault.code) for fault in faults_of(MADE | changes, on=TODAY)]
