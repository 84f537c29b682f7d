"""A new plan typed into grids is judged as its set-up workbook, and becomes one."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.setup_files import good_plan
from support.stage import NOW, a_person

from app.domain.errors import PermissionDenied
from app.domain.plan_setup import FACTS
from app.domain.roles import Role
from app.models import User
from app.services import grid_drafts, grid_setups, setup_uploads
from app.services.grid_setups import PLACE
from app.workbooks.reader import read_workbook
from app.workbooks.setup_reading import setup_from
from app.workbooks.setup_sheets import SETUP_SHEETS
from app.workbooks.typed import TypedRow


@pytest.fixture
def officer(desk) -> User:
    return a_person(desk.session, Role.OFFICER, email="officer@agency.example")


def kept(desk, officer: User, section: str) -> list[TypedRow]:
    return list(grid_drafts.rows_of(grid_drafts.find(desk.session, PLACE + section, by=officer)))


def renamed(rows: list[TypedRow]) -> list[TypedRow]:
    return [TypedRow(row.key, {"value": "NEW-108"}) if row.key == "計畫代號" else row for row in rows]


def test_a_plan_taken_over_under_a_new_code_becomes_a_workbook_with_the_same_rows(
    desk_of, session: Session, tmp_path: Path
) -> None:
    desk = desk_of(good_plan())
    officer = a_person(session, Role.OFFICER, email="officer@agency.example")
    grid_setups.begin_with(desk.session, desk.plan, is_next_year=False, by=officer, at=NOW)
    grid = grid_setups.open_grid(FACTS, by=officer)

    taken = grid_setups.propose(desk.session, grid, kept(desk, officer, FACTS), by=officer, at=NOW, data_dir=tmp_path)
    outcome = grid_setups.propose(
        desk.session, grid, renamed(kept(desk, officer, FACTS)), by=officer, at=NOW, data_dir=tmp_path
    )

    assert taken.digest is None
    assert "plan_exists" in [one.code for one in taken.problems if one.field == "value"]
    assert outcome.digest is not None
    content = setup_uploads.find(outcome.digest, by=officer, data_dir=tmp_path)
    read = setup_from(read_workbook(content, SETUP_SHEETS))
    assert read.setup.facts.code == "NEW-108"
    assert [row.key for row in read.setup.checkpoints] == [row.key for row in desk.document().checkpoints]


def test_faults_stand_at_their_cells_and_those_of_other_sheets_are_named(desk, officer: User) -> None:
    grid_setups.begin_with(desk.session, desk.plan, is_next_year=False, by=officer, at=NOW)
    grid = grid_setups.open_grid("checkpoints", by=officer)
    rows = kept(desk, officer, "checkpoints")
    rows[1] = TypedRow(None, {**rows[1].texts, "due_on": "107/13/1"})

    told = grid_setups.check(desk.session, grid, rows, by=officer)

    assert (1, "due_on") in {(one.row, one.field) for one in told}
    assert any(one.row is None and one.message.startswith("（計畫基本資料") for one in told)


def test_who_may_set_up_no_plan_gets_no_grid(desk) -> None:
    with pytest.raises(PermissionDenied):
        grid_setups.open_grid(FACTS, by=desk.by)
