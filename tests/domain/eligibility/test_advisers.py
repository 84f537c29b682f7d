"""Which advisers are not admitted? (R22)"""

from dataclasses import replace
from datetime import date

from app.domain.cases.lifecycle import CaseState
from app.domain.eligibility import Abnormality, Candidate, Limits, Rule, bans, violations

ADVISER = "財團法人示範中心"
CASE = Candidate(
    *("SMEITA-107", "107-0001", "00004765", "00004765", "示範公司", 107, 1, CaseState.RECEIVED),
    adviser=ADVISER,
    received_on=date(2018, 3, 1),
)


def serious(roc_year: int, round_no: int = 1) -> Abnormality:
    return Abnormality(ADVISER, roc_year, round_no, date(roc_year + 1911, 12, 20))


def ban_of(*found: Abnormality, rounds: tuple[tuple[int, int], ...] = ()) -> list[tuple[date, date]]:
    took_part = [(ADVISER, *one) for one in rounds]
    return [(ban.begins_on, ban.ends_on) for ban in bans(found, took_part, lambda _: Limits())]


def test_twice_in_a_row_closes_the_door_for_three_years() -> None:
    assert ban_of(serious(105), serious(106)) == [(date(2017, 12, 20), date(2020, 12, 20))]


def test_a_round_in_between_without_one_breaks_the_row() -> None:
    assert ban_of(serious(104), serious(106), rounds=((105, 1),)) == []


def test_a_round_in_which_it_took_no_part_does_not() -> None:
    assert len(ban_of(serious(104), serious(106))) == 1


def test_a_ban_that_begins_on_a_leap_day_ends_on_a_day_that_exists() -> None:
    leap = replace(serious(104), decided_on=date(2016, 2, 29))
    assert ban_of(serious(103), leap) == [(date(2016, 2, 29), date(2019, 2, 28))]
    (longer,) = bans((serious(103), leap), (), lambda _: Limits(ban_years=84))
    assert longer.ends_on == date(2100, 2, 28)  # divisible by 4, and no leap year


def test_an_application_that_comes_in_meanwhile_is_named_with_the_rule() -> None:
    banned = bans((serious(105), serious(106)), (), lambda _: Limits())
    (found,) = violations([CASE], lambda _: Limits(), banned)
    assert (found.rule, found.field) == (Rule.BANNED_ADVISER, "adviser_name")
    assert found.message == (
        "「連續兩梯次有重大異常之輔導單位，未來三年將停止受理該單位申請」：財團法人示範中心於 106/12/20 "
        "至 109/12/20 停止受理，本案於 107/3/1 受理。"
    )


def test_one_that_came_in_before_stands() -> None:
    banned = bans((serious(105), serious(106)), (), lambda _: Limits())
    assert violations([replace(CASE, received_on=date(2017, 12, 20))], lambda _: Limits(), banned) == ()
