"""The course of a case: which steps there are, and which there are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases.lifecycle import (
    DAYS,
    STEPS,
    CaseState,
    course,
    days_out_of_order,
    step_between,
    steps_from,
)

S = CaseState
states = st.sampled_from(CaseState)


def names(source: str, target: str, **days: date) -> list[str] | None:
    way = course(source, target, days)
    return None if way is None else [step.name for step in way]


def test_a_case_is_carried_from_its_application_to_its_closing_step_by_step() -> None:
    assert names(S.RECEIVED, S.CLOSED) == ["資格符合", "推薦", "核定", "簽約", "期末驗收", "結案"]


def test_a_visit_lies_on_the_way_only_where_its_day_is_known() -> None:
    visited = names(S.GUIDED, S.CLOSED, site_visited_on=date(2018, 9, 12))

    assert visited == ["期中查核", "期末驗收", "結案"]
    assert names(S.GUIDED, S.CLOSED) == ["期末驗收", "結案"]


def test_a_visit_that_lies_behind_is_not_gone_through_again() -> None:
    assert names(S.ACCEPTED, S.CLOSED, site_visited_on=date(2018, 9, 12)) == ["結案"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(S.NOT_RECOMMENDED, S.APPROVED, id="not-recommended-is-never-approved"),
        pytest.param(S.DISQUALIFIED, S.WITHDRAWN, id="what-was-refused-is-not-withdrawn"),
        pytest.param(S.CLOSED, S.GUIDED, id="nothing-is-reopened"),
        pytest.param(S.CLOSED, S.TERMINATED, id="closed-is-closed"),
        pytest.param(S.DECLINED, S.GUIDED, id="declined-is-not-signed"),
        pytest.param(S.GUIDED, S.DECLINED, id="a-signed-contract-is-terminated-not-declined"),
        pytest.param(S.GUIDED, S.APPROVED, id="no-way-back"),
        pytest.param(S.OUT_OF_BUSINESS, S.CLOSED, id="out-of-business-is-the-end"),
    ],
)
def test_there_is_no_way(source: CaseState, target: CaseState) -> None:
    assert course(source, target, {}) is None


def test_a_firm_on_the_waiting_list_moves_up_when_another_declines() -> None:
    assert step_between(S.APPROVED, S.DECLINED)
    assert names(S.WAITING, S.APPROVED) == ["遞補核定"]


def test_every_exit_asks_for_its_reason() -> None:
    exits = {S.WITHDRAWN, S.DECLINED, S.TERMINATED, S.OUT_OF_BUSINESS, S.DISQUALIFIED}

    assert all(step.reason for step in STEPS if step.target in exits)


@given(states, states)
def test_a_course_is_a_chain_of_declared_steps(source: CaseState, target: CaseState) -> None:
    way = course(source, target, {})

    if way is not None:
        assert [source, *(step.target for step in way)] == [*(step.source for step in way), target]
        assert all(step in steps_from(step.source) for step in way)


def test_days_that_run_backwards_are_named() -> None:
    days = {"received_on": date(2018, 2, 13), "approved_on": date(2018, 6, 13), "signed_on": date(2018, 6, 12)}

    assert days_out_of_order(days) == ("approved_on", "signed_on")
    assert days_out_of_order(days | {"signed_on": date(2018, 6, 13)}) is None
    assert days_out_of_order({name: None for name, _ in DAYS}) is None
