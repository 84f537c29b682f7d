"""The review of a partly wrong report in a real browser: from upload to the stamp."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from app import clock
from app.demo import plan_107
from app.domain.roc_calendar import format_roc
from app.workbooks import contractor
from config import Settings

pytestmark = pytest.mark.browser

PLAN = "/plans/SMEITA-107"
CELL, WRONG, RIGHT = "G4", 999, 214  # 績效指標 1, 實際達成值


def upload_and_send(page: Page, file: Path) -> str:
    """The address of the report."""
    page.goto(f"{PLAN}/submissions/new?period=期末")
    page.get_by_label("期報活頁簿").set_input_files(file)
    page.get_by_role("button", name="上傳並檢核").click()
    page.get_by_role("button", name="確認送審").click()
    expect(page.get_by_text("計畫辦公室核定後資料才會更新")).to_be_visible()
    return page.url


def typed(file: Path, value: object) -> None:
    book = load_workbook(file)
    book["績效指標"][CELL] = value
    book.save(file)


def test_a_part_is_returned_corrected_and_accepted_with_a_stamp(
    page: Page, settings: Settings, command_line: CommandLine, tmp_path: Path
) -> None:
    assert command_line("demo", "load").code == 0
    file, marked = tmp_path / "期末.xlsx", tmp_path / "標註.xlsx"
    assert command_line("workbook", "export", "SMEITA-107", "--period", "期末", "--out", file).code == 0
    contractor.fill(file, plan_107.reported())
    typed(file, WRONG)
    page.on("dialog", lambda dialog: dialog.accept())

    # The contractor sends it, takes it back, and sends it again: nobody has begun to review it.
    sign_in(page, "contractor", settings)
    first = upload_and_send(page, file)
    page.get_by_role("button", name="抽回").click()
    expect(page.get_by_text("已抽回")).to_be_visible()
    page.get_by_role("button", name="確認送審").click()

    # The reviewer takes it, says what is wrong with one cell, and accepts the rest.
    sign_in(page, "officer", settings)
    page.goto(first)
    page.get_by_role("button", name="開始審查").click()
    expect(page.get_by_text("已開始審查")).to_be_visible()
    row = page.locator(".diff-table tbody").filter(has_text="999 案")
    row.get_by_text("加註意見").click()
    row.get_by_label("意見所指的欄位").select_option(label="實際達成值")
    row.get_by_label("：審查意見").fill("與個案成效的 214 案不符，請補正。")
    row.get_by_label("退回這一處補正").check()
    row.get_by_role("button", name="儲存意見").click()
    expect(page.get_by_text("已儲存 1 則審查意見")).to_be_visible()
    expect(page.get_by_role("button", name="帶回內容")).to_have_count(0)
    due = format_roc(clock.today())
    page.get_by_label("補正期限").fill(due)
    page.get_by_role("button", name="核定", exact=True).click()
    expect(page.get_by_text("處；1 處退回補正。")).to_be_visible()

    # The contractor finds out until when and what, in the page and in the own file.
    sign_in(page, "contractor", settings)
    page.goto(PLAN)
    expect(page.locator("#corrections")).to_contain_text("與個案成效的 214 案不符")
    expect(page.get_by_role("region", name="期別與期報表")).to_contain_text(f"補正期限 {due}")
    page.locator("#corrections").get_by_role("link").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下載標註檔").click()
    download.value.save_as(marked)
    book = load_workbook(marked)
    told = book["績效指標"][CELL].comment
    assert told is not None
    assert "【審查意見】與個案成效的 214 案不符，請補正。" in told.text
    assert any(cell.value == "審查意見" for line in book["檢核結果"].iter_rows() for cell in line)

    # Corrected in that file, sent again, accepted.
    typed(marked, RIGHT)
    second = upload_and_send(page, marked)
    sign_in(page, "officer", settings)
    page.goto(second)
    expect(page.locator(".diff-table tbody")).to_have_count(1)
    page.get_by_role("button", name="核定", exact=True).click()

    year, month, day = due.split("/")
    expect(page.locator(".stamp")).to_contain_text(f"{year} 年 {month} 月 {day} 日 審查通過")
    expect(page.locator("#course")).to_contain_text("核定")
    page.goto(PLAN)
    expect(page.locator("#corrections")).to_have_count(0)
    page.goto(first)
    expect(page.get_by_role("region", name="審查意見一覽")).to_contain_text("期末 第 2 版已補正")
