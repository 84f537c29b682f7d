"""On which days people are reminded of a due date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.due_dates import DueDate, DueKind, DueState, reminder_due
from app.domain.published_calendar import special_days
from app.domain.thresholds import Thresholds
from app.domain.workdays import Calendar

CALENDAR, LIMITS = Calendar(special_days), Thresholds()
STEPS = (14, 7, 1)


def due(on: date, asked_on: date | None = None) -> DueDate:
    moment = datetime(2018, 1, 1, tzinfo=UTC)
    return DueDate(DueKind.REPORT, "期末", "期末期報", on, DueState.OPEN, moment, asked_on=asked_on)


def step(thing: DueDate, on: date) -> int | None:
    return reminder_due(thing, on=on, thresholds=LIMITS, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("due_on", "on", "expected"),
    [
        pytest.param((2018, 10, 31), (2018, 10, 16), None, id="fifteen-days-before"),
        pytest.param((2018, 10, 31), (2018, 10, 17), 14, id="fourteen-days-before"),
        pytest.param((2018, 10, 31), (2018, 10, 18), 14, id="the-night-before-was-missed"),
        pytest.param((2018, 10, 31), (2018, 10, 24), 7, id="seven-days-before"),
        pytest.param((2018, 10, 31), (2018, 10, 26), 7, id="only-the-nearest-of-two-missed-ones"),
        pytest.param((2018, 10, 31), (2018, 10, 31), 1, id="today"),
        pytest.param((2018, 10, 31), (2018, 11, 1), None, id="too-late"),
        pytest.param((2018, 10, 28), (2018, 10, 27), None, id="a-saturday-is-quiet"),
        pytest.param((2018, 10, 28), (2018, 10, 26), 1, id="told-on-the-friday-before"),
        pytest.param((2018, 2, 21), (2018, 2, 14), 1, id="told-before-new-year"),
        pytest.param((2018, 2, 22), (2018, 2, 14), 7, id="one-day-before-is-a-workday-again"),
        pytest.param((2018, 4, 1), (2018, 3, 31), 1, id="the-saturday-that-is-worked"),
    ],
)
def test_reminders_come_on_workdays_and_the_nearest_one_counts(
    due_on: tuple[int, int, int], on: tuple[int, int, int], expected: int | None
) -> None:
    assert step(due(date(*due_on)), date(*on)) == expected


def test_nobody_is_reminded_of_what_they_were_asked_for_just_now() -> None:
    asked = due(date(2018, 10, 31), asked_on=date(2018, 10, 24))

    told = {on: step(asked, on) for on in (date(2018, 10, 24), date(2018, 10, 29), date(2018, 10, 30))}

    assert list(told.values()) == [None, None, 1]


@given(
    st.dates(date(2017, 1, 1), date(2026, 12, 31)),
    st.sets(st.integers(0, 40), min_size=1),
)
def test_whatever_nights_are_missed_steps_only_come_nearer_and_the_workdays_told_lie_before_the_due_date(
    due_on: date, nights: set[int]
) -> None:
    days = [due_on - timedelta(days=n) for n in sorted(nights, reverse=True)]
    told = [found for on in days if (found := step(due(due_on), on)) is not None]

    assert told == sorted(told, reverse=True)
    assert set(told) <= set(STEPS)
    assert all(CALENDAR.is_workday(on) for on in days if step(due(due_on), on) is not None)


@given(st.dates(date(2017, 1, 1), date(2026, 12, 31)))
def test_who_misses_no_night_is_told_every_step_that_does_not_fall_together_with_the_next(due_on: date) -> None:
    nights = [due_on - timedelta(days=n) for n in range(45, -1, -1)]
    first = {n: CALENDAR.previous_workday(due_on - timedelta(days=n)) for n in STEPS}

    told = {found for on in nights if (found := step(due(due_on), on)) is not None}

    # Two steps on one day, as before the New Year, are one reminder.
    assert told == {n for n in STEPS if not any(first[m] <= first[n] for m in STEPS if m < n)}
