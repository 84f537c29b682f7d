"""The help on the workbook says what the workbook is declared to be."""

from collections.abc import Callable

import pytest
from support.visitor import Visitor

from app.domain.roles import Role
from app.domain.rule_catalogue import CATALOGUE
from app.workbooks.cover import LEGEND
from app.workbooks.sheets import SHEETS

HELP = "/help/workbook"


@pytest.fixture
def page(visit: Callable[..., Visitor]):
    return visit(Role.CONTRACTOR).get(HELP)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.section)
def test_every_column_is_explained_in_the_order_of_the_sheet(page, sheet) -> None:
    section = page.root.one("section", id=sheet.section)

    assert [cell.text for cell in section.all("th") if cell.attributes.get("scope") == "row"] == [
        column.header for column in sheet.columns
    ]
    assert all(column.help in section.text for column in sheet.columns)


def test_it_tells_who_fills_a_cell_and_when_it_must_be_filled(page) -> None:
    lines = {row.text for row in page.root.one("section", id="checkpoints").all("tr")}

    assert any(line.startswith("落後原因 受委託單位填寫 文字 視情形必填") for line in lines)
    assert any(line.startswith("預定完成日 系統帶出 民國日期 不必填") for line in lines)


def test_examples_are_what_the_parsers_make_of_them(page) -> None:
    text = page.root.one("section", id="spellings").text

    assert "2018-01-31 接受 107/1/31" in text
    assert "5.01 億（單位：億元） 接受 501,000,000 元" in text
    assert "107/2/30 請更正" in text


def test_every_colour_and_every_rule_is_listed(page) -> None:
    colours, rules = (page.root.one("section", id=name).text for name in ("colours", "rules"))

    assert all(meaning in colours for _, _, meaning in LEGEND)
    assert all(rule.code in rules and rule.advice in rules for rule in CATALOGUE.values())


def test_plan_and_upload_pages_lead_to_it(visit: Callable[..., Visitor]) -> None:
    contractor = visit(Role.CONTRACTOR)

    assert HELP in contractor.get("/plans/TEST-107").hrefs
    assert HELP in contractor.get("/plans/TEST-107/submissions/new").hrefs
