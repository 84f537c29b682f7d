from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forecasts import DEMAND, DUE, START, finished, readings, work

from app.domain.forecast import Basis, FinishForecast, Method, TooLittle, finish_of
from app.domain.forecast.finish import pace_finish
from app.domain.forecast.model import Demand, Reading

SEPTEMBER = date(2018, 9, 15)
LATE = (2, 4, 6, 8, 10, 12, 14, 16, 18)
lateness = st.lists(st.integers(-60, 90), min_size=9, max_size=25)
days_2018 = st.dates(date(2018, 1, 2), date(2018, 12, 31))


def forecast(*args, **kwargs) -> FinishForecast:
    made = finish_of(*args, demand=kwargs.pop("demand", DEMAND), **kwargs)
    assert isinstance(made, FinishForecast)
    return made


def test_a_contractor_that_is_always_late_is_expected_to_be_late():
    made = forecast(work(), finished(LATE), as_of=SEPTEMBER)

    assert (made.low, made.likely, made.high) == (date(2018, 10, 17), date(2018, 10, 25), date(2018, 11, 2))
    assert (made.ground.basis, made.ground.size, made.ground.method) == (Basis.CONTRACTOR, 9, Method.PROMISE)


def test_where_the_deadline_was_the_better_guess_it_is_taken_and_said():
    made = forecast(work(), finished([0] * 9 + [-1, 5]), as_of=SEPTEMBER)

    assert made.likely == DUE
    assert made.ground.as_base


def test_eight_of_a_kind_are_too_few_and_the_reason_says_how_many():
    made = finish_of(work(), finished(LATE[:8]), as_of=SEPTEMBER, demand=DEMAND)

    assert isinstance(made, TooLittle)
    assert "距期限 30 天" in made.reason
    assert "僅 8 項（至少須 9 項）" in made.reason


def test_what_was_finished_long_before_its_deadline_says_nothing_of_one_that_is_still_open():
    made = finish_of(work(), finished([-31] * 9), as_of=SEPTEMBER, demand=DEMAND)

    assert isinstance(made, TooLittle)


def test_what_was_due_before_its_plan_had_run_as_long_is_not_compared():
    short = [replace(peer, starts_on=date(2018, 6, 10)) for peer in finished(LATE)]

    assert isinstance(finish_of(work(), short, as_of=SEPTEMBER, demand=DEMAND), TooLittle)


def test_late_and_open_ones_of_the_class_leave_the_end_open():
    still_open = [replace(peer, key=f"C-{peer.key}", finished_on=None) for peer in finished([0, 0, 0])]

    made = forecast(work(), [*finished(LATE), *still_open], as_of=SEPTEMBER)

    assert made.high is None
    assert made.ground.open == 3


def test_the_plan_s_own_past_comes_before_that_of_others():
    own = [replace(peer, plan="P") for peer in finished([20] * 9)]

    made = forecast(work("A-99"), [*own, *finished(LATE)], as_of=SEPTEMBER)

    assert (made.ground.basis, made.likely) == (Basis.PLAN, DUE + timedelta(days=20))


@pytest.mark.parametrize(
    ("contractor", "kind", "basis"),
    [
        pytest.param("甲", "其他", Basis.CONTRACTOR, id="same-contractor"),
        pytest.param("乙", "報告及文件", Basis.KIND, id="same-kind-of-work"),
        pytest.param("乙", "其他", Basis.AGENCY, id="anything-of-the-agency"),
    ],
)
def test_a_class_that_is_too_small_is_widened(contractor, kind, basis):
    peers = finished(LATE, contractor=contractor, kind=kind)

    assert forecast(work(), peers, as_of=SEPTEMBER).ground.basis is basis


def test_the_pace_counts_once_it_proved_the_better_guess():
    """Each was at half of its amount in the middle of its time until it was finished, whatever its deadline."""
    peers = [
        replace(
            peer,
            target=Decimal(100),
            readings=readings((START + (peer.finished_on - START) / 2, 50)),
        )
        for peer in finished((-20, -10, 0, 10, 20, 30, 40, 50, 60))
    ]
    mine = work(target=Decimal(200), readings=readings((START + (SEPTEMBER - START) / 2, 60)))

    made = forecast(mine, peers, as_of=SEPTEMBER)

    assert made.ground.method is Method.PACE
    assert abs((made.likely - pace_finish(mine, SEPTEMBER)).days) <= 1


def test_a_pace_that_others_beat_by_far_does_not_lead_into_the_past():
    """Each was at a quarter of its amount in the middle of its time, and finished all the same."""
    peers = [
        replace(peer, target=Decimal(100), readings=readings((START + (peer.finished_on - START) / 2, 25)))
        for peer in finished(LATE)
    ]
    mine = work(target=Decimal(200), readings=readings((START + (SEPTEMBER - START) / 2, 100)))

    made = forecast(mine, peers, as_of=SEPTEMBER)

    assert (made.ground.method, made.low, made.likely) == (Method.PACE, SEPTEMBER, SEPTEMBER)


def test_a_pace_without_a_past_is_told_beside_and_claims_no_range():
    made = finish_of(
        work(target=Decimal(100), readings=readings((date(2018, 7, 2), 50))), [], as_of=SEPTEMBER, demand=DEMAND
    )

    assert isinstance(made, TooLittle)
    assert made.own_pace == date(2018, 12, 31)


@given(lateness, days_2018)
def test_the_range_holds_the_estimate_and_nothing_lies_in_the_past(late, day):
    made = finish_of(work(), finished(late), as_of=day, demand=DEMAND)

    if isinstance(made, FinishForecast):
        assert day <= made.low <= made.likely
        assert made.high is None or made.likely <= made.high


@given(lateness, days_2018, st.lists(st.tuples(days_2018, st.integers(0, 300)), max_size=4))
def test_nothing_that_came_later_is_used(late, day, told):
    mine = work(target=Decimal(200), readings=tuple(Reading(on, Decimal(value)) for on, value in sorted(told)))
    peers = [replace(peer, target=Decimal(100), readings=mine.readings) for peer in finished(late)]

    stripped = finish_of(mine.known_on(day), [one.known_on(day) for one in peers], as_of=day, demand=DEMAND)

    assert finish_of(mine, peers, as_of=day, demand=DEMAND) == stripped


@given(lateness, st.integers(30, 199), st.integers(0, 100))
def test_a_quicker_pace_is_never_expected_to_end_later(late, value, more):
    peers = [
        replace(peer, target=Decimal(100), readings=readings((START + (peer.finished_on - START) / 3, 40)))
        for peer in finished(late)
    ]

    def at_pace(reached: int) -> FinishForecast | TooLittle:
        mine = work(target=Decimal(200), readings=readings((date(2018, 7, 1), reached)))
        return finish_of(mine, peers, as_of=SEPTEMBER, demand=DEMAND)

    slower, quicker = at_pace(value), at_pace(value + more)

    assert isinstance(slower, FinishForecast) is isinstance(quicker, FinishForecast)
    if isinstance(slower, FinishForecast) and isinstance(quicker, FinishForecast):
        assert quicker.likely <= slower.likely
        assert quicker.low <= slower.low


@given(lateness, days_2018)
def test_a_wider_cover_gives_no_narrower_range(late, day):
    narrow = finish_of(work(), finished(late), as_of=day, demand=Demand(Fraction(1, 2)))
    wide = finish_of(work(), finished(late), as_of=day, demand=DEMAND)

    if isinstance(narrow, FinishForecast) and isinstance(wide, FinishForecast):
        assert wide.low <= narrow.low
        assert wide.high is None or (narrow.high is not None and narrow.high <= wide.high)
