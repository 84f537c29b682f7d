"""復原: exactly what a report changed goes back, and nothing that was accepted since is overwritten unseen."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import case, indicator
from support.plan_builder import plan as small_plan
from support.plan_strategies import plans
from support.report_strategies import reported

from app.domain import canonical
from app.domain.merge import RowRemoved, Side, apply, cell_value
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, reported_cells
from app.domain.undo import Undo, settled, undo

Cells = dict[tuple[str, str, str], Any]


def cells(document: PlanDocument) -> Cells:
    """Every reported cell of a document by section, row and field."""
    return {
        (section, row.key, lead): cell_value(section, row, lead)
        for section in REPORTED_SECTIONS
        for row in document.rows(section)
        for lead in reported_cells(section)
    }


def all_settled(found: Undo, side: Side) -> Undo:
    return settled(found, {one.id: side for one in (*found.merge.conflicts, *found.rows)})


def of_indicators(actual: int | None, note: str | None = None) -> PlanDocument:
    return replace(
        small_plan(),
        indicators=(indicator(actual=None if actual is None else Decimal(actual), benefit_note=note),),
    )


@given(st.data())
def test_taken_back_at_once_the_plan_is_byte_for_byte_what_it_was(data: st.DataObject) -> None:
    before = data.draw(plans())
    after = data.draw(reported(before))

    found = undo(before, after, after)

    assert found.open_conflicts == 0
    assert canonical.to_json(apply(after, found.merge)) == canonical.to_json(before)


@given(st.data())
def test_what_a_later_report_changed_stays_unless_somebody_decides_otherwise(data: st.DataObject) -> None:
    before = data.draw(plans())
    after = data.draw(reported(before))
    now = data.draw(reported(after, "-later"))
    was, said, stands = cells(before), cells(after), cells(now)

    found = undo(before, after, now)
    kept, returned = (cells(apply(now, all_settled(found, side).merge)) for side in (Side.OURS, Side.THEIRS))

    rows_brought = {(section, key) for section, key, _ in said.keys() - was.keys()}
    changed_since = {
        (section, key) for section, key, lead in said if said[section, key, lead] != stands[section, key, lead]
    }
    for cell, value in stands.items():
        row = cell[:2]
        if row in rows_brought:
            assert (cell in kept) == (row in changed_since)  # a row goes as a whole
            assert cell not in returned
        elif cell not in said or said[cell] == was[cell]:
            assert kept[cell] == returned[cell] == value  # none of the report's business
        else:
            assert kept[cell] == (was[cell] if said[cell] == value else value)
            assert returned[cell] == was[cell]
    assert kept.keys() | returned.keys() <= stands.keys()


def test_a_cell_that_was_changed_since_is_put_before_a_person() -> None:
    found = undo(of_indicators(None), of_indicators(214), of_indicators(215, "改報。"))

    [conflict] = found.merge.conflicts
    assert (conflict.theirs, conflict.base, conflict.ours) == (None, 214, 215)
    assert found.merge.changes == ()


def test_a_cell_that_somebody_has_set_back_already_is_no_conflict() -> None:
    found = undo(of_indicators(213), of_indicators(214), of_indicators(213))

    assert (found.open_conflicts, found.merge.is_empty) == (0, True)


def test_a_row_that_came_with_the_report_leaves_with_it() -> None:
    before = replace(small_plan(), cases=(case("107-0001"),))
    after = replace(before, cases=(*before.cases, case("107-0002")))

    found = undo(before, after, after)

    assert found.merge.removed == (RowRemoved("cases", "107-0002", case("107-0002")),)


def test_a_row_that_a_later_report_removed_comes_back_only_if_somebody_says_so() -> None:
    before = replace(small_plan(), cases=(case("107-0001"),))
    after = replace(before, cases=(case("107-0001", state="歇業"),))
    now = replace(before, cases=())

    found = undo(before, after, now)

    [row] = found.rows
    assert (row.id, row.now) == ("cases/107-0001", None)
    assert apply(now, settled(found, {row.id: Side.OURS}).merge) == now
    assert apply(now, settled(found, {row.id: Side.THEIRS}).merge) == before


def test_a_row_with_a_course_of_its_own_stays_whatever_somebody_says() -> None:
    before = replace(small_plan(), cases=())
    after = replace(before, cases=(case("107-0001"),))

    found = undo(before, after, after, frozenset({("cases", "107-0001")}))

    [row] = found.rows
    assert row.must_stay
    assert settled(found, {row.id: Side.THEIRS}) == found
    assert apply(after, settled(found, {row.id: Side.OURS}).merge) == after


def test_a_row_that_the_report_left_alone_and_somebody_removed_is_none_of_its_business() -> None:
    before = replace(of_indicators(None), cases=(case("107-0001"),))
    after = replace(of_indicators(214), cases=before.cases)

    found = undo(before, after, replace(after, cases=()))

    assert found.rows == ()
    assert found.merge.added == ()
