"""Taking an accepted report back, page by page: look, decide where it was changed since, give the reason, confirm."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person
from support.visitor import Visitor

from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import plans, submissions

PLAN = "/plans/TEST-107"
FIRST = "/submissions/1"
REVERT = f"{FIRST}/revert"
NEW_CASE = case("107-0009", firm_name="新公司")


def live(session: Session) -> PlanDocument:
    session.rollback()
    return plans.document(session, plans.find(session, "TEST-107"))


@pytest.fixture
def accept(stage: Session, data_dir: Path) -> Callable[[PlanDocument], None]:
    """Files a report on the plan as it stands, and accepts it."""
    reporter = a_person(stage, Role.CONTRACTOR, email="reporter@firm.example", contractor=small_plan().contractor)
    reviewer = a_person(stage, Role.OFFICER, email="reviewer@agency.example")

    def accepted(document: PlanDocument) -> None:
        revision = plans.find(stage, "TEST-107").revision
        sent = file_report(stage, document, reporter, data_dir, base_revision=revision)
        submissions.approve(stage, sent, by=reviewer, at=NOW)

    return accepted


def test_a_manager_looks_at_what_goes_back_gives_a_reason_and_takes_it_back(
    visit: Callable[..., Visitor], stage: Session, accept: Callable[[PlanDocument], None]
) -> None:
    accept(replace(with_actual(214), cases=(*small_plan().cases, NEW_CASE)))
    manager, contractor = visit(Role.MANAGER), visit(Role.CONTRACTOR)
    assert REVERT in manager.get(FIRST).hrefs
    form = manager.get(REVERT)

    rows = [body.text for body in form.root.all("tbody")]
    assert rows[0] == "1 完成個案輔導數 實際達成值 刪除 214 案 （清空）"
    assert rows[1].startswith("107-0009 新公司 整列 刪除列")
    assert "重新上傳或填報並送審" in form.text
    manager.post(REVERT, {"revision": form.value("revision"), "reason": " "}, status=422)
    page = manager.post(REVERT, {"revision": form.value("revision"), "reason": "誤報他案數字。"})

    assert live(stage) == small_plan()
    assert page.heading == "期末期報 第 1 版 已復原"
    assert REVERT not in page.hrefs
    told = contractor.get(FIRST)
    assert "誤報他案數字。" in told.text
    assert "已復原" in contractor.get(PLAN).root.one(id="submissions").text
    history = contractor.get(next(link for link in told.hrefs if "/history?" in link and "actual" in link))
    assert [row.text.count("214 案") for row in history.root.one("tbody").all("tr")] == [1, 1, 0]


def test_what_was_changed_since_must_be_decided_and_the_choice_stays_on_the_page(
    visit: Callable[..., Visitor], stage: Session, accept: Callable[[PlanDocument], None]
) -> None:
    accept(replace(with_actual(214), cases=(*small_plan().cases, NEW_CASE)))
    accept(replace(with_actual(215), cases=(*small_plan().cases, replace(NEW_CASE, state="歇業"))))
    manager = visit(Role.MANAGER)
    form = manager.get(REVERT)
    table = form.root.one(id="conflicts").one("tbody").text
    assert "214 案" in table
    assert "215 案" in table
    assert "狀態 歇業" in table

    decided = {"revision": form.value("revision"), "reason": "誤報。", "settle-indicators/1/actual": "ours"}
    page = manager.post(REVERT, decided, status=409)
    assert live(stage).indicators[0].actual == 215
    chosen = [one.get("name") for one in page.root.all("input", type="radio") if "checked" in one.attributes]
    assert chosen == ["settle-indicators/1/actual"]
    manager.post(REVERT, {**decided, "settle-cases/107-0009": "theirs"})

    assert live(stage) == with_actual(215)


def test_decisions_on_a_plan_that_moved_on_are_shown_again_with_what_is_new(
    visit: Callable[..., Visitor], stage: Session, accept: Callable[[PlanDocument], None]
) -> None:
    accept(with_actual(214))
    manager = visit(Role.MANAGER)
    seen = manager.get(REVERT).value("revision")
    accept(with_actual(215))

    page = manager.post(REVERT, {"revision": seen, "reason": "誤報。"}, status=409)

    assert "又有核定的變更" in page.flashes[0]
    assert "215 案" in page.root.one(id="conflicts").text
    assert page.value("revision") == "3"
    assert page.value("reason") == "誤報。"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTRACTOR, Role.AUDITOR, Role.ADMIN])
def test_nobody_else_is_offered_it_or_may(
    visit: Callable[..., Visitor], stage: Session, accept: Callable[[PlanDocument], None], role: Role
) -> None:
    accept(with_actual(214))
    visitor = visit(role)

    assert REVERT not in visitor.get(FIRST).hrefs
    visitor.get(REVERT, status=403)
    visitor.get(FIRST)
    visitor.post(REVERT, {"revision": "2", "reason": "誤報。"}, status=403)

    assert live(stage) == with_actual(214)


def test_a_row_that_was_taken_back_keeps_its_history(
    visit: Callable[..., Visitor], stage: Session, accept: Callable[[PlanDocument], None]
) -> None:
    accept(replace(small_plan(), cases=(*small_plan().cases, NEW_CASE)))
    manager = visit(Role.MANAGER)
    manager.post(REVERT, {"revision": manager.get(REVERT).value("revision"), "reason": "誤報。"})

    history = manager.get(f"{PLAN}/history?section=cases&key=107-0009")

    kinds = [row.one(class_="state").text for row in history.root.one("tbody").all("tr")]
    assert kinds == ["刪除列", "新增列"]
    assert "107-0009 新公司" in history.text
