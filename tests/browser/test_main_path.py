"""The main job in a real browser: a contractor reports the year, an officer accepts it, and the figures stand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from app.demo import plan_107
from app.workbooks import contractor
from config import Settings

pytestmark = pytest.mark.browser

PLAN = "/plans/SMEITA-107"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def demo(command_line: CommandLine) -> None:
    """The 107 plan as it was set up, with its people."""
    assert command_line("demo", "load").code == 0


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="示範").click()
    page.get_by_role("button", name="登出").click()
    expect(page.get_by_text("您已登出。")).to_be_visible()


@pytest.mark.usefixtures("demo")
def test_from_the_contractors_workbook_to_the_accepted_figures(page: Page, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "期末.xlsx"

    sign_in(page, "contractor", settings)
    page.get_by_role("link", name="中小企業即時技術輔導計畫").click()
    indicators = page.get_by_role("region", name="績效指標差異表")
    expect(indicators).not_to_contain_text("214")
    with page.expect_download() as download:
        page.get_by_role("row").filter(has_text="期末").get_by_role("link", name=".xlsx").click()
    download.value.save_as(file)
    contractor.fill(file, plan_107.reported())

    last_period = page.get_by_role("row").filter(has_text="期末")
    last_period.get_by_role("link", name="上傳期報").click()
    expect(page.get_by_label("期別")).to_have_value("期末")
    page.get_by_label("期報活頁簿").set_input_files(file)
    page.get_by_role("button", name="上傳並檢核").click()

    cases = page.get_by_role("region", name="個案成效的差異")
    expect(cases).to_contain_text("新增列")
    page.get_by_text("展開其餘 205 列").click()
    expect(page.get_by_role("region", name="個案成效（其餘）的差異")).to_be_visible()
    page.get_by_role("button", name="確認送審").click()
    expect(page.get_by_text("計畫辦公室核定後資料才會更新")).to_be_visible()
    sign_out(page)

    sign_in(page, "officer", settings)
    page.get_by_role("link", name="待審期報 1 件待審").click()
    page.get_by_role("link", name="中小企業即時技術輔導計畫").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="核定").click()
    expect(page.get_by_text("已核定，計畫資料已更新 337 處。")).to_be_visible()

    page.get_by_role("link", name="中小企業即時技術輔導計畫").click()
    counted = indicators.get_by_role("row").filter(has_text="完成個案輔導數")
    value = indicators.get_by_role("row").filter(has_text="增加產值比原預期規劃")
    expect(counted).to_contain_text("214")
    expect(counted).to_contain_text("完成個案輔導數比原預期規劃超出 47 案。")
    expect(value).to_contain_text("5.01")
    expect(value).to_contain_text("增加產值比原預期規劃超出 1.5 億元。")


@pytest.mark.usefixtures("demo")
def test_conflicts_are_settled_with_one_click_and_must_be(
    page: Page, settings: Settings, command_line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "期末.xlsx"
    assert command_line("workbook", "export", "SMEITA-107", "--period", "期末", "--out", file).code == 0
    assert command_line("demo", "fill", file).code == 0
    assert command_line("workbook", "submit", file, "--as", "contractor@demo.example").code == 0
    sign_in(page, "officer", settings)
    page.goto(f"{PLAN}/checkpoints/A-4/report")
    page.get_by_label("實際完成日").fill("107年4月25日")
    page.get_by_label("實際值").fill("650")
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已儲存查核點 A-4（實際完成日 107/4/25，實際值 650 案）")).to_be_visible()

    page.goto("/submissions/1")
    page.get_by_role("button", name="核定").click()
    expect(page.locator("input[type=radio]:invalid").first).to_be_focused()  # the browser asks for the choices
    page.get_by_role("button", name="全部採用期報所填").click()
    kept = page.get_by_role("row").filter(has_text="650 案").get_by_role("radio", name="保留現值")
    kept.check()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="核定").click()

    expect(page.get_by_text("已核定，計畫資料已更新 336 處。")).to_be_visible()  # 337, less the one kept
    page.goto(PLAN)
    expect(page.locator("#checkpoint-A-4")).to_contain_text("107/4/27")
    expect(page.locator("#checkpoint-A-4")).to_contain_text("650")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "address",
    [
        *("/plans", PLAN, f"{PLAN}/checkpoints/A-4/report", f"{PLAN}/submissions/new"),
        f"{PLAN}/periods/期末/grid/checkpoints",
    ],
)
def test_on_a_phone_nothing_scrolls_sideways(page: Page, settings: Settings, address: str) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "officer", settings)

    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
