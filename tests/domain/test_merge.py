"""Three-way merge: what one side changed goes through, what both changed is put before a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import case, indicator, plan

from app.domain.merge import ChangeKind, Side, apply, merge, settle
from app.domain.plan_document import CompletionBasis, PlanDocument

NOTES = st.one_of(st.none(), st.text(max_size=6))
FIGURES = st.one_of(st.none(), st.integers(0, 10**9).map(Decimal))


def of_indicators(*rows: object) -> PlanDocument:
    return replace(plan(), indicators=tuple(rows))  # type: ignore[arg-type]


def actual(document: PlanDocument) -> Decimal | None:
    return document.indicators[0].actual


def test_an_untouched_file_changes_nothing() -> None:
    base = plan()

    assert merge(base, base, base).is_empty


def test_what_only_the_file_changed_is_applied() -> None:
    base = of_indicators(indicator())
    theirs = of_indicators(indicator(actual=Decimal(214)))

    merged = merge(base, theirs, base)

    assert [change.kind for change in merged.changes] == [ChangeKind.FILLED]
    assert actual(apply(base, merged)) == 214


def test_what_only_the_plan_changed_since_the_export_stays() -> None:
    base = of_indicators(indicator())
    ours = of_indicators(indicator(actual=Decimal(215)))

    merged = merge(base, base, ours)

    assert merged.is_empty
    assert actual(apply(ours, merged)) == 215


def test_the_same_figure_from_both_sides_is_no_difference() -> None:
    base = of_indicators(indicator())
    both = of_indicators(indicator(actual=Decimal(214)))

    assert merge(base, both, both).is_empty


def test_two_different_figures_for_one_cell_are_a_conflict_and_nothing_is_applied() -> None:
    base = of_indicators(indicator())
    theirs = of_indicators(indicator(actual=Decimal(214)))
    ours = of_indicators(indicator(actual=Decimal(215)))

    merged = merge(base, theirs, ours)

    assert [(one.base, one.theirs, one.ours) for one in merged.conflicts] == [(None, Decimal(214), Decimal(215))]
    with pytest.raises(ValueError, match="1 conflicts"):
        apply(ours, merged)


def test_zero_is_a_report_and_not_a_blank() -> None:
    base = of_indicators(indicator(actual=Decimal(3)))

    to_zero = merge(base, of_indicators(indicator(actual=Decimal(0))), base)
    to_blank = merge(base, of_indicators(indicator(actual=None)), base)

    assert to_zero.changes[0].kind is ChangeKind.CHANGED
    assert to_blank.changes[0].kind is ChangeKind.CLEARED


def test_a_set_up_field_is_not_something_a_report_can_change() -> None:
    base = of_indicators(indicator())
    theirs = of_indicators(indicator(target=Decimal(1)))

    assert merge(base, theirs, base).is_empty


def test_a_new_case_is_an_added_row() -> None:
    base = replace(plan(), cases=())
    theirs = replace(base, cases=(case("107-0001"), case("107-0002")))

    merged = merge(base, theirs, base)

    assert [added.key for added in merged.added] == ["107-0001", "107-0002"]
    assert apply(base, merged) == theirs


def test_a_row_that_the_file_lacks_is_left_alone() -> None:
    base = replace(plan(), cases=(case("107-0001"),))

    assert merge(base, replace(base, cases=()), base).is_empty


def test_a_row_that_was_taken_out_of_the_plan_comes_back_only_with_a_file_that_changed_it() -> None:
    base = replace(plan(), cases=(case("107-0001"),))
    ours = replace(base, cases=())

    assert merge(base, base, ours).is_empty
    changed = merge(base, replace(base, cases=(case("107-0001", state="歇業"),)), ours)
    assert [added.key for added in changed.added] == ["107-0001"]


def test_a_case_that_both_sides_added_alike_is_no_difference_and_otherwise_a_conflict() -> None:
    base = replace(plan(), cases=())
    theirs = replace(base, cases=(case("107-0001"),))

    assert merge(base, theirs, theirs).is_empty
    other = replace(base, cases=(case("107-0001", state="歇業"),))
    assert [(one.field, one.ours) for one in merge(base, theirs, other).conflicts] == [("state", "歇業")]


DAYS = st.one_of(st.none(), st.sampled_from([date(2018, 7, 14), date(2018, 7, 15)]))
COMPLETIONS = st.tuples(DAYS, st.sampled_from(CompletionBasis))


def completed(on: date | None, basis: CompletionBasis) -> PlanDocument:
    """The small plan with its first checkpoint completed on that day, or by it."""
    first, *others = plan().checkpoints
    return replace(plan(), checkpoints=(replace(first, completed_on=on, completion_basis=basis), *others))


@given(base=COMPLETIONS, theirs=COMPLETIONS, ours=COMPLETIONS, side=st.sampled_from(Side))
def test_a_completion_date_never_gets_the_bound_of_the_other_side(
    base: tuple[date | None, CompletionBasis],
    theirs: tuple[date | None, CompletionBasis],
    ours: tuple[date | None, CompletionBasis],
    side: Side,
) -> None:
    now = completed(*ours)
    merged = merge(completed(*base), completed(*theirs), now)

    after = apply(now, settle(merged, {one.id: side for one in merged.conflicts})).checkpoints[0]

    assert (after.completed_on, after.completion_basis) in (theirs, ours)
    assert merged.differences <= 1


@given(base=FIGURES, theirs=FIGURES, ours=FIGURES, note=NOTES, other=NOTES)
def test_nothing_that_either_side_wrote_is_lost(
    base: Decimal | None, theirs: Decimal | None, ours: Decimal | None, note: str | None, other: str | None
) -> None:
    was = of_indicators(indicator(actual=base))
    file = of_indicators(indicator(actual=theirs, benefit_note=note))
    now = of_indicators(indicator(actual=ours, breakthrough=other))

    merged = merge(was, file, now)

    after = apply(now, replace(merged, conflicts=()))
    assert after.indicators[0].benefit_note == note
    assert after.indicators[0].breakthrough == other
    if theirs == base:
        assert actual(after) == ours
    elif ours in (base, theirs):
        assert actual(after) == theirs
    else:
        assert [one.field for one in merged.conflicts] == ["actual"]
