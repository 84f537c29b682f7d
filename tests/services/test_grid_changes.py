"""A change typed into grids is the change request that the form would have made, out of all sections together."""

import pytest
from support.stage import NOW, a_person

from app.domain.change_request import ChangeStatus, NothingToChange
from app.domain.errors import NotFound, PermissionDenied
from app.domain.roles import Role
from app.models import User
from app.services import change_requests, grid_changes, grid_drafts
from app.services.grid_changes import Why
from app.workbooks.typed import TypedRow

WHY = Why("任務調整", "無")


@pytest.fixture
def officer(desk) -> User:
    return a_person(desk.session, Role.OFFICER, email="officer@agency.example")


def test_all_sections_become_one_request(desk, officer: User) -> None:
    checkpoints = grid_changes.open_grid(desk.session, desk.plan, "checkpoints", by=officer)
    indicators = grid_changes.open_grid(desk.session, desk.plan, "indicators", by=officer)
    target = TypedRow("2", {"target": "6"})
    grid_drafts.keep(desk.session, indicators, [target], on=grid_drafts.NONE, by=officer, at=NOW)
    added = {"sub_plan": "A", "description": "新增說明會", "due_on": "107/9/30", "weight_pct": "1"}
    rows = [TypedRow("A-2", {"due_on": "107.12.1"}), TypedRow(None, added)]

    outcome = grid_changes.propose(desk.session, checkpoints, rows, WHY, by=officer, at=NOW)

    assert outcome.request is not None
    wanted = change_requests.wanted(outcome.request)
    assert {(one.section, one.key, one.field) for one in wanted.edits} == {
        ("checkpoints", "A-2", "due_on"),
        ("indicators", "2", "target"),
    }
    assert [row.description for row in wanted.added] == ["新增說明會"]
    assert outcome.request.status is ChangeStatus.DRAFT
    assert not grid_drafts.under(desk.session, grid_changes.place_of(desk.plan), by=officer)


def test_every_fault_is_told_at_its_cell_and_nothing_is_drafted(desk, officer: User) -> None:
    grid = grid_changes.open_grid(desk.session, desk.plan, "checkpoints", by=officer)
    rows = [TypedRow("A-2", {"due_on": "107/13/1", "number": "9"}), TypedRow(None, {"description": "缺日期"})]

    outcome = grid_changes.propose(desk.session, grid, rows, WHY, by=officer, at=NOW)

    assert outcome.request is None
    places = {(one.row, one.field) for one in outcome.problems}
    assert {(0, "due_on"), (0, "number"), (1, "due_on"), (1, "weight_pct")} <= places


def test_weights_that_no_longer_add_up_are_told_while_typing(desk, officer: User) -> None:
    grid = grid_changes.open_grid(desk.session, desk.plan, "checkpoints", by=officer)
    told = grid_changes.check(desk.session, grid, [TypedRow("A-2", {"weight_pct": "1"})], by=officer)
    assert any("合計" in one.message for one in told)


def test_without_reason_or_change_nothing_is_drafted(desk, officer: User) -> None:
    grid = grid_changes.open_grid(desk.session, desk.plan, "indicators", by=officer)
    for rows, why in (([TypedRow("2", {"target": "6"})], Why()), ([], WHY)):
        with pytest.raises(NothingToChange):
            grid_changes.propose(desk.session, grid, rows, why, by=officer, at=NOW)


def test_who_may_not_propose_sees_no_grid_and_a_section_must_exist(desk, officer: User) -> None:
    auditor = a_person(desk.session, Role.AUDITOR, email="auditor@agency.example")
    with pytest.raises(PermissionDenied):
        grid_changes.open_grid(desk.session, desk.plan, "checkpoints", by=auditor)
    with pytest.raises(NotFound):
        grid_changes.open_grid(desk.session, desk.plan, "cases", by=officer)
