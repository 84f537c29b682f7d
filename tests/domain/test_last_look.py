"""上次查看: what is new stays new for a sitting, and becomes known in the next."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.last_look import AT_FIRST, AT_MOST, NOTED_EVERY, SITTING, Look, look_again, told_from

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
BEFORE = NINE - timedelta(days=1)


def test_the_first_visit_knows_no_earlier_one_and_is_told_a_week() -> None:
    look = look_again(None, NINE)

    assert look == Look(None, NINE)
    assert told_from(look, NINE) == NINE - AT_FIRST


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=3), SITTING - timedelta(seconds=1)])
def test_reloading_within_a_sitting_makes_nothing_vanish(later: timedelta) -> None:
    assert look_again(Look(BEFORE, NINE), NINE + later).since == BEFORE


def test_a_visit_after_a_pause_is_told_what_came_since_the_last_one() -> None:
    assert look_again(Look(BEFORE, NINE), NINE + SITTING) == Look(NINE, NINE + SITTING)


def test_a_day_of_glances_is_one_sitting_and_the_next_morning_another() -> None:
    look = Look(BEFORE, NINE)
    for hour in range(1, 9):
        look = look_again(look, NINE + timedelta(hours=hour))

    assert look.since == BEFORE
    assert look_again(look, NINE + timedelta(days=1)).since == NINE + timedelta(hours=8)


def test_a_glance_right_after_another_need_not_be_noted() -> None:
    known = Look(BEFORE, NINE)

    assert look_again(known, NINE + NOTED_EVERY - timedelta(seconds=1)) is known
    assert look_again(known, NINE + NOTED_EVERY) == Look(BEFORE, NINE + NOTED_EVERY)


def test_who_was_away_for_long_is_told_a_month() -> None:
    assert told_from(Look(NINE - timedelta(days=400), NINE), NINE) == NINE - AT_MOST
