"""So many at once, and then one at a time."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rate_limit import Allowance, decide

NOON = datetime(2018, 12, 1, 12, 0, tzinfo=UTC)
THREE_IN_A_MINUTE = Allowance(3, timedelta(minutes=1))
seconds = st.integers(0, 90).map(lambda number: timedelta(seconds=number))


def used(allowance: Allowance, moments: list[datetime]) -> list[datetime]:
    """Those of the moments at which a use was allowed."""
    spent, allowed = None, []
    for at in moments:
        verdict = decide(allowance, spent, at)
        spent = verdict.spent_until
        if verdict.is_allowed:
            allowed.append(at)
    return allowed


def test_the_whole_allowance_may_be_used_at_once_and_no_more() -> None:
    assert len(used(THREE_IN_A_MINUTE, [NOON] * 10)) == 3


def test_who_waits_as_long_as_told_is_let_in_and_not_a_moment_earlier() -> None:
    spent = None
    for _ in range(3):
        spent = decide(THREE_IN_A_MINUTE, spent, NOON).spent_until
    refused = decide(THREE_IN_A_MINUTE, spent, NOON)

    assert refused.wait == timedelta(seconds=20)
    assert decide(THREE_IN_A_MINUTE, refused.spent_until, NOON + refused.wait).is_allowed
    assert not decide(THREE_IN_A_MINUTE, refused.spent_until, NOON + refused.wait - timedelta(seconds=1)).is_allowed


@given(st.lists(seconds, max_size=30), st.integers(1, 5))
def test_in_no_period_are_there_more_than_twice_the_allowance(gaps: list[timedelta], uses: int) -> None:
    allowance = Allowance(uses, timedelta(minutes=1))
    allowed = used(allowance, list(accumulate(gaps, initial=NOON)))

    for begin in allowed:
        assert sum(begin <= at < begin + allowance.period for at in allowed) <= 2 * uses


@given(st.lists(seconds, max_size=30))
def test_who_keeps_to_the_pace_never_waits(extra: list[timedelta]) -> None:
    moments = list(accumulate((THREE_IN_A_MINUTE.share + more for more in extra), initial=NOON))

    assert used(THREE_IN_A_MINUTE, moments) == moments


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(days=400)])
def test_a_clock_that_was_set_back_closes_nobody_out_for_long(ahead: timedelta) -> None:
    assert decide(THREE_IN_A_MINUTE, NOON + ahead, NOON).wait <= THREE_IN_A_MINUTE.share
