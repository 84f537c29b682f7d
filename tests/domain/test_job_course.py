"""What is due of a job: caught up once, tried again for a while, repeated never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cron import parse_cron
from app.domain.job_course import Due, PastRun, RunCause, RunStatus, Standing, due_now

MIDNIGHT = datetime(2018, 7, 30, 16, 0, tzinfo=UTC)  # of 31 July in Taipei
ONE = MIDNIGHT + timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHTLY = Standing(parse_cron("0 1 * * *"), retry_minutes=(1, 5, 15, 60))
BY_SCHEDULE = RunCause.SCHEDULED


def done(due_at: datetime) -> PastRun:
    return PastRun(due_at, RunStatus.DONE, 1, due_at)


def failed(attempts: int, finished_at: datetime, status: RunStatus = RunStatus.FAILED) -> PastRun:
    return PastRun(ONE, status, attempts, finished_at)


def test_a_job_is_due_at_its_hour_and_not_before() -> None:
    standing = replace(NIGHTLY, scheduled=done(ONE - DAY))

    assert due_now(standing, ONE - timedelta(microseconds=1)) is None
    assert due_now(standing, ONE) == Due(BY_SCHEDULE, ONE)


def test_of_many_missed_nights_the_newest_is_caught_up() -> None:
    standing = replace(NIGHTLY, scheduled=done(ONE - 9 * DAY))

    assert due_now(standing, ONE + HOUR) == Due(BY_SCHEDULE, ONE)
    assert due_now(replace(NIGHTLY, scheduled=done(ONE)), ONE + HOUR) is None


def test_a_new_installation_catches_up_last_night_but_not_last_year() -> None:
    yearly = replace(NIGHTLY, cron=parse_cron("0 8 1 12 *"))

    assert due_now(NIGHTLY, ONE + HOUR) == Due(BY_SCHEDULE, ONE)
    assert due_now(yearly, ONE) is None


@given(st.timedeltas(timedelta(0), 3 * DAY))
def test_a_clock_that_is_set_back_repeats_no_night(back: timedelta) -> None:
    nights = [ONE - DAY * number for number in range(5)]
    now = ONE + HOUR - back
    in_ledger = next(night for night in nights if night <= now)

    assert due_now(replace(NIGHTLY, scheduled=done(in_ledger)), now) is None


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60)])
def test_a_failure_is_tried_again_after_a_while_that_grows(attempts: int, minutes: int) -> None:
    standing = replace(NIGHTLY, scheduled=failed(attempts, ONE))
    again = ONE + timedelta(minutes=minutes)

    assert due_now(standing, again - timedelta(seconds=1)) is None
    assert due_now(standing, again) == Due(BY_SCHEDULE, ONE, attempts + 1)


def test_after_the_last_attempt_it_is_left_for_a_person_until_the_next_night() -> None:
    standing = replace(NIGHTLY, scheduled=failed(5, ONE + 2 * HOUR))

    assert due_now(standing, ONE + 20 * HOUR) is None
    assert due_now(standing, ONE + DAY) == Due(BY_SCHEDULE, ONE + DAY)


def test_what_broke_off_with_its_process_is_taken_up_at_once_but_not_for_ever() -> None:
    assert due_now(replace(NIGHTLY, scheduled=failed(1, ONE, RunStatus.BROKEN)), ONE) == Due(BY_SCHEDULE, ONE, 2)
    assert due_now(replace(NIGHTLY, scheduled=failed(5, ONE, RunStatus.BROKEN)), ONE + HOUR) is None


def test_a_paused_job_does_not_run_and_makes_up_for_nothing_afterwards() -> None:
    paused = replace(NIGHTLY, is_paused=True, scheduled=done(ONE - DAY))
    resumed = replace(paused, is_paused=False, since=ONE + HOUR)

    assert due_now(paused, ONE) is None
    assert due_now(resumed, ONE + 2 * HOUR) is None
    assert due_now(resumed, ONE + DAY) == Due(BY_SCHEDULE, ONE + DAY)


def test_a_new_hour_that_has_struck_already_counts_from_tomorrow() -> None:
    moved = replace(NIGHTLY, cron=parse_cron("0 5 * * *"), since=ONE + 8 * HOUR, scheduled=done(ONE))

    assert due_now(moved, ONE + 8 * HOUR) is None
    assert due_now(moved, ONE + DAY + 4 * HOUR) == Due(BY_SCHEDULE, ONE + DAY + 4 * HOUR)


def test_what_a_person_asks_for_runs_once_and_in_a_pause_as_well() -> None:
    asked = replace(NIGHTLY, is_paused=True, asked_at=ONE + HOUR)

    assert due_now(asked, ONE + HOUR) == Due(RunCause.ASKED, ONE + HOUR)
    assert due_now(replace(asked, asked=done(ONE + HOUR)), ONE + 2 * HOUR) is None
    assert due_now(replace(asked, asked=done(ONE - DAY)), ONE + 2 * HOUR) == Due(RunCause.ASKED, ONE + HOUR)


def test_a_run_that_is_going_on_is_not_begun_again() -> None:
    assert due_now(replace(NIGHTLY, scheduled=PastRun(ONE, RunStatus.RUNNING, 1, None)), ONE + HOUR) is None
