"""推估 on pages: as of today and of any day before."""

from collections.abc import Callable

import pytest
from support.visitor import Visitor

from app.domain.roles import Role

PAGE = "/plans/TEST-107/forecast"


def test_the_page_says_why_it_says_nothing(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.MANAGER).get(f"{PAGE}?on=107-03-01")

    assert page.heading == "推估"
    assert "以 107/3/1 當日已知的資料推估" in page.text
    assert "可比較的紀錄不足" in page.text
    assert "至少須 9 項" in page.text


def test_the_plan_leads_to_its_forecasts(visit: Callable[..., Visitor]) -> None:
    assert PAGE in visit(Role.CONTRACTOR).get("/plans/TEST-107").hrefs


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("199/1/1", "資料日期不可晚於今天", id="a-day-to-come"),
        pytest.param("昨天吧", "看不出日期", id="no-date"),
        pytest.param("107/7", "不是單一日期", id="a-month"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_the_field(visit: Callable[..., Visitor], typed: str, message: str) -> None:
    page = visit(Role.OFFICER).get(f"{PAGE}?on={typed}")

    assert message in page.text
