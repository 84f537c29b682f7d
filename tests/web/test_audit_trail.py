"""稽核軌跡 on the pages: where one figure comes from, and all that happened, for those who may read it."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.filing import WORKBOOK, file_report, typed, with_actual, with_checkpoint
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person
from support.visitor import Visitor

from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import submissions, trail_reading

FIGURE = "/plans/TEST-107/history?section=indicators&key=1&field=actual"
Accept = Callable[..., None]


@pytest.fixture
def accept(stage: Session, data_dir: Path) -> Accept:
    """Accepts one report after the other."""
    officer = a_person(stage, Role.OFFICER, email="reviewer@agency.example")

    def accepted(document: PlanDocument, base_revision: int = 1) -> None:
        sent = file_report(stage, document, officer, data_dir, base_revision=base_revision)
        submissions.approve(stage, sent, by=officer, at=NOW)

    return accepted


def test_a_figure_tells_from_which_cell_of_which_file_it_comes(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    content, cell = typed(contractor.download(WORKBOOK), tmp_path, "績效指標", "實際達成值", "技術服務家數", 214)
    contractor.get("/plans/TEST-107/submissions/new")
    shown = contractor.upload("/plans/TEST-107/submissions/new", content, "期末填報.xlsx")
    contractor.post(f"{shown.path}/send")
    officer.get(shown.path)
    officer.post(f"{shown.path}/approve")

    page = officer.get(FIGURE)

    assert page.heading == "這個數字的來歷"
    assert "214 案" in page.text
    assert f"活頁簿 績效指標!{cell}" in page.text
    assert "期末填報.xlsx" in page.text
    assert "計畫辦公室甲" in page.text
    assert "填報：受委託單位甲" in page.text
    assert f"POST {shown.path}/approve" in officer.get("/audit-trail").text


def test_a_figure_tells_every_value_it_had(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    accept(with_actual(215), 2)

    page = visit(Role.CONTRACTOR).get(FIGURE)

    rows = [[cell.text for cell in row.all("td")][:3] for row in page.root.one("tbody").all("tr")]
    assert rows == [["變更", "214 案", "215 案"], ["新增", "（無）", "214 案"], ["新增列", "（無）", "（無）"]]


def test_the_plan_page_leads_to_where_its_figures_come_from(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    auditor = visit(Role.AUDITOR)

    links = auditor.get("/plans/TEST-107").hrefs

    assert FIGURE in links


def test_the_whole_row_of_a_checkpoint_is_told(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_checkpoint("A-1", achievement="已於年初完成。"))

    text = visit(Role.OFFICER).get("/plans/TEST-107/history?section=checkpoints&key=A-1").text

    assert "達成情形" in text
    assert "已於年初完成。" in text


@pytest.mark.parametrize(
    "query", ["", "?section=users&key=1", "?section=indicators&key=99", "?section=indicators&key=1&field=x"]
)
def test_what_is_no_figure_of_the_plan_is_not_found(visit: Callable[..., Visitor], query: str) -> None:
    assert "查無這個數字" in visit(Role.OFFICER).get(f"/plans/TEST-107/history{query}", status=404).text


def test_the_trail_is_filtered(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    auditor = visit(Role.AUDITOR)

    def shown(query: str) -> int:
        return len(auditor.get(f"/audit-trail?{query}").root.all(class_="lead-cell"))

    assert shown("q=完成個案輔導數&person=計畫辦公室") == 1
    assert shown("subject=績效指標") == 4  # three were set up
    assert shown("since=107/12/1&until=107/12/1") > 4
    assert shown("since=107/12/2") == shown("until=107/11/30") == shown("plan=OTHER") == 0
    assert shown("q=%25") == 0  # a per cent sign is no pattern


def test_a_day_that_is_none_is_told(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.AUDITOR).get("/audit-trail?since=107/13/45", status=422)

    assert page.root.all(class_="field-error")


def test_older_events_are_a_page_away(visit: Callable[..., Visitor], accept: Accept) -> None:
    cases = tuple(case(f"108-{number:04}") for number in range(1, 121))
    accept(replace(small_plan(), cases=(*small_plan().cases, *cases)))
    auditor = visit(Role.AUDITOR)

    first = auditor.get("/audit-trail?subject=個案成效")
    older = next(link for link in first.hrefs if "before=" in link)
    second = auditor.get(older)

    assert "108-0120" in first.text
    assert "108-0070" not in first.text
    assert "108-0070" in second.text
    assert "回到最新" in second.text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR])
def test_the_whole_trail_is_not_for_everybody(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)

    assert "/audit-trail" not in visitor.get("/plans").hrefs
    visitor.get("/audit-trail", status=403)
    visitor.get("/audit-trail.csv", status=403)


def test_an_officer_reads_the_trail_of_the_own_agency_only(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    stranger = visit(Role.OFFICER, agency="他機關")

    assert "沒有符合條件的紀錄" in stranger.get("/audit-trail").text
    stranger.get(FIGURE, status=403)


def test_the_exported_files_say_the_same_and_compute_nothing(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_checkpoint("A-1", achievement='=HYPERLINK("http://x.example")'))
    auditor = visit(Role.AUDITOR)

    lines = list(csv.reader(io.StringIO(auditor.download("/audit-trail.csv?subject=查核點").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(auditor.download("/audit-trail.xlsx?subject=查核點"))).active

    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert len(lines) == len(rows) > 2
    assert lines[-1][16] == "'" + '=HYPERLINK("http://x.example")'
    assert rows[-1][16] == '=HYPERLINK("http://x.example")'
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}  # "n" are blank ones


def test_too_much_for_one_file_is_refused(visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_reading, "MOST_EXPORTED", 3)

    assert "請縮小期間" in visit(Role.AUDITOR).get("/audit-trail.xlsx", status=409).text


def test_a_contractor_reads_its_own_name_and_of_others_a_mask(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)

    seen, full = contractor.get(FIGURE).text, officer.get(FIGURE).text

    assert "計畫辦公室甲" in full
    assert "計畫辦公室甲" not in seen
    assert "計○○○○甲" in seen


def test_who_takes_the_trail_along_is_told_in_it(visit: Callable[..., Visitor], accept: Accept) -> None:
    accept(with_actual(214))
    auditor = visit(Role.AUDITOR)

    file = auditor.download("/audit-trail.csv?plan=TEST-107").decode("utf-8-sig")
    page = auditor.get("/audit-trail?subject=個人資料")

    _, *lines = csv.reader(io.StringIO(file))
    people = {name for line in lines for name in line[2:4]} - {"", "系統"}
    assert people
    assert f"人數 {len(people)}；匯出 稽核軌跡（.csv）；筆數 {len(lines)}" in page.text
    assert "稽核甲" in page.text
    assert "GET /audit-trail.csv" in page.text


def test_a_file_that_tells_of_nobody_leaves_no_trace(visit: Callable[..., Visitor]) -> None:
    auditor = visit(Role.AUDITOR)

    auditor.download("/audit-trail.csv?q=no such words")

    assert "沒有符合條件的紀錄" in auditor.get("/audit-trail?subject=個人資料").text
