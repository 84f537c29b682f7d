"""Evidence in a real browser: added from a checkpoint, listed, downloaded, withdrawn."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in
from support.evidence_files import pdf

from config import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def contractor(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """The contractor of the 107 plan, on the form of checkpoint A-4."""
    assert command_line("demo", "load").code == 0
    sign_in(page, "contractor", settings, opening="/plans/SMEITA-107/checkpoints/A-4/report")
    return page


def test_a_paper_is_added_found_fetched_and_withdrawn(contractor: Page, tmp_path: Path) -> None:
    paper, program = tmp_path / "受理清冊.pdf", tmp_path / "程式.pdf"
    paper.write_bytes(pdf())
    program.write_bytes(b"MZ")
    page = contractor
    page.get_by_role("link", name="佐證資料（無）").click()
    add, table = page.get_by_role("button", name="上傳並檢查"), page.get_by_role("region", name="佐證資料一覽")

    page.get_by_label("佐證檔案").set_input_files(program)
    add.click()
    expect(page.get_by_role("alert")).to_contain_text("不是可接受的格式")
    expect(page.locator("#row")).to_have_value("checkpoints/A-4")

    page.locator("#title").fill("受理 658 案清冊")
    page.get_by_label("佐證檔案").set_input_files(paper)
    add.click()
    expect(page.locator("#main").get_by_role("status").first).to_contain_text("已保存佐證資料「受理 658 案清冊」")
    expect(table).to_contain_text("查核點　A-4")

    with page.expect_download() as download:
        table.get_by_role("link", name="受理 658 案清冊").click()
    assert download.value.suggested_filename == "受理清冊.pdf"
    assert Path(download.value.path()).read_bytes() == pdf()

    table.locator("summary").click()
    page.get_by_label("撤回理由").fill("場次錯誤")
    page.get_by_role("button", name="確認撤回").click()
    expect(table).to_contain_text("已撤回")
    expect(table).to_contain_text("場次錯誤")
