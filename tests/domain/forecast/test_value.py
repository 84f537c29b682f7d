from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forecasts import DEMAND, indication, readings, year_ended

from app.domain.forecast import Method, TooLittle, ValueForecast, value_of

JULY_2 = date(2018, 7, 2)  # half of the year has passed
FINALS = (90, 92, 94, 96, 98, 100, 102, 104, 106)


def forecast(mine, peers, *, as_of=JULY_2) -> ValueForecast:
    made = value_of(mine, peers, as_of=as_of, demand=DEMAND)
    assert isinstance(made, ValueForecast)
    return made


def test_a_pace_is_drawn_on_as_far_as_it_carried_others():
    made = forecast(indication(readings=readings((JULY_2, 80))), year_ended(FINALS))

    assert (made.low, made.high) == (Decimal(144), Decimal(170))
    assert made.ground.method is Method.PACE
    assert made.low <= made.likely <= made.high


def test_without_a_report_the_target_stands_in_for_the_pace():
    made = forecast(indication(), year_ended(range(130, 139)))

    assert made.ground.method is Method.PROMISE
    assert (made.low, made.likely, made.high) == (Decimal(217), Decimal(224), Decimal(231))  # 130 %, 134 %, 138 %


def test_the_range_is_rounded_outwards_to_what_is_printed():
    made = forecast(indication(target=Decimal(1)), year_ended(range(130, 139)))

    assert (made.low, made.high) == (1, 2)


def test_what_is_there_already_does_not_go_away():
    made = forecast(indication(readings=readings((date(2018, 2, 1), 900))), year_ended([60] * 9))

    assert made.low >= 900


def test_a_share_stays_where_it_is_and_is_compared_with_shares_alone():
    shares = [
        replace(one, is_level=True, readings=readings((date(2017, 7, 2), 30)), final=Decimal(33))
        for one in year_ended([0] * 9)
    ]
    mine = indication(is_level=True, kind="%", target=Decimal(20), readings=readings((JULY_2, 20)))

    assert forecast(mine, shares).likely == 22
    assert isinstance(value_of(mine, year_ended(FINALS), as_of=JULY_2, demand=DEMAND), TooLittle)


@pytest.mark.parametrize(
    ("mine", "reason"),
    [
        pytest.param(indication(), "尚未填報實際值，且可比較的紀錄不足", id="never-reported"),
        pytest.param(indication(target=None), "尚未填報實際值，也未訂目標值", id="nothing-to-start-from"),
        pytest.param(indication(readings=readings((JULY_2, 80))), "僅 8 項（至少須 9 項）", id="eight-of-its-kind"),
    ],
)
def test_too_little_says_why(mine, reason):
    made = value_of(mine, year_ended(FINALS[:8]), as_of=JULY_2, demand=DEMAND)

    assert isinstance(made, TooLittle)
    assert reason in made.reason


def test_an_indicator_whose_year_is_not_settled_is_no_past_yet():
    running = [replace(one, final_on=date(2018, 7, 3)) for one in year_ended(FINALS)]

    assert isinstance(value_of(indication(), running, as_of=JULY_2, demand=DEMAND), TooLittle)


@given(
    st.lists(st.integers(0, 400), min_size=9, max_size=20),
    st.integers(0, 200),
    st.dates(date(2018, 1, 2), date(2018, 12, 31)),
)
def test_the_range_holds_the_estimate_and_nothing_later_is_used(finals, value, day):
    mine = indication(readings=readings((date(2018, 6, 1), value), (date(2018, 9, 1), value + 5)))
    peers = year_ended(finals)

    made = value_of(mine, peers, as_of=day, demand=DEMAND)

    assert made == value_of(mine.known_on(day), [one.known_on(day) for one in peers], as_of=day, demand=DEMAND)
    if isinstance(made, ValueForecast):
        assert made.low <= made.likely <= made.high


@given(st.lists(st.integers(1, 400), min_size=9, max_size=20), st.integers(1, 200), st.integers(0, 100))
def test_more_so_far_never_means_less_in_the_end(finals, value, more):
    less, larger = (
        forecast(indication(readings=readings((JULY_2, reached))), year_ended(finals))
        for reached in (value, value + more)
    )

    assert less.low <= larger.low
    assert less.likely <= larger.likely
    assert less.high <= larger.high
