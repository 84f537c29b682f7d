"""The page of a period's final figures: closing it, what changed since, opening it again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import period_closings, plans, submissions

PLAN = "/plans/TEST-107"
PAGE = f"{PLAN}/periods/期末/closing"


@pytest.fixture
def approved(stage: Session, data_dir: Path) -> Session:
    """The plan with its 期末 report approved."""
    reporter = a_person(stage, Role.CONTRACTOR, email="reporter@firm.example", contractor=small_plan().contractor)
    filed = file_report(stage, with_actual(214), reporter, data_dir)
    submissions.approve(stage, filed, by=a_person(stage, Role.MANAGER, email="m@agency.example"), at=NOW)
    return stage


def test_an_officer_closes_a_period_and_the_plan_page_says_so(visit: Callable[..., Visitor], approved: Session) -> None:
    officer = visit(Role.OFFICER)
    assert officer.get(PAGE).text.count("關閉期別") >= 2

    page = officer.post(f"{PAGE}/close")

    assert page.flashes == ["「期末」已關閉，數值已定案保存。"]
    assert "計畫目前的數值與定案時相同" in page.text
    assert "214" in page.text
    plan_page = officer.get(PLAN)
    assert "數值已定案" in plan_page.text
    assert f"{PLAN}/submissions/new?period=期末" not in plan_page.hrefs


def test_a_closed_period_is_not_offered_for_typing_and_says_who_opens_it(
    visit: Callable[..., Visitor], approved: Session
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(PAGE)
    officer.post(f"{PAGE}/close")

    for page in (
        f"{PLAN}/periods/期末/grid/checkpoints",
        f"{PLAN}/checkpoints/A-3/report",
        f"{PLAN}/indicators/1/report",
    ):
        said = officer.get(page, status=409).text
        assert "請主管先重新開放這個期別" in said
    assert officer.get(f"{PLAN}/periods/期中/grid/checkpoints").status == 200


def test_opening_again_asks_for_a_reason_and_keeps_it(visit: Callable[..., Visitor], approved: Session) -> None:
    manager = visit(Role.MANAGER)
    manager.get(PAGE)
    manager.post(f"{PAGE}/close")

    refused = manager.post(f"{PAGE}/reopen", {"reason": " "}, status=409)
    opened = manager.post(f"{PAGE}/reopen", {"reason": "漏列 1 案"})

    assert "須填寫理由" in refused.flashes[0]
    assert opened.flashes == ["「期末」已重新開放；先前定案的數值仍保留可查。"]
    assert "漏列 1 案" in opened.text
    assert "曾定案，已重新開放" in manager.get(PLAN).text


def test_a_contractor_reads_the_final_figures_and_closes_nothing(
    visit: Callable[..., Visitor], approved: Session
) -> None:
    plan = plans.find(approved, "TEST-107")
    officer = a_person(approved, Role.OFFICER, email="closing@agency.example")
    period_closings.close(approved, plan, plans.period_of(approved, plan, "期末"), by=officer, at=NOW)
    contractor = visit(Role.CONTRACTOR)

    page = contractor.get(PAGE)

    assert "定案數值" in page.heading
    assert page.root.all("textarea") == []
    contractor.post(f"{PAGE}/close", status=403)


def test_a_period_without_a_report_cannot_be_closed(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    officer.get(PAGE)

    page = officer.post(f"{PAGE}/close", {"reason": "結案"}, status=409)

    assert "還沒有核定的期報" in page.flashes[0]
    assert page.value("reason") == "結案"
