"""No page breaks a rule of WCAG 2.1 A or AA that a machine can judge, in light and in dark, narrow or enlarged."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in
from support.page_list import PAGES, PAGES_OF
from support.page_width import too_wide
from support.setup_files import good_file

from app.demo import plan_107
from app.workbooks import contractor
from config import ROOT, Settings

pytestmark = pytest.mark.browser

AXE = ROOT / "app" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture
def reported(command_line: CommandLine, tmp_path: Path) -> None:
    """The 107 plan with a report that waits for review, one that was not accepted, and with alerts."""
    file = tmp_path / "期末.xlsx"
    for words in (["demo", "load"], ["workbook", "export", "SMEITA-107", "--period", "期末", "--out", str(file)]):
        assert command_line(*words).code == 0
    contractor.fill(file, plan_107.reported())
    assert command_line("workbook", "submit", str(file), "--as", "contractor@demo.example").code == 0
    book = load_workbook(file)
    book["經費"]["D4"] = 900_000_000
    book.save(file)
    assert command_line("workbook", "submit", str(file), "--as", "contractor@demo.example").code == 1
    assert command_line("slippage", "scan", "--on", "2018-07-31").code == 0


def broken_rules(page: Page) -> list[str]:
    """What axe finds on the page, a line for each place, and whether it must be moved sideways when it is narrow."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    said = [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]
    return said + too_wide(page)


def new_plan(page: Page) -> Page:
    """The page on which a set-up workbook is confirmed."""
    page.goto("/plans/new")
    page.get_by_label("計畫設定檔").set_input_files({"name": "新.xlsx", "mimeType": "", "buffer": good_file()})
    page.get_by_role("button", name="上傳並檢核").click()
    expect(page.get_by_role("button", name="確認建立")).to_be_visible()
    return page


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(page: Page, settings: Settings, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/login")
    broken = {"/login": broken_rules(page)}
    sign_in(page, "officer", settings)

    for path in PAGES:
        page.goto(path)
        broken[path] = broken_rules(page)
    broken["what a new plan would be"] = broken_rules(new_plan(page))

    assert {path: rules for path, rules in broken.items() if rules} == {}


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("role", PAGES_OF)
def test_nor_does_a_page_that_others_see(page: Page, settings: Settings, command_line: CommandLine, role: str) -> None:
    for job in ("spread_news", "forget_what_is_old"):
        assert command_line("jobs", "run", job).code == 0
    page.goto("/login")
    sign_in(page, role, settings)

    broken, missing = {}, []
    for path in PAGES_OF[role]:
        answer = page.goto(path)
        if answer is None or not answer.ok:
            missing.append(path)
        broken[path] = broken_rules(page)

    assert missing == []
    assert {path: rules for path, rules in broken.items() if rules} == {}
