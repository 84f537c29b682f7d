"""A workbook goes out, comes back, is looked at, sent, and accepted or returned: page by page."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.filing import WORKBOOK, file_report, filled, typed, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW
from support.visitor import Page, Visitor

from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.models import Submission
from app.services import accounts, plans, submissions
from config import Settings

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

PLAN = "/plans/TEST-107"
UPLOAD = f"{PLAN}/submissions/new"


def live(session: Session) -> PlanDocument:
    """The plan as it stands now."""
    session.rollback()
    return plans.document(session, plans.find(session, "TEST-107"))


def reports(session: Session) -> int:
    """How many reports there are, whatever became of them."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Submission)) or 0


def upload_good(contractor: Visitor, directory: Path, actual: int = 214) -> Page:
    """Send a workbook in which the first indicator is reported; shows the draft."""
    content = filled(contractor, with_actual(actual), directory)
    contractor.get(UPLOAD)
    return contractor.upload(UPLOAD, content, "期末報告.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_workbook_goes_out_in_both_formats_under_its_name(visit: Callable[..., Visitor], kind: str) -> None:
    contractor = visit(Role.CONTRACTOR)
    offered = contractor.get(PLAN).hrefs

    answer = contractor.client.get(WORKBOOK, query_string={"kind": kind})

    assert any(link.endswith("?kind=ods") for link in offered)
    assert answer.mimetype.endswith({"xlsx": "spreadsheetml.sheet", "ods": "opendocument.spreadsheet"}[kind])
    assert f"TEST-107-%E6%9C%9F%E6%9C%AB.{kind}" in answer.headers["Content-Disposition"]
    assert ZipFile(BytesIO(answer.data)).testzip() is None


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_good_file_becomes_a_draft_that_shows_what_it_would_change(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path, kind: str
) -> None:
    contractor = visit(Role.CONTRACTOR)
    content = filled(contractor, with_actual(214), tmp_path, kind)
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, f"期末.{kind}")

    assert page.path == "/submissions/1"
    changed = page.root.one("table", class_="diff-table").one("tbody")
    assert changed.text == "1 完成個案輔導數 實際達成值 新增 （未填） 214 案"
    assert "確認送審" in [button.text for button in page.root.all("button")]
    assert live(stage) == small_plan()


def test_an_untouched_file_says_that_nothing_would_change(visit: Callable[..., Visitor]) -> None:
    contractor = visit(Role.CONTRACTOR)
    content = contractor.download(WORKBOOK)
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, "期末.xlsx")

    assert "與現有資料完全相同" in page.text


def test_a_bad_file_is_kept_with_every_problem_by_sheet_and_cell_and_changes_nothing(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    content = filled(contractor, with_actual(214), tmp_path)
    content, figure = typed(content, tmp_path, "績效指標", "實際達成值", "增加產值", "很多")
    content, day = typed(content, tmp_path, "查核點", "實際完成日", "完成第 2 項工作", "107/2/30")
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, "期末.xlsx")

    assert page.heading == "期末期報 第 1 版 未收"
    assert "檔案「期末.xlsx」未收，計畫資料沒有任何改變。 共 2 個錯誤" in page.flashes[0]
    found = {
        (sheet.text.split("」")[0], row.one(class_="cell-address").text): row.text
        for sheet, table in zip(page.root.all("h3"), page.root.all("table"), strict=False)  # then the course
        for row in table.one("tbody").all("tr")
    }
    assert "很多" in found["工作表「績效指標", figure]
    assert "2 月" in found["工作表「查核點", day]
    assert (reports(stage), live(stage)) == (1, small_plan())
    assert contractor.download("/submissions/1/source") == content


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "期末.xlsx"), (b"not a workbook", "期末.xlsx"), (b"PK\x03\x04cut", "期末.ods"), (b"a,b", "期末.csv")],
    ids=["empty", "text", "cut", "csv"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    visit: Callable[..., Visitor], stage: Session, content: bytes, name: str
) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, name, status=422)

    assert "未被接受" in page.flashes[0] or page.error_of("file")
    assert reports(stage) == 0


def test_a_form_without_a_file_asks_for_one(visit: Callable[..., Visitor]) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(UPLOAD)

    page = contractor.post(UPLOAD, {"period": "期末"}, status=422)

    assert "請選擇要上傳的活頁簿" in page.error_of("file")


def test_a_file_of_another_period_is_refused_with_both_names(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    content = filled(contractor, with_actual(214), tmp_path)
    other = small_plan().periods[0].key
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, "期末.xlsx", period=other, status=422)

    assert "「期末」期報" in page.text
    assert f"「{other}」" in page.text
    assert reports(stage) == 0


def test_the_period_that_is_open_is_chosen_and_the_one_that_was_asked_for_wins(visit: Callable[..., Visitor]) -> None:
    contractor = visit(Role.CONTRACTOR)
    first = small_plan().periods[0].key

    by_itself = contractor.get(UPLOAD).root.one("option", selected="").get("value")
    asked_for = contractor.get(f"{UPLOAD}?period={first}").root.one("option", selected="").get("value")

    assert (by_itself, asked_for) == ("期末", first)


def test_a_file_over_the_limit_is_refused_with_the_limit(
    application: Flask, visit: Callable[..., Visitor], stage: Session, settings: Settings
) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(UPLOAD)
    assert application.config["MAX_CONTENT_LENGTH"] == settings.max_upload_bytes + 64 * 1024  # the form around it
    application.config["MAX_CONTENT_LENGTH"] = 4096

    page = contractor.upload(UPLOAD, bytes(8192), "期末.xlsx", status=413)

    assert page.heading == "檔案太大"
    assert "20 MB" in page.text
    assert reports(stage) == 0


def test_from_draft_to_approval(visit: Callable[..., Visitor], stage: Session, tmp_path: Path) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    upload_good(contractor, tmp_path)

    sent = contractor.post("/submissions/1/send")
    assert "已送審" in sent.flashes[0]
    assert live(stage) == small_plan()

    review = officer.get("/submissions/1")
    assert "214 案" in review.text
    approved = officer.post("/submissions/1/approve")

    assert approved.flashes[0] == "已核定，計畫資料已更新 1 處。"
    assert live(stage) == with_actual(214)
    assert "214" in contractor.get(PLAN).root.one("section", id="indicators").text
    assert "已更新的資料" in contractor.get("/submissions/1").text


def test_the_original_file_is_given_back_byte_for_byte(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    content = filled(contractor, with_actual(214), tmp_path)
    contractor.get(UPLOAD)
    page = contractor.upload(UPLOAD, content, "期末.xlsx")
    officer.get("/submissions/1/source", status=404)  # a draft is its author's own business

    contractor.post("/submissions/1/send")

    assert contractor.download("/submissions/1/source") == content
    assert officer.download("/submissions/1/source") == content
    assert hashlib.sha256(content).hexdigest() in page.text


def test_a_draft_can_be_thrown_away(visit: Callable[..., Visitor], stage: Session, tmp_path: Path) -> None:
    contractor = visit(Role.CONTRACTOR)
    upload_good(contractor, tmp_path)

    page = contractor.post("/submissions/1/discard")

    assert page.path == PLAN
    assert page.flashes == ["草稿已捨棄，計畫資料沒有任何變更。"]
    assert reports(stage) == 0
    contractor.get("/submissions/1", status=404)


def test_what_was_sent_is_not_sent_or_discarded_again(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    contractor = visit(Role.CONTRACTOR)
    upload_good(contractor, tmp_path)
    contractor.post("/submissions/1/send")

    for again in ("send", "discard"):
        page = contractor.post(f"/submissions/1/{again}", status=409)
        assert "送審" in page.text


@pytest.mark.parametrize("comment", ["", "   "])
def test_sending_back_without_a_reason_is_refused_beside_the_field(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path, comment: str
) -> None:
    officer = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    file_report(stage, with_actual(214), person, data_dir)
    officer.get("/submissions/1")

    page = officer.post("/submissions/1/return", {"comment": comment}, status=422)

    assert "請填寫原因" in page.error_of("comment")
    assert "送審" in page.heading


def test_a_reason_reaches_the_contractor(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path, tmp_path: Path
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    upload_good(contractor, tmp_path)
    contractor.post("/submissions/1/send")
    officer.get("/submissions/1")

    officer.post("/submissions/1/return", {"comment": "案數與個案成效不符，<b>請補正</b>。"})

    page = contractor.get("/submissions/1")
    assert "案數與個案成效不符，<b>請補正</b>。" in page.text  # as it was typed, not as markup
    assert "退回補正" in page.heading
    assert live(stage) == small_plan()
    assert upload_good(contractor, tmp_path).heading.startswith("期末期報 第 2 版")


def test_an_officer_files_for_a_contractor_and_is_told_so(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    officer = visit(Role.OFFICER)

    assert "代「財團法人示範中心」" in officer.get(UPLOAD).flashes[0]
    assert "代 財團法人示範中心" in upload_good(officer, tmp_path).text


@pytest.fixture
def collision(visit: Callable[..., Visitor], stage: Session, data_dir: Path) -> Visitor:
    """A reviewer before a report in which two cells were changed on both sides since the export."""
    officer = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    _, *others = small_plan().indicators

    def reporting(actual: int, note: str) -> PlanDocument:
        changed = with_actual(actual).indicators[0]
        return replace(small_plan(), indicators=(replace(changed, benefit_note=note), *others))

    file_report(stage, reporting(215, "期報所寫"), person, data_dir)
    accepted = file_report(stage, reporting(214, "現有的"), person, data_dir)
    submissions.approve(stage, accepted, by=person, at=NOW)
    return officer


ACTUAL, NOTE = "settle-indicators/1/actual", "settle-indicators/1/benefit_note"


def test_a_conflict_shows_all_three_values_with_who_and_when_and_offers_three_ways(collision: Visitor) -> None:
    page = collision.get("/submissions/1")

    lines = page.root.one("section", id="conflicts").one("tbody").all("tr")
    rows = [line for line in lines if line.all("input", type="radio")]  # below each, comments can be made
    accepted = "計畫辦公室甲 107/12/1 17:00核定期報 期末 第 2 版"
    reported = "計畫辦公室甲 107/12/1 17:00"
    told = "1 完成個案輔導數績效指標"
    values = [("實際達成值", "214 案", "215 案"), ("效益說明", "現有的", "期報所寫")]
    assert [row.text for row in rows] == [
        f"{told} {column} （未填） {ours}{accepted} 保留現值 {theirs}{reported} 採用期報所填 採用改填的值"
        for column, ours, theirs in values
    ]
    assert [(radio.get("name"), radio.get("value")) for radio in page.root.all("input", type="radio")] == [
        (ACTUAL, "ours"),
        (ACTUAL, "theirs"),
        (ACTUAL, "typed"),
        (NOTE, "ours"),
        (NOTE, "theirs"),
        (NOTE, "typed"),
    ]
    assert not page.root.all("input", checked="")
    assert "disabled" not in page.root.one("button", class_="btn-primary").attributes


def test_an_unsettled_conflict_stops_the_approval_and_keeps_what_was_chosen(collision: Visitor, stage: Session) -> None:
    collision.get("/submissions/1")

    page = collision.post("/submissions/1/approve", {ACTUAL: "theirs"}, status=409)

    assert "有 1 個欄位" in page.flashes[0]
    chosen = page.root.all("input", checked="")
    assert [(radio.get("name"), radio.get("value")) for radio in chosen] == [(ACTUAL, "theirs")]
    assert live(stage).indicators[0].actual == 214


def test_a_side_that_is_none_counts_as_unsettled(collision: Visitor, stage: Session) -> None:
    collision.get("/submissions/1")

    collision.post("/submissions/1/approve", {ACTUAL: "both", NOTE: "theirs"}, status=409)

    assert live(stage).indicators[0].actual == 214


def test_each_conflict_is_settled_for_the_side_that_was_chosen(collision: Visitor, stage: Session) -> None:
    collision.get("/submissions/1")

    page = collision.post("/submissions/1/approve", {ACTUAL: "theirs", NOTE: "ours"})

    assert "已核定" in page.flashes[0]
    row = live(stage).indicators[0]
    assert (row.actual, row.benefit_note) == (215, "現有的")


def test_a_value_typed_in_review_is_read_like_a_cell_of_the_workbook(collision: Visitor, stage: Session) -> None:
    collision.get("/submissions/1")

    typed = {
        ACTUAL: "typed",
        "typed-indicators/1/actual": "２１６ 案",
        NOTE: "typed",
        "typed-indicators/1/benefit_note": "新",
    }
    page = collision.post("/submissions/1/approve", {ACTUAL: "typed", NOTE: "typed", **typed})

    assert "已核定" in page.flashes[0]
    row = live(stage).indicators[0]
    assert (row.actual, row.benefit_note) == (216, "新")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "請輸入要採用的值", id="nothing-typed"),
        pytest.param("約 216", "不是確定的數值", id="not-exact"),
        pytest.param("-1", "不可為負數", id="against-a-rule"),
    ],
)
def test_a_typed_value_that_cannot_stand_in_its_cell_changes_nothing(
    collision: Visitor, stage: Session, text: str, said: str
) -> None:
    collision.get("/submissions/1")

    choices = {ACTUAL: "typed", "typed-indicators/1/actual": text, NOTE: "theirs"}
    page = collision.post("/submissions/1/approve", choices, status=409)

    assert said in page.flashes[0]
    assert page.root.one("input", name="typed-indicators/1/actual").get("value") == text
    assert live(stage).indicators[0].actual == 214


def test_who_may_not_review_sees_the_conflict_without_a_choice(
    collision: Visitor, visit: Callable[..., Visitor]
) -> None:
    page = visit(Role.AUDITOR).get("/submissions/1")

    assert "215 案" in page.root.one("section", id="conflicts").text
    assert not page.root.all("input", type="radio")


def test_the_downloaded_workbook_opens_with_what_is_accepted(visit: Callable[..., Visitor]) -> None:
    book = load_workbook(BytesIO(visit(Role.AUDITOR).download(WORKBOOK)))

    assert {"填表說明", "查核點", "績效指標"} <= set(book.sheetnames)
