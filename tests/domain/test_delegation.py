"""On which days a role counts that was given for a time."""

from datetime import date

import pytest

from app.domain.delegation import LONGEST_DAYS, GrantState, fault_of_term, grant_state

FIRST, LAST = date(2018, 12, 3), date(2018, 12, 7)


@pytest.mark.parametrize(
    ("on", "state", "counts"),
    [
        pytest.param(date(2018, 12, 2), GrantState.NOT_BEGUN, False, id="the-day-before"),
        pytest.param(FIRST, GrantState.RUNNING, True, id="the-first-day"),
        pytest.param(LAST, GrantState.RUNNING, True, id="the-last-day"),
        pytest.param(date(2018, 12, 8), GrantState.OVER, False, id="the-day-after"),
    ],
)
def test_a_role_for_a_time_counts_from_its_first_day_to_its_last(on: date, state: GrantState, counts: bool) -> None:
    assert grant_state(FIRST, LAST, on) is state
    assert state.is_in_force is counts


def test_a_role_without_days_counts_always() -> None:
    assert grant_state(None, None, FIRST) is GrantState.LASTING
    assert GrantState.LASTING.is_in_force


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fault"),
    [
        pytest.param(FIRST, LAST, None, id="next-week"),
        pytest.param(FIRST, FIRST, None, id="one-day"),
        pytest.param(date(2018, 11, 1), LAST, None, id="began-before-it-was-written-down"),
        pytest.param(LAST, FIRST, "不得早於開始日", id="the-wrong-way-round"),
        pytest.param(date(2018, 11, 1), date(2018, 11, 30), "已過", id="over-already"),
        pytest.param(FIRST, date(2019, 12, 3), None, id="a-year"),
        pytest.param(FIRST, date(2019, 12, 4), f"最長 {LONGEST_DAYS} 天", id="longer-than-a-year"),
    ],
)
def test_a_term_that_cannot_be_says_why(starts_on: date, ends_on: date, fault: str | None) -> None:
    said = fault_of_term(starts_on, ends_on, date(2018, 12, 1))

    assert (said is None) if fault is None else (fault in (said or ""))
