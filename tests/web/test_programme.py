"""The page of the rules of the programme."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from support.visitor import Visitor

from app.domain.roles import Role
from app.models import AdviserAbnormality, ProgrammeLimit

LIMIT = {"name": "grant", "value": "250000", "from_year": "108", "reason": "108 年度公告調整"}
ABNORMAL = {
    "adviser": "某輔導單位",
    "year": "106",
    "round": "1",
    "decided_on": "106/12/20",
    "description": "未依約完成輔導",
}


def action(visitor: Visitor, end: str) -> str:
    forms = visitor.get("/programme-rules").root.all("form")
    return str(next(form.get("action") for form in forms if form.get("action").endswith(end)))


def test_a_figure_changes_from_its_year_on_with_the_reason_beside_it(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)

    page = officer.post(action(officer, "/limits"), LIMIT)

    row = page.root.one("tr", id="limit-grant").text
    assert "250,000 元" in row
    assert "自 108 年度：250,000 元 108 年度公告調整" in row
    assert "200,000 元" in officer.get("/programme-rules?year=107").root.one("tr", id="limit-grant").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": ""}, "請填寫變更輔導規定的理由"),
        ({"value": "二十萬"}, "須為 1 以上的整數"),
        ({"from_year": "2018"}, "請填民國年度"),
    ],
)
def test_a_wrong_figure_is_told_beside_its_field_and_nothing_is_lost(
    visit: Callable[..., Visitor], stage: Session, changes: dict[str, str], says: str
) -> None:
    officer = visit(Role.OFFICER)
    address = action(officer, "/limits")

    page = officer.post(address, LIMIT | changes, status=422)

    assert says in page.text
    kept = page.root.one("input", name="reason" if "reason" not in changes else "value")
    assert kept.get("value") == LIMIT[kept.get("name")]
    stage.rollback()
    assert stage.query(ProgrammeLimit).count() == 0


def test_a_serious_abnormality_is_kept_once(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    address = action(officer, "/abnormalities")

    assert "106 年度第 1 梯次" in officer.post(address, ABNORMAL).text
    assert "已有紀錄" in officer.post(address, ABNORMAL, status=422).text
    stage.rollback()
    assert stage.query(AdviserAbnormality).count() == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_who_may_not_set_rules_is_told_whom_to_ask(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)

    assert visitor.get("/programme-rules", status=403).heading == "沒有權限"
    visitor.get("/plans")
    visitor.post("/programme-rules/1/limits", LIMIT, status=403)
    visitor.post("/programme-rules/1/abnormalities", ABNORMAL, status=403)
