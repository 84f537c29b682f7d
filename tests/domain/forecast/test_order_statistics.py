from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast.order_statistics import Spread, errors_without_itself, spread

COVER = Fraction(4, 5)
days = st.integers(-100, 100).map(Fraction)


def distances(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("seen", "still_open", "expected"),
    [
        pytest.param(range(1, 10), (), (1, 5, 9), id="nine-are-the-fewest-that-hold-80-percent"),
        pytest.param(range(1, 9), (), (1, 5, None), id="eight-have-no-upper-end"),
        pytest.param(range(1, 20), (), (2, 10, 18), id="nineteen-leave-one-out-at-either-end"),
        pytest.param(range(1, 10), (20, 20), (2, 6, None), id="late-and-open-ones-take-the-upper-end-away"),
        pytest.param(range(1, 10), (0,), (1, 5, 9), id="one-that-was-open-before-all-others-says-nothing"),
        pytest.param((), (5,), (None, None, None), id="nothing-finished"),
    ],
)
def test_the_range_is_made_of_order_statistics(seen, still_open, expected):
    found = spread(distances(*seen), distances(*still_open), COVER)

    assert found == Spread(*(None if one is None else Fraction(one) for one in expected))


@given(st.lists(days, min_size=9), st.lists(days, max_size=5))
def test_the_points_are_in_order_and_were_seen(seen, still_open):
    found = spread(seen, still_open, COVER)
    points = [one for one in (found.low, found.likely, found.high) if one is not None]

    assert points == sorted(points)
    assert set(points) <= set(seen)


@given(st.lists(days, min_size=9), st.lists(days, max_size=5), days)
def test_one_more_that_is_open_never_makes_it_earlier(seen, still_open, more):
    before, after = spread(seen, still_open, COVER), spread(seen, [*still_open, more], COVER)

    for earlier, later in ((before.low, after.low), (before.likely, after.likely), (before.high, after.high)):
        assert later is None or (earlier is not None and later >= earlier)


def test_errors_are_those_against_the_others():
    own, by_base = errors_without_itself(distances(10, 10, 12), Fraction(0), lambda seen, guess: abs(seen - guess))

    assert (own, by_base) == (Fraction(2, 3), Fraction(32, 3))
