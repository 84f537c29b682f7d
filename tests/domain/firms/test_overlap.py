"""Help from two plans in one period."""

from datetime import date

import pytest

from app.domain.firms.overlap import Help, overlaps, period_of_help

FIRST, LAST = date(2018, 5, 2), date(2018, 7, 1)
YEAR = (date(2018, 1, 1), date(2018, 12, 31))


@pytest.mark.parametrize(
    ("plan", "firm", "first", "last", "overlapping"),
    [
        pytest.param(2, 1, date(2018, 6, 13), date(2018, 11, 30), True, id="in part"),
        pytest.param(2, 1, LAST, LAST, True, id="on one day"),
        pytest.param(2, 1, date(2018, 7, 2), date(2018, 11, 30), False, id="one after the other"),
        pytest.param(1, 1, FIRST, LAST, False, id="of one plan"),
        pytest.param(2, 2, FIRST, LAST, False, id="of another firm"),
    ],
)
def test_two_plans_overlap_if_they_help_one_firm_on_one_day(
    plan: int, firm: int, first: date, last: date, overlapping: bool
) -> None:
    found = overlaps([Help(1, 1, 1, FIRST, LAST), Help(2, plan, firm, first, last)])

    assert [{one.case_id for one in pair} for pair in found] == ([{1, 2}] if overlapping else [])


@pytest.mark.parametrize(
    ("days", "period"),
    [
        pytest.param({}, YEAR, id="no day is known: that of the plan"),
        pytest.param({"approved_on": FIRST}, (FIRST, YEAR[1]), id="still running"),
        pytest.param({"approved_on": date(2018, 4, 1), "guided_from": FIRST, "guided_to": LAST}, (FIRST, LAST)),
        pytest.param({"guided_from": FIRST, "guided_to": YEAR[1], "ended_on": LAST}, (FIRST, LAST), id="ended early"),
        pytest.param({"closed_on": date(2017, 6, 1)}, (date(2017, 6, 1), date(2017, 6, 1)), id="closed before"),
    ],
)
def test_help_lasts_from_its_first_known_day_to_its_last(
    days: dict[str, date | None], period: tuple[date, date]
) -> None:
    assert period_of_help(days, *YEAR) == period
