"""The portfolio in the browser: what the address says is what is shown, kept and taken out."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import a_plan
from support.visitor import Visitor

from app.domain.roles import Role


@pytest.fixture
def manager(stage: Session, visit: Callable[..., Visitor]) -> Visitor:
    a_plan(stage, small_plan(code="OTHER-107", division="別組"))
    return visit(Role.MANAGER)


def test_groups_stand_under_heads_with_their_totals(manager: Visitor) -> None:
    page = manager.get("/plans?group=division")

    heads = [row.text for row in page.root.all("tr", class_="group-row")]
    assert {head.split()[0] for head in heads} == {"別組", small_plan().division}
    assert all("1 項計畫" in head for head in heads)
    assert "2 項計畫" in page.root.one(class_="portfolio-totals").text


def test_the_year_that_runs_is_chosen_and_every_year_can_be(manager: Visitor) -> None:
    year = manager.get("/plans").root.one("select", id="filter-year")
    every = manager.get("/plans?roc_year=all").root.one("select", id="filter-year")

    assert [option.get("value") for option in year.all("option", selected="")] == ["107"]
    assert every.all("option", selected="") == []


def test_the_months_have_a_word_for_each_light(manager: Visitor) -> None:
    page = manager.get("/plans?view=heat")

    assert "紅燈：嚴重落後" in page.root.one(class_="heat-legend").text
    rows = page.root.one("table", class_="heat-map").all("tr")
    assert [cell.text for cell in rows[0].all("th")][1:] == [f"{month}月" for month in range(1, 13)]
    assert "無紀錄" in rows[1].text


def test_a_view_is_kept_with_its_filters_for_its_owner(manager: Visitor, visit: Callable[..., Visitor]) -> None:
    manager.get("/plans")
    page = manager.post("/plans/views?roc_year=107&division=別組&group=light", {"name": "別組的計畫"})
    [kept] = [link for link in page.hrefs if link.startswith("/plans?") and link.endswith("group=light")][:1]

    assert "別組的計畫" in page.text
    assert "OTHER-107" in manager.get(kept).text
    assert "別組的計畫" not in visit(Role.OFFICER).get("/plans").text


def test_a_file_has_the_plans_that_are_shown_and_names_the_filters(manager: Visitor) -> None:
    book = load_workbook(BytesIO(manager.download("/plans.xlsx?division=別組")))
    text = manager.download("/plans.csv?division=別組").decode("utf-8-sig")

    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert "OTHER-107" in cells
    assert "TEST-107" not in cells
    assert any("組別：別組" in cell for cell in cells)
    assert text.splitlines()[0].startswith("計畫編號,計畫名稱")
    assert "OTHER-107" in text
    assert "組別：別組" in text
