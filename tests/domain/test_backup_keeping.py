"""Which backups stay."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.backup_keeping import Keep, kept

NIGHT = datetime(2018, 12, 31, 2, 30)  # noqa: DTZ001  the clock of the office
EVERY_NIGHT = [NIGHT - timedelta(days=n) for n in range(800)]
moments = st.lists(st.datetimes(datetime(2018, 1, 1), datetime(2019, 1, 1)), unique=True)  # noqa: DTZ001
numbers = st.integers(0, 5)


def test_of_two_years_of_nights_a_week_a_month_and_a_year_stay() -> None:
    found = sorted(kept(EVERY_NIGHT, Keep(daily=7, weekly=4, monthly=12)), reverse=True)

    days = [(NIGHT - at).days for at in found]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert days[7:10] == [8, 15, 31]  # 12/23 and 12/16, the Sundays before, and the last of November
    assert [at.month for at in found[9:]] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert all((at + timedelta(days=1)).day == 1 for at in found[9:])


def test_while_none_are_made_none_go() -> None:
    old = [NIGHT - timedelta(days=300 + n) for n in range(3)]

    assert kept(old, Keep(daily=3, weekly=0, monthly=0)) == set(old)


def test_of_several_of_a_day_the_newest_stays() -> None:
    noon = NIGHT + timedelta(hours=10)

    assert kept([NIGHT, noon], Keep(daily=7, weekly=4, monthly=12)) == {noon}


@given(moments, numbers, numbers, numbers)
def test_the_newest_stays_and_no_more_than_were_asked_for(
    made_at: list[datetime], daily: int, weekly: int, monthly: int
) -> None:
    found = kept(made_at, Keep(daily, weekly, monthly))

    assert found <= set(made_at)
    assert max(made_at, default=None) in found or not made_at
    assert len(found) <= max(1, daily + weekly + monthly)
