"""After a person has chosen: what was chosen for the file is applied, what was kept is left, the rest waits."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import indicator, plan

from app.domain.merge import Merge, Side, Typed, apply, merge, settle
from app.domain.plan_document import PlanDocument

KEYS = ("1", "2", "3")
IDS = [f"indicators/{key}/actual" for key in KEYS]


def reporting(figure: int) -> PlanDocument:
    """Three indicators that all report the same figure."""
    return replace(plan(), indicators=tuple(indicator(key, actual=Decimal(figure)) for key in KEYS))


BASE, THEIRS, OURS = reporting(1), reporting(2), reporting(3)
THREE_CONFLICTS = merge(BASE, THEIRS, OURS)

choices = st.dictionaries(st.sampled_from(IDS), st.sampled_from(Side))


def actuals(document: PlanDocument) -> list[Decimal | None]:
    return [row.actual for row in document.indicators]


def test_nothing_chosen_settles_nothing() -> None:
    assert len(THREE_CONFLICTS.conflicts) == 3
    assert settle(THREE_CONFLICTS, {}) == THREE_CONFLICTS


@pytest.mark.parametrize(
    ("side", "expected"), [(Side.THEIRS, THEIRS), (Side.OURS, OURS)], ids=["the-files", "the-plans"]
)
def test_one_side_chosen_throughout_is_the_document_of_that_side(side: Side, expected: PlanDocument) -> None:
    settled = settle(THREE_CONFLICTS, dict.fromkeys(IDS, side))

    assert settled.conflicts == ()
    assert apply(OURS, settled) == expected


def test_each_conflict_is_settled_by_its_own_choice() -> None:
    settled = settle(THREE_CONFLICTS, dict(zip(IDS, [Side.THEIRS, Side.OURS, Side.THEIRS], strict=True)))

    assert actuals(apply(OURS, settled)) == [2, 3, 2]


def test_a_typed_value_wins_over_both_sides() -> None:
    settled = settle(THREE_CONFLICTS, {**dict.fromkeys(IDS, Side.OURS), IDS[1]: Typed(Decimal(9))})

    assert actuals(apply(OURS, settled)) == [3, 9, 3]


def test_typing_what_the_plan_says_already_is_keeping_it() -> None:
    assert settle(THREE_CONFLICTS, dict.fromkeys(IDS, Typed(Decimal(3)))).is_empty


def test_what_the_plan_keeps_is_no_difference_any_more() -> None:
    assert settle(THREE_CONFLICTS, dict.fromkeys(IDS, Side.OURS)).differences == 0
    assert settle(THREE_CONFLICTS, dict.fromkeys(IDS, Side.THEIRS)).differences == 3


def test_changes_that_were_never_in_conflict_stay() -> None:
    theirs = replace(THEIRS, staffing=(replace(BASE.staffing[0], actual_months=Decimal(9)), *BASE.staffing[1:]))

    settled = settle(merge(BASE, theirs, OURS), dict.fromkeys(IDS, Side.OURS))

    assert [change.id for change in settled.changes] == ["staffing/研究員級/actual_months"]


def test_a_choice_for_a_cell_without_conflict_is_of_no_effect() -> None:
    assert settle(Merge(), {IDS[0]: Side.THEIRS}) == Merge()


@given(chosen=choices)
def test_conflicts_wait_until_somebody_has_chosen(chosen: dict[str, Side]) -> None:
    settled = settle(THREE_CONFLICTS, chosen)

    assert {one.id for one in settled.conflicts} == set(IDS) - set(chosen)
    assert {one.id for one in settled.changes} == {name for name, side in chosen.items() if side is Side.THEIRS}


@given(first=choices, second=choices)
def test_settling_in_two_sittings_is_settling_at_once(first: dict[str, Side], second: dict[str, Side]) -> None:
    at_once, in_two = settle(THREE_CONFLICTS, second | first), settle(settle(THREE_CONFLICTS, first), second)

    assert set(at_once.changes) == set(in_two.changes)
    assert at_once.conflicts == in_two.conflicts
