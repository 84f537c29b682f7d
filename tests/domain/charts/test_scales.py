"""Where a day and a percentage stand, and which months are named."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.charts.scales import MOST_TICKS, Box, DayScale, PercentScale, month_ends, month_text, month_ticks

BOX = Box(40, 20, 840, 270)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(days, st.integers(0, 4000), st.lists(days, max_size=20))
def test_later_days_never_stand_further_left_and_none_leaves_the_box(
    first: date, length: int, asked: list[date]
) -> None:
    scale = DayScale(first, first + timedelta(days=length), BOX)

    places = [scale.x(day) for day in sorted(asked)]

    assert places == sorted(places)
    assert all(BOX.left <= x <= BOX.right for x in places)


@given(st.decimals(-50, 400, places=2))
def test_a_percentage_beyond_the_scale_stands_at_its_edge(pct: Decimal) -> None:
    assert BOX.top <= PercentScale(BOX).y(pct) <= BOX.bottom


@given(days, st.integers(0, 12000))
def test_months_are_named_no_closer_than_can_be_read(first: date, length: int) -> None:
    ticks = month_ticks(first, first + timedelta(days=length))

    assert len(ticks) <= MOST_TICKS
    assert all(day.day == 1 for day in ticks)
    assert len({(after.year - before.year) * 12 + after.month - before.month for before, after in pairwise(ticks)}) <= 1


@pytest.mark.parametrize(
    ("day", "with_year", "text"),
    [
        (date(2018, 2, 1), False, "2月"),
        (date(2018, 2, 1), True, "107年2月"),
        (date(2019, 1, 1), False, "108年1月"),
    ],
)
def test_months_are_named_as_offices_name_them(day: date, with_year: bool, text: str) -> None:
    assert month_text(day, with_year=with_year) == text


def test_a_month_ends_on_its_last_day() -> None:
    ends = list(month_ends(date(2019, 12, 5), date(2020, 2, 1)))

    assert ends == [date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29)]
