"""The page of checking rules: what blocks, what is only tried out, and why."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from support.visitor import Page, Visitor

from app.domain.roles import Role
from app.models import RuleSetting


def row(page: Page, code: str) -> str:
    return page.root.one("tr", id=f"rule-{code}").text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICER])
def test_a_rule_is_put_on_trial_with_a_reason_that_stays(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)
    before = visitor.get("/rules")
    form = next(form for form in before.root.all("form") if form.get("action").endswith("/explanation_missing"))

    page = visitor.post(form.get("action"), {"mode": "試行", "reason": "新規則先行試辦"})

    assert page.flashes[0] == "已改為「試行」，自下一次檢核起適用。"
    assert "錯誤 試行 試行 新規則先行試辦107/12/1 17:00" in row(page, "explanation_missing")
    assert "改為生效" in row(page, "explanation_missing")


def test_what_protects_the_books_cannot_be_tried_out(visit: Callable[..., Visitor], stage: Session) -> None:
    page = visit(Role.ADMIN).get("/rules")

    assert "一律擋件" in row(page, "too_large")
    assert not [form for form in page.root.all("form") if form.get("action").endswith("/too_large")]


def test_without_a_reason_nothing_changes(visit: Callable[..., Visitor], stage: Session) -> None:
    admin = visit(Role.ADMIN)
    form = next(form for form in admin.get("/rules").root.all("form") if "explanation_missing" in form.get("action"))

    page = admin.post(form.get("action"), {"mode": "試行", "reason": " "}, status=409)

    assert "請填寫變更檢核規則的理由" in page.text
    stage.rollback()
    assert stage.query(RuleSetting).count() == 0


def test_a_refused_change_keeps_the_reason_that_was_typed(visit: Callable[..., Visitor]) -> None:
    admin = visit(Role.ADMIN)
    form = next(form for form in admin.get("/rules").root.all("form") if "explanation_missing" in form.get("action"))

    page = admin.post(form.get("action"), {"mode": "生效", "reason": "全面施行"}, status=409)

    field = page.root.one("input", id="reason-explanation_missing")
    assert field.get("value") == "全面施行"
    assert "目前已是「生效」" in page.root.one("p", id="reason-explanation_missing-error").text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_who_may_not_set_rules_finds_no_way_to(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)

    assert "/rules" not in visitor.get("/plans").hrefs
    assert visitor.get("/rules", status=403).heading == "沒有權限"
    visitor.get("/plans")
    visitor.post("/rules/1/explanation_missing", {"mode": "試行", "reason": "試辦"}, status=403)
