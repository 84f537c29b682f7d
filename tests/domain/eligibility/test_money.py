"""How much may the government pay? (R9 to R12)"""

from dataclasses import replace

import pytest

from app.domain.cases.lifecycle import CaseState, Scheme
from app.domain.eligibility import Candidate, Limits, Rule, violations

CASE = Candidate(
    *("SMEITA-107", "107-0001", "00004765", "00004765", "示範公司", 107, 1, CaseState.APPROVED),
    government_grant=200_000,
    self_fund=50_000,
)


def messages(*cases: Candidate) -> list[tuple[Rule, str]]:
    return [(one.rule, one.message.partition("：")[2]) for one in violations(cases, lambda _: Limits())]


def rules(*cases: Candidate) -> list[Rule]:
    return [rule for rule, _ in messages(*cases)]


def joint(size: int, grant: int, own: int) -> list[Candidate]:
    shape = replace(CASE, mode="共通性", joint_no="107-C01", government_grant=grant, self_fund=own)
    return [replace(shape, key=f"107-{at:04d}", firm=str(at), tax_id=f"{at:08d}") for at in range(1, size + 1)]


def test_the_ceiling_itself_is_allowed() -> None:
    assert rules(CASE) == []


def test_one_dollar_more_is_named_with_the_difference() -> None:
    assert messages(replace(CASE, government_grant=200_001, self_fund=60_000)) == [
        (Rule.GRANT, "政府經費 200,001 元，超過上限 200,000 元 1 元。")
    ]


def test_a_share_above_four_fifths_is_named() -> None:
    assert messages(replace(CASE, self_fund=49_999)) == [
        (Rule.GRANT, "政府經費 200,000 元超過總經費 249,999 元之 80%（至多 199,999 元）。")
    ]


def test_enhanced_industries_have_wider_limits() -> None:
    enhanced = replace(CASE, is_enhanced=True, government_grant=237_500, self_fund=12_500)
    assert rules(enhanced) == []
    assert rules(replace(enhanced, self_fund=12_499)) == [Rule.ENHANCED_GRANT]
    assert rules(replace(enhanced, government_grant=237_501, self_fund=20_000)) == [Rule.ENHANCED_GRANT]


def test_where_the_industry_is_not_known_nobody_is_accused_by_the_narrow_limits() -> None:
    assert rules(replace(CASE, is_enhanced=None, government_grant=210_000)) == []


def test_a_disaster_needs_no_own_money_and_has_a_ceiling() -> None:
    disaster = replace(CASE, scheme=Scheme.DISASTER.value, self_fund=0)
    assert rules(disaster) == []
    assert rules(replace(disaster, government_grant=200_001)) == [Rule.DISASTER_GRANT]


def test_a_joint_project_is_judged_as_a_whole() -> None:
    assert rules(*joint(8, 125_000, 31_250)) == []
    assert rules(*joint(8, 125_001, 31_251)) == [Rule.JOINT, Rule.JOINT]  # both ceilings are passed
    assert rules(*joint(6, 100_000, 24_999)) == [Rule.JOINT]  # the share alone


@pytest.mark.parametrize(("size", "found"), [(5, [Rule.JOINT]), (6, [])])
def test_a_joint_project_needs_six_firms(size: int, found: list[Rule]) -> None:
    assert rules(*joint(size, 100_000, 30_000)) == found


def test_a_member_that_was_sent_back_is_no_member() -> None:
    members = joint(6, 100_000, 30_000)
    assert rules(*members[:5], replace(members[5], state=CaseState.DISQUALIFIED)) == [Rule.JOINT]


def test_years_whose_ceilings_nobody_published_are_not_judged() -> None:
    assert rules(replace(CASE, roc_year=100, government_grant=250_000)) == []


def test_what_is_not_decided_yet_is_not_judged() -> None:
    assert rules(replace(CASE, government_grant=None, self_fund=None)) == []
