"""One firm, how often? (R1 to R5)"""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases.lifecycle import CaseState, Scheme
from app.domain.eligibility import Candidate, Limits, Rule, violations

CASE = Candidate("SMEITA-107", "107-0001", "00004765", "00004765", "示範公司", 107, 1, CaseState.CLOSED)


def case(roc_year: int, number: int = 1, **changes: object) -> Candidate:
    plan, key = f"SMEITA-{roc_year}", f"{roc_year}-{number:04d}"
    return replace(CASE, plan=plan, key=key, roc_year=roc_year, **changes)  # type: ignore[arg-type]


def broken(*cases: Candidate, limits: Limits | None = None) -> list[tuple[str, Rule]]:
    return [(one.key, one.rule) for one in violations(cases, lambda _: limits or Limits())]


def test_the_third_case_within_three_years_is_one_too_many() -> None:
    assert broken(case(105), case(106), case(107)) == [("107-0001", Rule.WINDOW)]


def test_the_message_quotes_the_rule_and_names_the_cases_before() -> None:
    (found,) = violations([case(105), case(106), case(107)], lambda _: Limits())
    assert found.message == (
        "「3年內以接受輔導2個個案為限」：示範公司（統一編號 00004765）於 105 至 107 年度（3 個會計年度，含當年度）"
        "已接受輔導 2 案（105-0001、106-0001），本案為第 3 案。"
    )


def test_a_year_later_the_first_no_longer_counts() -> None:
    assert broken(case(104), case(105), case(107)) == []


@pytest.mark.parametrize("state", [CaseState.DISQUALIFIED, CaseState.WITHDRAWN, CaseState.DECLINED])
def test_help_that_was_never_given_does_not_count(state: CaseState) -> None:
    assert broken(case(105, state=state), case(106), case(107)) == []


def test_an_application_is_judged_before_it_is_approved() -> None:
    assert broken(case(105), case(106), case(107, state=CaseState.RECEIVED)) == [("107-0001", Rule.WINDOW)]


def test_an_application_that_was_turned_down_is_not_accused() -> None:
    assert broken(case(105), case(106), case(107, state=CaseState.NOT_RECOMMENDED)) == []


def test_disaster_reconstruction_does_not_count() -> None:
    disaster = case(107, 2, scheme=Scheme.DISASTER.value)
    assert broken(case(106), disaster, case(107)) == []


@pytest.mark.parametrize("free", [{"is_enhanced": True}, {"region": "其他"}])
def test_the_limit_per_year_is_lifted_for_enhanced_industries_and_islands(free: dict[str, object]) -> None:
    two = (case(107), case(107, 2, round_no=2))
    assert broken(*two) == [("107-0002", Rule.YEAR)]
    assert broken(two[0], replace(two[1], **free)) == []  # type: ignore[arg-type]


def test_but_the_limit_in_three_years_is_not_lifted() -> None:
    assert broken(case(105), case(106), case(107, is_enhanced=True)) == [("107-0001", Rule.WINDOW)]


def test_only_one_application_a_round_unless_the_other_was_sent_back() -> None:
    first, second = case(107, state=CaseState.NOT_RECOMMENDED), case(107, 2, state=CaseState.RECEIVED)
    assert broken(first, second) == [("107-0002", Rule.ROUND)]
    assert broken(first, replace(second, state=CaseState.DISQUALIFIED)) == []


def test_an_agency_may_set_another_window() -> None:
    assert broken(case(105), case(106), case(107), limits=Limits(window_years=2)) == []


def test_the_order_in_which_cases_come_in_does_not_matter() -> None:
    cases = (case(104), case(105), case(106), case(107))
    assert {tuple(broken(*order)) for order in permutations(cases)} == {
        (("106-0001", Rule.WINDOW), ("107-0001", Rule.WINDOW))
    }


@given(st.sets(st.integers(98, 107)))
def test_whoever_is_named_really_has_two_before_in_the_window(years: set[int]) -> None:
    named = {key for key, _ in broken(*(case(year) for year in years))}
    assert named == {f"{year}-0001" for year in years if len({year - 1, year - 2} & years) == 2}
