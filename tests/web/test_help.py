"""說明: what helps a newcomer, and the walk through the demonstration."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from support.visitor import Visitor

from app.demo.tour import STOPS
from app.domain.alert_life import AlertState
from app.domain.checkpoint_state import CheckpointState
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.domain.thresholds import Thresholds
from app.domain.variance import VarianceStatus
from app.models import ThresholdOverride
from app.services import plans
from app.services.pages import glossary


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_the_first_steps_are_those_of_ones_own_role(visit: Callable[..., Visitor], stage: Session, role: Role) -> None:
    page = visit(role).get("/help/first-use")

    steps = page.root.all("ol", class_="how")[0].all("li")

    assert page.heading == f"第一次使用：{role.value}"
    assert 5 <= len(steps) <= 8


def test_steps_lead_only_where_the_person_may_go(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)

    page = contractor.get("/help/first-use/admin")

    assert "/admin/jobs" not in page.hrefs
    assert {contractor.get(link).status for link in page.hrefs} == {200}
    assert contractor.get("/help/first-use/nobody", status=404)


@pytest.mark.parametrize(
    ("meanings", "words"),
    [
        (glossary.CHECKPOINT_STATES, CheckpointState),
        (glossary.VARIANCE_STATES, VarianceStatus),
        (glossary.REPORT_STATES, SubmissionStatus),
        (glossary.ALERT_STATES, AlertState),
    ],
    ids=["checkpoints", "variances", "reports", "alerts"],
)
def test_every_state_has_its_meaning(meanings: dict[str, str], words: type) -> None:
    assert list(meanings) == list(words)


def test_bands_are_those_of_the_thresholds_in_force(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    default = officer.get("/help/glossary").text
    plan = plans.find(stage, "TEST-107")
    stage.add(ThresholdOverride(agency_id=plan.agency_id, name="severe_diff_pp", value="-15"))
    stage.commit()

    own = officer.get("/help/glossary").text

    assert "預設門檻" in default
    assert f"進度差異在 {Thresholds().severe_diff_pp} 個百分點以下為紅燈" in default
    assert f"{plan.agency.name}的門檻" in own
    assert "進度差異在 -15 個百分點以下為紅燈" in own
    assert "執行率低於 50% 為紅燈" in own


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_stop_of_the_walk_opens_and_leads_to_the_next(
    visit: Callable[..., Visitor], stage: Session, role: Role
) -> None:
    visitor = visit(role)
    address: str | None = visitor.get("/help/demo").root.all("ol", class_="how")[0].all("a")[0].get("href")
    titles = []

    while address:
        bar = visitor.get(address).root.all("aside", class_="tour-bar")[0]
        titles.append(bar.all("strong")[0].text.partition("：")[2])
        ahead = [link for link in bar.all("a") if link.text.startswith("下一站")]
        address = ahead[0].get("href") if ahead else None

    assert titles == [stop.title for stop in STOPS[role]]
    assert 8 <= len(titles) <= 10


def test_a_page_that_is_no_stop_has_no_bar(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)

    bars = [officer.get(address).root.all("aside", class_="tour-bar") for address in ("/plans", "/plans?tour=99")]

    assert bars == [[], []]
