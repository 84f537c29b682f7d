"""The pages of alerts: what is asked of whom until when, and answering it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.models import Alert, AlertExplanation
from app.services import alerts

ANSWER = {
    "cause": "其他",
    "reason": "場地整修延後",
    "remedy": "改於分署辦理",
    "catch_up_on": "107/12/20",
    "responsibility": "業者",
    "follow_up_by": "王專員",
    "coordination": "無",
}
Visit = Callable[..., Visitor]


@pytest.fixture
def late(stage: Session) -> list[int]:
    """The small plan as scanned on 107/12/1; the alerts that wait for an answer, worst first."""
    alerts.scan(stage, on=date(2018, 12, 1), at=NOW)
    asked = select(Alert.id).where(Alert.answer_due_on.is_not(None)).order_by(Alert.level.desc(), Alert.days.desc())
    found = list(stage.scalars(asked))
    stage.rollback()
    return found


def address(deed: str, ids: list[int]) -> str:
    return f"/alerts/{deed}?" + "&".join(f"id={one}" for one in ids)


def test_a_contractor_reads_at_once_what_is_asked_until_when(visit: Visit, late: list[int]) -> None:
    contractor = visit(Role.CONTRACTOR)

    page = contractor.get(f"/alerts/{late[0]}")

    assert "請財團法人示範中心於 107/12/" in page.text
    assert "前說明落後原因（尚餘" in page.text
    assert "為什麼警示" in page.text
    assert "已閱" in page.text, "the look that was just kept"


def test_the_list_says_how_many_wait_for_the_person_and_shows_only_those(visit: Visit, late: list[int]) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)

    assert f"有 {len(late)} 件警示等您處理" in contractor.get("/alerts").text
    assert f"共 {len(late)} 件警示" in contractor.get("/alerts?mine=1").text
    assert "等您處理" not in officer.get("/alerts").text
    assert "沒有符合條件的警示" in officer.get("/alerts?mine=1").text


@pytest.mark.parametrize(
    ("query", "is_empty"),
    [("level=severe", False), ("level=notice&kind=submission", True), ("kind=nonsense", False), ("plan=NONE", True)],
)
def test_the_list_is_narrowed_by_its_address(visit: Visit, late: list[int], query: str, is_empty: bool) -> None:
    assert ("沒有符合條件的警示" in visit(Role.AUDITOR).get(f"/alerts?{query}").text) is is_empty


def test_several_alerts_are_answered_with_one_form(visit: Visit, stage: Session, late: list[int]) -> None:
    contractor = visit(Role.CONTRACTOR)

    contractor.get(address("explain", late))
    done = contractor.post(address("explain", late), ANSWER)

    stage.rollback()
    assert f"已儲存 {len(late)} 件警示的說明" in done.text
    kept = stage.scalars(select(AlertExplanation)).all()
    assert [(one.reason, one.catch_up_on) for one in kept] == [("場地整修延後", date(2018, 12, 20))] * len(late)


def test_an_answer_that_lacks_something_comes_back_as_it_was_typed(
    visit: Visit, stage: Session, late: list[int]
) -> None:
    typed = ANSWER | {"remedy": "", "catch_up_on": "107/11/30"}

    page = visit(Role.CONTRACTOR).post(address("explain", late[:1]), typed, status=422)

    assert "請填寫改善對策。" in page.text
    assert "預定趕上日期 107/11/30 早於今天（107/12/1）" in page.text
    assert "場地整修延後" in page.text
    assert stage.scalars(select(AlertExplanation)).all() == []


def test_a_manager_returns_an_answer_and_says_why(visit: Visit, late: list[int]) -> None:
    visit(Role.CONTRACTOR).post(address("explain", late[:1]), ANSWER)
    manager = visit(Role.MANAGER)

    blank = manager.post(f"/alerts/{late[0]}/return", {"reason": ""}, status=422)
    done = manager.post(f"/alerts/{late[0]}/return", {"reason": "未說明如何趕上"})

    assert "請填寫退回原因" in blank.text
    assert "已退回說明" in done.text
    assert "未說明如何趕上" in done.text


def test_a_manager_assigns_several_at_once(visit: Visit, stage: Session, late: list[int]) -> None:
    visit(Role.CONTRACTOR)
    manager = visit(Role.MANAGER)

    offered = manager.get(address("assign", late))
    person = next(one for one in offered.root.all("option") if one.text.startswith("受委託單位甲"))
    done = manager.post(address("assign", late), {"person": person.get("value")})

    assert f"已將 {len(late)} 件警示指派給 受委託單位甲。" in done.text
    assert "已指派" in manager.get(f"/alerts/{late[0]}").text


def test_an_address_that_names_no_alert_says_what_to_do(visit: Visit, late: list[int]) -> None:
    assert "請在警示清單勾選" in visit(Role.OFFICER).get("/alerts/explain", status=404).text


def test_who_may_not_answer_is_offered_no_form(visit: Visit, late: list[int]) -> None:
    auditor = visit(Role.AUDITOR)

    page = auditor.get(f"/alerts/{late[0]}")

    assert not [link for link in page.hrefs if "/explain" in link]
    assert auditor.get(address("explain", late), status=403).heading == "沒有權限"
