"""Workdays by the calendars that offices had, and what holds of any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.published_calendar import special_days
from app.domain.workdays import Calendar, DaySource, SpecialDay, is_weekend

PUBLISHED = Calendar(special_days)

#: Weekdays off and weekend days at work, as 行政院人事行政總處 published them for the years of our plans.
DAYS_OFF = {
    107: "1/1 2/15 2/16 2/19 2/20 2/28 4/4 4/5 4/6 6/18 9/24 10/10 12/31",
    114: "1/1 1/27 1/28 1/29 1/30 1/31 2/28 4/3 4/4 5/30 9/29 10/6 10/10 10/24 12/25",
    115: "1/1 2/16 2/17 2/18 2/19 2/20 2/27 4/3 4/6 5/1 6/19 9/25 9/28 10/9 10/26 12/25",
}
DAYS_MADE_UP = {107: "3/31 12/22", 114: "2/8", 115: ""}


def exceptions(roc_year: int, *, is_workday: bool) -> str:
    found = special_days(roc_year + 1911).values()
    return " ".join(f"{one.day:%-m/%-d}" for one in found if one.is_exception and one.is_workday is is_workday)


@pytest.mark.parametrize("roc_year", DAYS_OFF)
def test_the_calendar_of_a_year_is_the_one_that_was_published(roc_year: int) -> None:
    assert exceptions(roc_year, is_workday=False) == DAYS_OFF[roc_year]
    assert exceptions(roc_year, is_workday=True) == DAYS_MADE_UP[roc_year]


def test_days_are_named_in_the_words_of_offices() -> None:
    names = {on: one.name for on, one in special_days(2018).items()}

    assert names[date(2018, 2, 28)] == "和平紀念日"
    assert names[date(2018, 2, 19)] == "春節（補假）"
    assert names[date(2018, 4, 6)] == "調整放假（107/3/31 補行上班）"
    assert names[date(2018, 3, 31)] == "補行上班（107/4/6 調整放假）"
    assert [special_days(2026)[date(2026, 2, day)].name for day in (15, 16, 17)] == ["小年夜", "農曆除夕", "春節"]
    assert special_days(2025)[date(2025, 4, 4)].name == "兒童節、民族掃墓節"


def test_a_day_made_up_for_in_the_year_before_is_known_there() -> None:
    assert PUBLISHED.is_workday(date(2014, 12, 27))
    assert special_days(2014)[date(2014, 12, 27)].name == "補行上班（104/1/2 調整放假）"
    assert not PUBLISHED.is_workday(date(2015, 1, 2))


@pytest.mark.parametrize(
    ("start", "workdays", "end"),
    [
        pytest.param((2018, 4, 2), 3, (2018, 4, 10), id="over-the-long-weekend"),
        pytest.param((2018, 3, 30), 1, (2018, 3, 31), id="the-saturday-that-makes-up"),
        pytest.param((2018, 12, 21), 6, (2018, 12, 28), id="with-the-saturday-before-new-year"),
        pytest.param((2018, 2, 21), -1, (2018, 2, 14), id="backwards-over-new-year"),
        pytest.param((2018, 2, 17), 0, (2018, 2, 17), id="none-is-the-day-itself"),
    ],
)
def test_workdays_are_counted_without_the_day_itself(
    start: tuple[int, int, int], workdays: int, end: tuple[int, int, int]
) -> None:
    assert PUBLISHED.add(date(*start), workdays) == date(*end)


def test_what_was_said_of_a_day_goes_before_what_was_published() -> None:
    typhoon = date(2018, 7, 11)
    calendar = Calendar(special_days, {typhoon: SpecialDay(typhoon, False, "颱風停班", DaySource.TYPED)})

    assert PUBLISHED.is_workday(typhoon)
    assert not calendar.is_workday(typhoon)
    assert calendar.next_workday(typhoon) == date(2018, 7, 12)
    assert calendar.previous_workday(typhoon) == date(2018, 7, 10)


days = st.dates(date(1996, 1, 1), date(2029, 12, 31))
counts = st.integers(-60, 60)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """The published one, with a few days said otherwise."""
    said = draw(st.dictionaries(days, st.booleans(), max_size=40))
    return Calendar(special_days, {on: SpecialDay(on, is_workday, "示例") for on, is_workday in said.items()})


@given(calendars(), days, counts)
def test_between_counts_what_add_added(calendar: Calendar, start: date, n: int) -> None:
    assert calendar.between(start, calendar.add(start, n)) == n


@given(calendars(), days, counts)
def test_adding_ends_on_a_workday_and_there_and_back_meets_again(calendar: Calendar, start: date, n: int) -> None:
    begin = calendar.next_workday(start)

    assert calendar.is_workday(calendar.add(begin, n))
    assert calendar.add(calendar.add(begin, n), -n) == begin


@given(calendars(), days)
def test_the_nearest_workdays_have_none_between_themselves_and_the_day(calendar: Calendar, day: date) -> None:
    before, after = calendar.previous_workday(day), calendar.next_workday(day)

    assert before <= day <= after
    assert (before == day) == (after == day) == calendar.is_workday(day)
    off = (before + timedelta(days=n) for n in range(1, (after - before).days))
    assert not any(calendar.is_workday(one) for one in off)


@given(st.dates(date(1980, 1, 1), date(1997, 12, 31)))
def test_before_the_oldest_calendar_only_weekdays_are_known(day: date) -> None:
    assert PUBLISHED.is_workday(day) is not is_weekend(day)
