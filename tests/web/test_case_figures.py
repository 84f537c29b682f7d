"""From a figure to the cases behind it and back, and how an officer has a figure computed."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from sqlalchemy.orm import Session
from support.visitor import Visitor

from app.domain.roles import Role

PLAN = "/plans/TEST-107"  # its two cases are closed
SOURCE = f"{PLAN}/indicators/1/source"
CLOSED = f"{PLAN}/cases?state=結案"


@pytest.fixture
def officer(visit: Callable[..., Visitor], stage: Session) -> Visitor:
    officer = visit(Role.OFFICER)
    officer.get(SOURCE)
    return officer


def addresses(hrefs: list[str]) -> set[str]:
    return {unquote(href) for href in hrefs}


def test_a_declared_figure_leads_to_its_cases_and_they_lead_back(officer: Visitor) -> None:
    page = officer.post(SOURCE, {"text": "案數；狀態=結案"})

    assert page.flashes == ["已儲存計算方式。"]
    assert CLOSED in addresses(page.hrefs)
    behind = officer.get(CLOSED)
    assert "2 案" in behind.root.text
    assert SOURCE in behind.hrefs
    assert "完成個案輔導數" in behind.root.text


@pytest.mark.parametrize("address", ["indicators/1/report", "history?section=indicators&key=1&field=actual"])
def test_wherever_the_figure_is_told_of_its_cases_are_one_click_away(officer: Visitor, address: str) -> None:
    assert CLOSED not in addresses(officer.get(f"{PLAN}/{address}").hrefs)

    officer.post(SOURCE, {"text": "案數；狀態=結案"})

    assert CLOSED in addresses(officer.get(f"{PLAN}/{address}").hrefs)


def test_a_list_of_other_cases_is_of_no_figure(officer: Visitor) -> None:
    officer.post(SOURCE, {"text": "案數；狀態=結案"})

    assert SOURCE not in officer.get(f"{PLAN}/cases?state=輔導中").hrefs
    assert SOURCE not in officer.get(f"{PLAN}/cases").hrefs


def test_trying_shows_the_figure_and_keeps_nothing(officer: Visitor) -> None:
    tried = officer.post(SOURCE, {"text": "案數；縣市=花蓮縣", "try": "1"})

    assert "個案加總1案" in "".join(tried.text.split())
    assert "由填報決定" in officer.get(SOURCE).root.text


def test_what_cannot_be_computed_is_said_beside_the_field(officer: Visitor) -> None:
    page = officer.post(SOURCE, {"text": "增加產值；狀態=結案"}, status=422)

    assert "單位是元，與「案」不同" in page.error_of("text")
    assert page.value("text") == "增加產值；狀態=結案"


def test_a_typed_figure_that_differs_stands_beside_the_sum(officer: Visitor) -> None:
    officer.post(SOURCE, {"text": "案數；狀態=結案"})
    form = officer.get(f"{PLAN}/indicators/1/report")
    officer.post(f"{PLAN}/indicators/1/report", {"actual": "3", "revision": form.value("revision")})

    shown = "".join(officer.get(PLAN).root.text.split())

    assert "2案不一致填報3案個案清單" in shown
    assert "以個案加總為準" in officer.get(SOURCE).root.text


def test_who_only_looks_sees_how_it_is_computed(visit: Callable[..., Visitor], officer: Visitor) -> None:
    officer.post(SOURCE, {"text": "案數；狀態=結案"})
    auditor = visit(Role.AUDITOR)

    page = auditor.get(SOURCE)

    assert "案數；狀態=結案" in page.root.text
    assert not page.root.all("input", id="text")
    auditor.get(PLAN)
    auditor.post(SOURCE, {"text": ""}, status=403)
