"""The pages of the budget show what was printed, to those who may read it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import demo_budget


@pytest.fixture
def manager(stage: Session, visit: Callable[..., Visitor]) -> Visitor:
    """A manager in whose agencies there are budgets."""
    demo_budget.load(stage, at=NOW)
    return visit(Role.MANAGER)


def rows_of(visitor: Visitor, address: str) -> dict[str, list[str]]:
    """The figures of each row of a page by the name of the row; a name that stands twice keeps its first row."""
    found: dict[str, list[str]] = {}
    for row in visitor.get(address).root.all("tr"):
        if row.all("td"):
            found.setdefault(row.one("th").text, [cell.text for cell in row.all("td")])
    return found


def test_the_budget_of_108_is_printed_in_thousands(manager: Visitor) -> None:
    page = manager.get("/programme/budget").root.text

    assert "108 年度預算" in page
    assert "4,680,435" in page
    assert "+247,120" in page
    assert "小型企業創新研發綱要計畫(SBIR)-管理與推動計畫" in page


def test_each_year_of_a_plan_over_several_years_has_its_money(manager: Visitor) -> None:
    rural, valley = rows_of(manager, "/programme/multi-year").values()

    assert rural[:5] == ["3.39", "3.88", "1.88", "0.76", "0.75"]
    assert valley[-1].startswith("28.26")
    assert "預估" in valley[-1]


def test_a_resolution_says_where_it_stands_and_how_it_was_answered(manager: Visitor) -> None:
    rows = rows_of(manager, "/programme/resolutions")

    (frozen,) = [cells for name, cells in rows.items() if "「中小企業科技應用」凍結" in name]
    (late,) = [cells for name, cells in rows.items() if "示範：計畫績效指標檢討報告" in name]
    assert frozen[:5] == ["綠燈：已辦理", "已辦理", "未訂期限", "經濟部中小企業處", "立法院復准予動支"]
    assert late[0] == "黃燈：逾期"
    assert late[1].startswith("逾期未辦理")
    assert late[3].endswith("計畫辦公室、主管")
    assert next(iter(rows)).startswith("示範：計畫績效指標檢討報告")  # what is longest overdue comes first


def test_the_percentages_of_114_are_those_that_were_printed(manager: Visitor) -> None:
    rows = [cells for name, cells in rows_of(manager, "/programme/indicators").items() if "年度KPI" in name]

    assert [cells[2] for cells in rows] == ["109.9%", "249.3%"]
    assert all("相符" in cells[3] for cells in rows)


def test_a_year_without_a_budget_says_so(manager: Visitor) -> None:
    assert "沒有 99 年度的預算" in manager.get("/programme/budget/99").root.text
