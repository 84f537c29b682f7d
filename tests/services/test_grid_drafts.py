"""What is typed into a grid is kept for whoever typed it, and no window overwrites what another one kept."""

from datetime import timedelta

import pytest
from support.stage import NOW, a_person

from app.domain.roles import Role
from app.services import grid_drafts, grid_reports
from app.services.grid_drafts import NONE, DraftMoved
from app.services.grid_reports import ReportGrid
from app.workbooks.typed import TypedRow

FIRST = (TypedRow("1", {"actual": "200"}), TypedRow("2"))
SECOND = (TypedRow("1", {"actual": "214"}),)


@pytest.fixture
def grid(desk) -> ReportGrid:
    """The contractor's grid of the indicators."""
    return grid_reports.open_grid(desk.session, desk.plan, "期末", "indicators", by=desk.by)


def kept_rows(desk, grid: ReportGrid) -> tuple[TypedRow, ...]:
    return grid_drafts.rows_of(grid_drafts.find(desk.session, grid.place, by=desk.by))


def test_only_rows_with_something_typed_are_kept_and_only_for_their_author(desk, grid: ReportGrid) -> None:
    kept = grid_drafts.keep(desk.session, grid, FIRST, on=NONE, by=desk.by, at=NOW)
    somebody = a_person(desk.session, Role.OFFICER, email="else@agency.example")

    assert (kept.number, kept.saved_at) == (1, NOW)
    assert kept_rows(desk, grid) == FIRST[:1]
    assert grid_drafts.find(desk.session, grid.place, by=somebody) is None
    assert [draft.user.name for draft in grid_drafts.others(desk.session, grid, by=somebody)] == [desk.by.name]


def test_a_second_window_does_not_overwrite_the_first_unseen(desk, grid: ReportGrid) -> None:
    grid_drafts.keep(desk.session, grid, FIRST, on=NONE, by=desk.by, at=NOW)

    with pytest.raises(DraftMoved) as refusal:
        grid_drafts.keep(desk.session, grid, SECOND, on=NONE, by=desk.by, at=NOW)

    assert refusal.value.kept is not None
    assert grid_drafts.rows_of(refusal.value.kept) == FIRST[:1]
    assert kept_rows(desk, grid) == FIRST[:1]
    forced = grid_drafts.keep(desk.session, grid, SECOND, on=NONE, by=desk.by, at=NOW, force=True)
    assert forced.number == 2
    assert kept_rows(desk, grid) == SECOND


def test_keeping_the_same_again_is_no_other_draft(desk, grid: ReportGrid) -> None:
    grid_drafts.keep(desk.session, grid, FIRST, on=NONE, by=desk.by, at=NOW)
    again = grid_drafts.keep(desk.session, grid, FIRST, on=NONE, by=desk.by, at=NOW + timedelta(hours=1))
    assert (again.number, again.saved_at) == (1, NOW)


def test_nothing_typed_leaves_nothing_and_a_draft_is_thrown_away(desk, grid: ReportGrid) -> None:
    assert grid_drafts.keep(desk.session, grid, FIRST[1:], on=NONE, by=desk.by, at=NOW).number == NONE
    assert grid_drafts.find(desk.session, grid.place, by=desk.by) is None
    grid_drafts.keep(desk.session, grid, FIRST, on=NONE, by=desk.by, at=NOW)
    grid_drafts.discard(desk.session, grid.place, by=desk.by)
    assert grid_drafts.find(desk.session, grid.place, by=desk.by) is None


def test_a_page_gets_what_was_typed_on_it_and_carries_the_rest_along() -> None:
    typed = (TypedRow("1", {"actual": "1"}), TypedRow("9", {"actual": "9"}), TypedRow(None, {"actual": "新"}))
    here, elsewhere = grid_drafts.laid_over((TypedRow("1"), TypedRow("2")), typed)
    assert here == (typed[0], TypedRow("2"), typed[2])
    assert elsewhere == (typed[1],)
