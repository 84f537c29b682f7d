"""What stands under what in a budget, whether it adds up, and where a resolution stands on a day."""

from datetime import date

import pytest

from app.domain.budget import (
    Account,
    BudgetLevel,
    Line,
    ResolutionAnswer,
    ResolutionState,
    faults_of,
    resolution_light,
    resolution_state,
    sums_of,
)
from app.domain.lights import Light

AGENCY = Line("00", None, BudgetLevel.AGENCY, "某處", 900)
PROGRAMME = Line("52", "00", BudgetLevel.PROGRAMME, "科技應用", 900)
BRANCH = Line("52-01", "52", BudgetLevel.BRANCH, "轉型升級", 900)


def item(code: str, amount: int | None, parent: str = "52-01") -> Line:
    return Line(code, parent, BudgetLevel.ITEM, "計畫", amount)


def test_a_line_without_an_amount_is_worth_its_parts() -> None:
    lines = [AGENCY, PROGRAMME, BRANCH, item("52-01-1", None), item("a", 500, "52-01-1"), item("b", 400, "52-01-1")]

    assert sums_of(lines)["52-01-1"].amount == 900
    assert list(faults_of(lines, [])) == []


def test_a_branch_may_list_only_some_of_what_it_pays_for() -> None:
    lines = [AGENCY, PROGRAMME, BRANCH, item("52-01-1", 700)]

    assert sums_of(lines)["52-01"].unlisted == 200
    assert list(faults_of(lines, [])) == []


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        pytest.param([AGENCY, PROGRAMME, BRANCH, item("52-01-1", 901)], "52-01 ", id="a-branch-lists-more-than-it-has"),
        pytest.param([AGENCY, Line("52", "00", BudgetLevel.PROGRAMME, "", 899)], "00 ", id="the-agency-has-more"),
    ],
)
def test_parts_that_do_not_add_up_are_told_with_both_figures(lines: list[Line], where: str) -> None:
    (fault,) = faults_of(lines, [])

    assert f"科目 {where}" in fault
    assert "相差 1 元" in fault


@pytest.mark.parametrize(
    ("accounts", "faults"),
    [
        pytest.param([("0200", 600), ("0251", 600), ("0400", 300)], 0, id="sound"),
        pytest.param([("0200", 600), ("0400", 301)], 1, id="first-level-is-not-the-branch"),
        pytest.param([("0200", 600), ("0251", 599), ("0400", 300)], 1, id="second-level-is-not-the-first"),
    ],
)
def test_accounts_add_up_to_their_branch_and_to_each_other(accounts: list[tuple[str, int]], faults: int) -> None:
    made = [Account("52-01", code, "科目", amount) for code, amount in accounts]

    assert len(list(faults_of([AGENCY, PROGRAMME, BRANCH], made))) == faults


DUE = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("due_on", "answer", "answered_on", "as_of", "state"),
    [
        pytest.param(None, None, None, date(2026, 1, 1), ResolutionState.OPEN, id="no-deadline"),
        pytest.param(DUE, None, None, date(2026, 10, 26), ResolutionState.OPEN, id="fifteen-days-left"),
        pytest.param(DUE, None, None, date(2026, 10, 27), ResolutionState.DUE_SOON, id="fourteen-days-left"),
        pytest.param(DUE, None, None, DUE, ResolutionState.DUE_SOON, id="the-day-itself-is-in-time"),
        pytest.param(DUE, None, None, date(2026, 11, 11), ResolutionState.OVERDUE, id="a-day-late"),
        pytest.param(DUE, ResolutionAnswer.REPORTED, DUE, DUE, ResolutionState.ANSWERED, id="answered-on-the-day"),
        pytest.param(
            DUE,
            ResolutionAnswer.REPORTED,
            date(2026, 11, 11),
            date(2026, 12, 1),
            ResolutionState.ANSWERED_LATE,
            id="answered-late",
        ),
        pytest.param(
            DUE,
            ResolutionAnswer.REPORTED,
            date(2026, 11, 20),
            date(2026, 11, 15),
            ResolutionState.OVERDUE,
            id="the-answer-had-not-come-yet",
        ),
        pytest.param(None, ResolutionAnswer.COMPLIED, None, DUE, ResolutionState.ANSWERED, id="no-letter-no-day"),
    ],
)
def test_a_resolution_stands_where_its_dates_put_it(
    due_on: date | None,
    answer: ResolutionAnswer | None,
    answered_on: date | None,
    as_of: date,
    state: ResolutionState,
) -> None:
    assert resolution_state(due_on, answer, answered_on, as_of=as_of, due_soon_days=14) is state


@pytest.mark.parametrize(
    ("due_on", "answer", "as_of", "light"),
    [
        pytest.param(DUE, None, DUE, Light.GREEN, id="the-day-itself-is-in-time"),
        pytest.param(DUE, None, date(2026, 11, 11), Light.YELLOW, id="a-day-late"),
        pytest.param(DUE, None, date(2026, 12, 10), Light.YELLOW, id="thirty-days-late"),
        pytest.param(DUE, None, date(2026, 12, 11), Light.RED, id="more-than-thirty-days-late"),
        pytest.param(DUE, ResolutionAnswer.REPORTED, date(2026, 12, 11), Light.GREEN, id="answered"),
        pytest.param(None, None, date(2026, 12, 11), Light.GREY, id="nothing-can-be-late-without-a-deadline"),
    ],
)
def test_a_resolution_is_lit_like_a_checkpoint(
    due_on: date | None, answer: ResolutionAnswer | None, as_of: date, light: Light
) -> None:
    state = resolution_state(due_on, answer, None, as_of=as_of, due_soon_days=14)

    reading = resolution_light(state, due_on, as_of=as_of, severe_overdue_days=30, due_soon_days=14)

    assert reading.light is light
