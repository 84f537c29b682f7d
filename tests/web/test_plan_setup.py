"""Setting a plan up on the pages: download, upload, look, confirm."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.setup_files import edited_file, good_file, with_fact
from support.visitor import Visitor
from support.workbook_files import typed

from app.domain.errors import NotFound
from app.domain.roles import Role
from app.services import plans

pytestmark = pytest.mark.slow  # every file is read in a process of its own

NEW = "/plans/new"
NEXT = "/plans/TEST-107/next-year.xlsx"


def is_there(stage: Session, code: str) -> bool:
    stage.rollback()
    try:
        return bool(plans.find(stage, code))
    except NotFound:
        return False


@pytest.fixture
def officer(visit: Callable[..., Visitor]) -> Visitor:
    visitor = visit(Role.OFFICER)
    visitor.get(NEW)
    return visitor


def test_an_upload_shows_what_would_be_created_and_creates_nothing(officer: Visitor, stage: Session) -> None:
    page = officer.upload(NEW, good_file(), "新計畫.xlsx")

    assert page.heading == "確認新增計畫 NEW-107"
    assert "尚未建立" in page.flashes[0]
    sections = {section.one("h2").text: section for section in page.root.all("section", class_="card")}
    checkpoints = sections["查核點"].one("tbody").all("tr")
    assert [cell.text for cell in checkpoints[1].all("td")] == [
        *("A", "2", "107/4/30", "完成第 2 項工作", "受理申請案件數", "以上", "334", "案", "20%", "—"),
    ]
    assert "3,000,000" in sections["計畫基本資料"].text
    assert not is_there(stage, "NEW-107")


def test_confirming_creates_the_plan(officer: Visitor, stage: Session) -> None:
    preview = officer.upload(NEW, good_file(), "新計畫.xlsx")

    page = officer.post(preview.root.one("form", id="decision").get("action"))

    assert page.path == "/plans/NEW-107"
    assert "已建立計畫 NEW-107" in page.flashes[0]
    assert is_there(stage, "NEW-107")


def test_confirming_twice_is_refused(officer: Visitor) -> None:
    action = officer.upload(NEW, good_file(), "新計畫.xlsx").root.one("form", id="decision").get("action")
    officer.post(action)

    refused = officer.post(action, status=409)
    again = officer.get(action)

    assert "NEW-107 已存在" in refused.text
    assert "確認建立" not in [button.text for button in again.root.all("button")]


def test_a_file_with_errors_lists_them_by_sheet_and_cell(officer: Visitor, stage: Session) -> None:
    bad = edited_file(with_fact("年度", "今年"), typed("查核點", "預定完成日", 4, "年底"))

    page = officer.upload(NEW, bad, "有錯.xlsx", status=422)

    assert "有錯.xlsx" in page.flashes[0]
    assert "2 項錯誤" in page.flashes[0]
    assert [cell.text for cell in page.root.all("span", class_="cell-address")][:2] == ["B6", "C4"]
    assert not is_there(stage, "NEW-107")


def test_no_file_is_asked_for(officer: Visitor) -> None:
    assert officer.post(NEW, status=422).error_of("file").startswith("請選擇")


@pytest.mark.parametrize("digest", ["0" * 64, "..%2f..%2fetc%2fpasswd", "x"])
def test_only_a_file_that_was_uploaded_can_be_confirmed(officer: Visitor, digest: str) -> None:
    officer.get(f"{NEW}/{digest}", status=404)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_others_find_no_way_to_it_and_are_refused(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)

    assert NEW not in visitor.get("/plans").hrefs
    assert NEXT not in visitor.get("/plans/TEST-107").hrefs
    for address in (NEW, f"{NEW}/form.xlsx", f"{NEW}/{'0' * 64}", NEXT, "/plans/TEST-107/setup.ods"):
        visitor.get(address, status=403)


def test_an_officer_of_another_agency_may_not_copy_a_plan(visit: Callable[..., Visitor]) -> None:
    visit(Role.OFFICER, agency="他機關").get(NEXT, status=403)


def test_next_years_file_is_offered_and_downloaded(visit: Callable[..., Visitor]) -> None:
    visitor = visit(Role.ADMIN)

    page = visitor.get("/plans/TEST-107")
    book = load_workbook(BytesIO(visitor.download(NEXT)))

    assert NEXT in page.hrefs
    assert book["計畫基本資料"]["B4"].value == "TEST-108"


def test_the_empty_form_carries_no_plan(officer: Visitor, data_dir: Path) -> None:
    book = load_workbook(BytesIO(officer.download(f"{NEW}/form.xlsx")))

    assert book["計畫基本資料"]["B4"].value is None
    assert small_plan().name not in str([cell.value for row in book["填表說明"].iter_rows() for cell in row])
