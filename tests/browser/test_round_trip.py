"""The whole round trip in a real browser: upload, fix, upload, conflict, settle, approve."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from app.demo import plan_107
from app.workbooks import contractor
from config import Settings

pytestmark = pytest.mark.browser

PLAN = "/plans/SMEITA-107"


def upload(page: Page, file: Path) -> None:
    page.goto(f"{PLAN}/submissions/new?period=期末")
    page.get_by_label("期報活頁簿").set_input_files(file)
    page.get_by_role("button", name="上傳並檢核").click()


def typed(file: Path, sheet: str, cell: str, value: object) -> None:
    """Type into one cell of an .xlsx file."""
    book = load_workbook(file)
    book[sheet][cell] = value
    book.save(file)


def test_a_file_with_errors_is_mended_merged_and_accepted(
    page: Page, settings: Settings, command_line: CommandLine, tmp_path: Path
) -> None:
    assert command_line("demo", "load").code == 0
    file, marked = tmp_path / "期末.xlsx", tmp_path / "標註.xlsx"
    assert command_line("workbook", "export", "SMEITA-107", "--period", "期末", "--out", file).code == 0
    contractor.fill(file, plan_107.reported())
    typed(file, "績效指標", "G4", "約 214")

    # The plan moves on meanwhile: the officer takes down what a telephone call said.
    sign_in(page, "officer", settings)
    page.goto(f"{PLAN}/checkpoints/A-4/report")
    page.get_by_label("實際完成日").fill("107年4月25日")
    page.get_by_label("實際值").fill("650")
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已儲存查核點 A-4")).to_be_visible()

    # Upload: refused as a whole, and every fault shown in the contractor's own file.
    sign_in(page, "contractor", settings)
    upload(page, file)
    expect(page.get_by_text("未收，計畫資料沒有任何改變")).to_be_visible()
    expect(page.get_by_role("region", name="工作表 績效指標 的問題")).to_contain_text("G4")
    with page.expect_download() as download:
        page.get_by_role("link", name="下載標註檔").click()
    download.value.save_as(marked)
    assert "檢核結果" in load_workbook(marked).sheetnames

    # Fix what is marked, and upload the marked file itself.
    typed(marked, "績效指標", "G4", "214 案")
    upload(page, marked)
    expect(page.get_by_role("heading", name="確認送審")).to_be_visible()
    page.get_by_role("button", name="確認送審").click()
    expect(page.get_by_text("計畫辦公室核定後資料才會更新")).to_be_visible()
    report = page.url

    # The same file again is recognised.
    upload(page, marked)
    expect(page.get_by_text("這個檔案已於")).to_be_visible()
    assert page.url == report

    # Conflict: the officer sees both sides, types the value that both agreed on, keeps the other.
    sign_in(page, "officer", settings)
    page.goto(report)
    conflicts = page.get_by_role("region", name="衝突表")
    counted = conflicts.get_by_role("row").filter(has_text="650 案")
    expect(counted).to_contain_text("658 案")
    counted.get_by_label("的實際值改填為").fill("656")
    expect(counted.get_by_role("radio", name="採用改填的值")).to_be_checked()
    others = conflicts.get_by_role("row").filter(has_not_text="650 案").get_by_role("radio", name="採用期報所填")
    for choice in others.all():
        choice.check()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="核定").click()

    expect(page.get_by_text(re.compile(r"已核定，計畫資料已更新 \d+ 處。"))).to_be_visible()
    page.goto(PLAN)
    expect(page.locator("#checkpoint-A-4")).to_contain_text("656")
    expect(page.locator("#checkpoint-A-4")).to_contain_text("107/4/27")
    expect(page.get_by_role("region", name="績效指標差異表")).to_contain_text("214")
