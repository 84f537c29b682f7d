"""The pages of follow-ups: who sees which outcomes, and how a list comes in."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.models import FollowUp, Plan
from app.services import alerts, plans

PAGE = "/plans/TEST-107/follow-ups"


@pytest.fixture
def plan(stage: Session) -> Plan:
    """One course with enough answers, one trainee, and one follow-up that is late."""
    plan = plans.find(stage, "TEST-107")
    whose = {"plan_id": plan.id, "agency_id": plan.agency_id, "changed_at": NOW, "planned_on": date(2018, 10, 1)}
    done = {"done_on": date(2018, 10, 2)}
    stage.add_all(
        [
            FollowUp(key="T-1", course="焊接班", firm_name="甲公司", trainees=9, answered=8, raised=3, **done, **whose),
            FollowUp(
                key="T-2", course="管理班", trainee_name="王大明", trainees=1, answered=1, raised=1, **done, **whose
            ),
            FollowUp(key="T-3", course="管理班", firm_name="乙公司", trainees=20, **whose),
        ]
    )
    stage.commit()
    return plan


def test_who_manages_the_cases_sees_each_outcome(visit: Callable[..., Visitor], plan: Plan) -> None:
    page = visit(Role.OFFICER).get(PAGE)

    assert "王大明" in page.text
    assert "匯入清單" in page.text
    assert "44.4%" in page.text  # 4 of 9, both courses together
    assert "逾期 61 天" in page.text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.AUDITOR])
def test_others_see_the_rates_and_nothing_of_single_persons(
    visit: Callable[..., Visitor], plan: Plan, role: Role
) -> None:
    page = visit(role).get(PAGE)

    lists = page.root.all("table")[1].text
    assert "44.4%" in page.text
    assert "回覆人數" not in lists
    assert "匯入清單" not in page.text
    if role is Role.MANAGER:
        assert "王○明" in page.text
        assert "王大明" not in page.text


def test_a_course_whose_figures_could_be_subtracted_is_kept_back(visit: Callable[..., Visitor], plan: Plan) -> None:
    rates = visit(Role.OFFICER).get(PAGE).root.all("table")[0]

    assert "37.5%" not in rates.text  # 3 of 8: with it, 4 of 9 would tell of Mr Wang
    assert rates.text.count("不公開") >= 2


def test_a_list_that_is_none_is_refused_on_the_page(visit: Callable[..., Visitor], plan: Plan) -> None:
    officer = visit(Role.OFFICER)
    officer.get(f"{PAGE}/import")

    page = officer.upload(f"{PAGE}/import", b"nothing", "追蹤.xlsx", status=422)

    assert "沒有匯入任何一列" in page.text


def test_the_list_that_was_taken_out_comes_back(visit: Callable[..., Visitor], plan: Plan) -> None:
    officer = visit(Role.OFFICER)
    content = officer.download(f"{PAGE}.xlsx")
    officer.get(f"{PAGE}/import")

    page = officer.upload(f"{PAGE}/import", content, "追蹤.xlsx")

    assert page.flashes == ["已匯入：新增 0 筆、更新 0 筆、未變更 3 筆。"]


def test_an_alert_leads_to_its_follow_up(visit: Callable[..., Visitor], stage: Session, plan: Plan) -> None:
    alerts.scan(stage, on=NOW.date(), at=NOW)

    manager = visit(Role.MANAGER)
    listed = manager.get("/alerts?kind=follow_up")
    assert "T-3 管理班" in listed.text
    assert PAGE in manager.get(next(link for link in listed.hrefs if re.fullmatch(r"/alerts/\d+", link))).hrefs
