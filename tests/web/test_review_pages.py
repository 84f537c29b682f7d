"""The page of a report while it is reviewed: who is offered what, and what becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.evidence_files import pdf
from support.filing import file_report, with_actual
from support.visitor import Page, Visitor

from app import clock
from app.domain.roc_calendar import format_roc
from app.domain.roles import Role
from app.models import Submission, User
from app.services import accounts, evidence, plans, submissions
from app.services.evidence import Archive, Upload

PLAN, REPORT = "/plans/TEST-107", "/submissions/1"
ROW = "indicators/1"
ASKED = {f"remark-{ROW}": "與個案數不符", f"place-{ROW}": f"{ROW}/actual", f"asks-{ROW}": "1"}


@pytest.fixture
def contractor(visit: Callable[..., Visitor]) -> Visitor:
    return visit(Role.CONTRACTOR)


@pytest.fixture
def officer(visit: Callable[..., Visitor]) -> Visitor:
    return visit(Role.OFFICER)


@pytest.fixture
def manager(visit: Callable[..., Visitor]) -> Visitor:
    return visit(Role.MANAGER)


@pytest.fixture
def report(stage: Session, data_dir: Path, contractor: Visitor) -> Submission:
    """A wrong figure and a good one, waiting."""
    document = with_actual(999)
    first, second, *others = document.indicators
    document = replace(document, indicators=(first, replace(second, actual=Decimal(5)), *others))
    return file_report(stage, document, person(stage, Role.CONTRACTOR), data_dir)


def person(stage: Session, role: Role) -> User:
    return accounts.by_email(stage, f"{role.name.lower()}@agency.example")


def buttons(page: Page) -> set[str]:
    return {button.text for button in page.root.one("section", id="decision").all("button")}


def fields_of(page: Page, *ticked: str) -> dict[str, list[str]]:
    """What the boxes of the comments send, with only some of them ticked."""
    asked = [element.get("value") for element in page.root.all("input", name="asked")]
    return {"asked": asked, "returned": list(ticked)}


def test_a_waiting_report_can_be_taken_back_by_its_author_and_taken_by_a_reviewer(
    contractor: Visitor, officer: Visitor, report: Submission
) -> None:
    assert buttons(contractor.get(REPORT)) == {"抽回"}
    assert {"開始審查", "核定", "退回補正"} <= buttons(officer.get(REPORT))

    page = officer.post(f"{REPORT}/take")

    assert "審查中" in page.heading
    assert "開始審查" not in buttons(page)
    assert buttons(contractor.get(REPORT)) == set()
    assert contractor.post(f"{REPORT}/recall", status=409).heading == "無法進行這項操作"


def test_the_reviewer_finds_everything_on_one_page(
    officer: Visitor, stage: Session, data_dir: Path, contractor: Visitor
) -> None:
    """Collision, what does not add up, evidence, and differences with their counts."""
    noted = with_actual(999)  # where the plan has two cases
    first, *others = noted.indicators
    noted = replace(noted, indicators=(replace(first, benefit_note="期報所寫"), *others))
    checkpoint, *rest = noted.checkpoints
    noted = replace(noted, checkpoints=(replace(checkpoint, completed_on=date(2018, 1, 30)), *rest))
    file_report(stage, noted, person(stage, Role.CONTRACTOR), data_dir)
    accepted = file_report(stage, with_actual(214), person(stage, Role.OFFICER), data_dir)
    submissions.approve(stage, accepted, by=person(stage, Role.OFFICER), at=clock.now())
    plan = plans.find(stage, "TEST-107")
    archive = Archive(data_dir, file_bytes=10_000, plan_bytes=10_000)
    author = person(stage, Role.CONTRACTOR)
    evidence.add(
        stage, plan, "checkpoints", "A-1", Upload(pdf(), "簽到表.pdf"), by=author, at=clock.now(), archive=archive
    )

    page = officer.get(REPORT)

    headings = [heading.text for heading in page.root.all("h2")]
    assert {"交叉檢核", "佐證資料", "核定後將更新的資料", "審查"} <= set(headings), headings
    assert "214" in page.root.one("section", id="conflicts").text
    assert "簽到表" in page.text
    assert page.root.one(class_="tally").text == "1新增 1變更 92不變"


def test_taking_back_makes_it_a_draft_again(contractor: Visitor, report: Submission) -> None:
    contractor.get(REPORT)

    page = contractor.post(f"{REPORT}/recall")

    assert "草稿" in page.heading
    assert {"確認送審", "捨棄草稿"} <= buttons(page)


def test_another_reviewer_finds_who_has_it_and_takes_over(
    officer: Visitor, manager: Visitor, report: Submission
) -> None:
    officer.get(REPORT)
    officer.post(f"{REPORT}/take")

    page = manager.get(REPORT)
    assert "計畫辦公室甲審查中" in page.text
    assert buttons(page) == {"接手審查"}
    page = manager.post(f"{REPORT}/take-over", {"remark": "承辦人請假"})

    assert "核定" in buttons(page)
    assert "承辦人請假" in page.root.one("section", id="course").text
    assert "主管甲" in officer.get("/submissions").text


def test_a_part_is_returned_and_the_rest_accepted(contractor: Visitor, officer: Visitor, report: Submission) -> None:
    officer.get(REPORT)
    page = officer.post(f"{REPORT}/comments", ASKED)
    assert "與個案數不符" not in contractor.get(REPORT).text  # not before it is decided
    [asked] = fields_of(page)["asked"]
    due = clock.today() + timedelta(days=3)

    officer.get(REPORT)
    page = officer.post(f"{REPORT}/approve", {**fields_of(page, asked), "correct_by": format_roc(due)})

    assert page.flashes[0] == "已核定，計畫資料已更新 1 處；1 處退回補正。"
    page = contractor.get(REPORT)
    assert "與個案數不符" in page.root.one("section", id="comments").text
    assert f"補正期限 {format_roc(due)}" in page.text
    plan = contractor.get(PLAN)
    assert "與個案數不符" in plan.root.one("section", id="corrections").text
    assert f"補正期限 {format_roc(due)}" in plan.root.one("section", id="submissions").text
    officer.get(REPORT)
    officer.post("/review-comments/1/settle", {"reason": "併入下年度"})
    assert not contractor.get(PLAN).root.all("section", id="corrections")


def test_what_is_unticked_is_accepted_after_all(officer: Visitor, stage: Session, report: Submission) -> None:
    officer.get(REPORT)
    page = officer.post(f"{REPORT}/comments", ASKED)

    page = officer.post(f"{REPORT}/approve", fields_of(page))

    assert page.flashes[0] == "已核定，計畫資料已更新 2 處。"
    stage.rollback()
    assert plans.document(stage, plans.find(stage, "TEST-107")).indicators[0].actual == 999


def test_what_a_colleague_asked_for_meanwhile_is_not_accepted_unseen(
    officer: Visitor, stage: Session, report: Submission
) -> None:
    officer.get(REPORT)
    officer.post(f"{REPORT}/comments", ASKED)

    page = officer.post(f"{REPORT}/approve")  # from a page that did not show the comment yet

    assert page.flashes[0] == "已核定，計畫資料已更新 1 處；1 處退回補正。"


def test_a_remark_beside_a_row_is_kept_whatever_button_is_pressed(officer: Visitor, report: Submission) -> None:
    officer.get(REPORT)

    page = officer.post(f"{REPORT}/return", {**ASKED, "comment": "請補正"})

    assert "與個案數不符" in page.root.one("section", id="comments").text
    assert "退回補正" in page.heading


@pytest.mark.parametrize("button", ["approve", "return"])
def test_a_remark_is_kept_once_though_the_decision_is_refused(
    officer: Visitor, report: Submission, button: str
) -> None:
    officer.get(REPORT)
    over = {**ASKED, "comment": "請補正", "correct_by": "107/1/1"}

    page = officer.post(f"{REPORT}/{button}", over, status=409)

    assert "補正期限不可早於今天" in page.flashes[0]
    assert page.root.one("section", id="comments").text.count("與個案數不符") == 1
    assert page.value(f"remark-{ROW}") == ""


def test_a_report_typed_into_a_page_has_no_file_to_download(
    stage: Session, contractor: Visitor, officer: Visitor
) -> None:
    plan = plans.find(stage, "TEST-107")
    typed = submissions.Proposal(with_actual(214), plan.revision, submissions.SubmissionSource.FORM)
    by, period = person(stage, Role.CONTRACTOR), plans.period_of(stage, plan, "期末")
    submissions.record_directly(stage, plan, period, typed, by=by, at=clock.now())

    page = officer.get(f"{REPORT}/source", status=404)

    assert "沒有活頁簿檔案" in page.text


def test_a_place_without_a_word_is_refused_and_the_box_stays_ticked(officer: Visitor, report: Submission) -> None:
    officer.get(REPORT)

    page = officer.post(f"{REPORT}/comments", {**ASKED, f"remark-{ROW}": " "}, status=409)

    assert "須填寫審查意見" in page.flashes[0]
    assert page.root.one("input", name=f"asks-{ROW}").get("checked") is not None


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        pytest.param({"comment": " "}, "comment", "請填寫原因", id="no-reason"),
        pytest.param({"comment": "退", "correct_by": "明天"}, "correct_by", "明天", id="no-date"),
    ],
)
def test_a_return_without_reason_or_date_says_so_beside_the_field(
    officer: Visitor, report: Submission, fields: dict[str, str], name: str, message: str
) -> None:
    officer.get(REPORT)

    page = officer.post(f"{REPORT}/return", fields, status=422)

    assert message in page.error_of(name)


def test_where_two_review_the_first_passes_it_on_and_another_accepts(
    officer: Visitor, manager: Visitor, report: Submission
) -> None:
    officer.get("/rules/1/review")
    setting = {"reviewers": "2", "correction_days": "5", "plan_code": "", "reason": "金額較大"}
    page = officer.post("/rules/1/review", setting)
    assert "二人（初審、複審須為不同人）" in page.text

    assert "初審通過，送複審" in buttons(officer.get(REPORT))
    page = officer.post(f"{REPORT}/approve", {"comment": "案數已核對"})
    assert "待複審" in page.heading
    assert buttons(page) == set()
    page = manager.get(REPORT)
    assert page.root.one("section", id="decision").one("h2").text == "複審"
    page = manager.post(f"{REPORT}/approve")

    day = format_roc(clock.today()).split("/")
    assert page.root.one("p", class_="stamp").text == f"經濟部工業局 {day[0]} 年 {day[1]} 月 {day[2]} 日 審查通過"


def test_only_who_sets_rules_sets_how_reports_are_reviewed(
    contractor: Visitor, manager: Visitor, officer: Visitor, report: Submission
) -> None:
    for visitor in (contractor, manager):
        visitor.get("/rules/1/review", status=403)
    officer.get("/rules/9/review", status=404)


def test_a_manager_opens_an_accepted_report_again(
    contractor: Visitor, officer: Visitor, manager: Visitor, stage: Session, report: Submission
) -> None:
    submissions.approve(stage, report, by=person(stage, Role.OFFICER), at=clock.now())
    assert buttons(officer.get(REPORT)) == set()
    manager.get(REPORT)

    page = manager.post(f"{REPORT}/reopen", {"comment": ""}, status=422)
    assert "請填寫原因" in page.error_of("comment")
    page = manager.post(f"{REPORT}/reopen", {"comment": "佐證不足"})

    assert "重啟審查" in page.heading
    periods = contractor.get(PLAN).root.one("section", id="submissions").text
    assert "重啟審查" in periods
    assert "補正期限" in periods
    officer.get(REPORT)
    officer.post(f"{REPORT}/reopen", {"comment": "x"}, status=403)


def test_a_sheet_of_many_rows_is_commented_on_its_own_page(officer: Visitor, report: Submission) -> None:
    page = officer.get(f"{REPORT}/differences/indicators")
    assert page.root.one("textarea", name=f"remark-{ROW}")

    page = officer.post(f"{REPORT}/comments", {**ASKED, "section": "indicators", "page": "1"})

    assert page.path.startswith(f"{REPORT}/differences/indicators")
    assert "與個案數不符" in page.text
