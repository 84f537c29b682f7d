"""A refusal is a page in words; our own fault is a number to quote, and never its inside."""

import logging
from collections.abc import Callable

import pytest
from support.visitor import Visitor

from app.domain.roles import Role
from app.services.pages import plan_list


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/nowhere", "找不到網頁"), ("/plans/NO-SUCH", "找不到資料"), ("/submissions/99", "找不到資料")],
)
def test_what_does_not_exist_is_said_in_words(visit: Callable[..., Visitor], address: str, heading: str) -> None:
    page = visit(Role.OFFICER).get(address, status=404)

    assert page.heading == heading
    assert "/plans" in page.hrefs


def test_an_unknown_period_names_those_that_there_are(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get("/plans/TEST-107/workbook/期前", status=404)

    assert "期末" in page.text


def test_a_wrong_method_is_refused_in_words(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/plans")

    assert officer.post("/plans", status=405).heading == "無法進行這項操作"


def test_our_own_fault_shows_a_number_and_logs_the_rest_under_it(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the secret inside")

    officer = visit(Role.OFFICER)
    officer.get("/alerts")
    monkeypatch.setattr(plan_list, "page", breaks)
    with caplog.at_level(logging.ERROR, logger="app.web"):
        page = officer.get("/plans", status=500)

    assert page.heading == "系統發生錯誤"
    assert "the secret inside" not in page.html
    assert "RuntimeError" not in page.html
    incident = page.root.one(class_="hash").text
    assert f"incident {incident}: GET /plans, user 1" in caplog.text
    assert "the secret inside" in caplog.text
