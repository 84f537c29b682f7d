"""A block copied from Excel pasted into the 查核點 grid: its faults, their repair, the preview, and off it goes."""

import re

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from config import Settings

pytestmark = pytest.mark.browser

GRID = "/plans/SMEITA-107/periods/期末/grid"
PASTE = """([cell, text, html]) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  if (html) clipboard.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
  cell.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.fixture
def contractor(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """The contractor of the 107 plan, signed in."""
    assert command_line("demo", "load").code == 0
    sign_in(page, "contractor", settings)
    return page


@pytest.fixture
def officer(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """An officer of the agency of the 107 plan, signed in."""
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings)
    return page


def paste(page: Page, cell: str, text: str, html: str = "") -> bool:
    """What Ctrl+V does in a cell; whether the page took it as a block."""
    field = page.get_by_label(cell, exact=True)
    field.focus()
    return bool(page.evaluate(PASTE, [field.element_handle(), text, html]))


def test_a_block_is_pasted_mended_previewed_and_sent(contractor: Page) -> None:
    page = contractor
    page.goto("/plans/SMEITA-107")
    page.get_by_role("row").filter(has_text="期末").get_by_role("link", name="表格填報").click()
    lines = ["107/1/10\t\t完成規劃", '107/3/7\t6\t"說明會\n共 6 場"', "107/13/1\t\t公告"]
    lines += [f"107/4/{day}\t\t第 {day} 項" for day in range(2, 24)]

    paste(page, "A-1 實際完成日", "\r\n".join(lines) + "\r\n", "<table><tr><td>…</td></tr></table>")

    expect(page.get_by_text("已貼上 25 列 × 3 欄")).to_be_visible()
    wrong = page.get_by_label("A-3 實際完成日", exact=True)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("A-1 實際完成日", exact=True)).to_be_focused()
    expect(page.get_by_label("A-2 達成情形", exact=True)).to_have_value("說明會\n共 6 場")
    page.get_by_role("link", name="A-3 實際完成日").click()
    expect(wrong).to_be_focused()
    wrong.fill("107/4/12")
    wrong.press("Enter")
    expect(page.get_by_label("A-4 實際完成日", exact=True)).to_be_focused()

    page.get_by_role("button", name="檢查並預覽").click()
    reason = page.get_by_label("A-3 落後原因", exact=True)
    expect(reason).to_have_attribute("aria-invalid", "true")  # done after 107/3/31
    reason.fill("配合網站改版")
    page.get_by_role("button", name="檢查並預覽").click()

    differences = page.get_by_role("region", name="查核點的差異")
    expect(differences).to_contain_text("107/4/12")
    expect(differences).to_contain_text("共 6 場")
    page.get_by_role("button", name="確認送審").click()
    expect(page.get_by_text("計畫辦公室核定後資料才會更新")).to_be_visible()


def test_a_paste_is_taken_back_and_what_was_typed_is_there_again_after_leaving(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/indicators")
    actual, count = page.get_by_label("1 實際達成值", exact=True), page.locator("#grid-count")
    actual.fill("200")
    expect(count).to_have_text("1")

    paste(page, "1 實際達成值", "214\t說明\n5.01\t說明")
    expect(count).to_have_text("4")
    page.keyboard.press("Control+z")

    expect(actual).to_have_value("200")
    expect(count).to_have_text("1")
    page.keyboard.press("Control+y")
    expect(count).to_have_text("4")
    page.keyboard.press("Control+z")
    page.get_by_role("link", name="個案成效").click()
    page.get_by_role("link", name="績效指標").click()
    expect(actual).to_have_value("200")
    expect(page.locator("#grid-saved")).to_contain_text("已儲存草稿")


def test_the_keyboard_alone_fills_mends_and_takes_back(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/checkpoints")
    keys = page.keyboard
    page.get_by_label("A-1 實際完成日", exact=True).focus()
    keys.type("107.1.10")
    keys.press("Enter")
    keys.type("107.3.7")
    expect(page.locator("#grid-help")).to_contain_text("系統讀為：107/03/07（星期三）")

    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("Control+d")
    expect(page.locator("#grid-said")).to_have_text("已向下填滿 2 格。")
    filled = page.get_by_label("A-4 實際完成日", exact=True)
    expect(filled).to_have_value("107.3.7")
    keys.press("Control+z")
    expect(filled).to_have_value("")

    page.get_by_label("A-2 實際值", exact=True).focus()
    keys.type("abc")
    keys.press("ArrowLeft")
    wrong = page.get_by_label("A-2 實際值", exact=True)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#grid-live summary")).to_contain_text("錯誤")
    keys.press("F8")
    expect(wrong).to_be_focused()
    keys.press("Delete")
    expect(wrong).to_have_value("")
    keys.type("7")
    keys.press("Escape")
    expect(wrong).to_have_value("")

    keys.press("ArrowLeft")
    keys.press("ArrowLeft")  # 單位, which is locked
    keys.press("Shift+ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("Delete")
    expect(page.locator("#grid-said")).to_have_text("已清除 2 格，略過 1 格鎖定欄。")
    keys.press("Control+/")
    expect(page.get_by_role("dialog", name="表格快速鍵")).to_be_visible()


def test_two_windows_do_not_overwrite_each_other_unseen(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/indicators")
    other = page.context.new_page()
    other.goto(f"{GRID}/indicators")
    for window, text in ((page, "200"), (other, "214")):
        window.get_by_label("1 實際達成值", exact=True).fill(text)
        window.keyboard.press("Control+s")
        if window is page:
            expect(page.locator("#grid-saved")).to_contain_text("已儲存草稿")

    moved = other.get_by_role("alert").filter(has_text="另一個視窗")
    expect(moved.get_by_role("row", name="1 實際達成值 200 214")).to_be_visible()
    moved.get_by_role("button", name="改用另一份").click()
    expect(other.get_by_label("1 實際達成值", exact=True)).to_have_value("200")


def test_a_text_of_several_lines_belongs_into_its_cell_and_a_row_follows_the_last(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/indicators")
    assert not paste(page, "1 效益說明", "第一段\n第二段", "<p>第一段</p><p>第二段</p>")
    assert paste(page, "1 效益說明", "甲\n乙", "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>")
    expect(page.get_by_label("2 效益說明", exact=True)).to_have_value("乙")

    page.get_by_role("link", name="個案成效").click()
    last, next_ = (page.get_by_label(f"新增第 {number} 列 個案編號", exact=True) for number in (5, 6))
    last.fill("107-0005")
    last.press("ArrowDown")

    expect(next_).to_be_focused()
    expect(next_).to_have_value("")


def test_who_was_signed_out_meanwhile_signs_in_elsewhere_and_goes_on(contractor: Page, settings: Settings) -> None:
    page = contractor
    page.goto(f"{GRID}/indicators")
    page.get_by_label("1 實際達成值", exact=True).fill("200")
    page.context.clear_cookies()

    paste(page, "2 實際達成值", "5.01\n0.97")
    expect(page.get_by_role("alert").filter(has_text="您填寫的內容仍在本頁")).to_be_visible()
    expect(page.get_by_label("1 實際達成值", exact=True)).to_have_value("200")
    elsewhere = page.context.new_page()
    sign_in(elsewhere, "contractor", settings)
    elsewhere.close()
    page.get_by_role("button", name="檢查並預覽").click()

    expect(page.get_by_role("region", name="績效指標的差異")).to_contain_text("200 案")


def test_an_officer_adds_a_checkpoint_and_moves_weights_in_the_grid_of_changes(officer: Page) -> None:
    page = officer
    page.goto("/plans/SMEITA-107/changes/grid/checkpoints")
    sums = page.locator("#grid-sums")
    expect(sums).to_have_text("權重合計 100.00%")
    page.get_by_label("A-2 權重", exact=True).fill("3")
    expect(sums).to_have_text("權重合計 99.00%（應為 100.00%）")

    new = page.get_by_label(re.compile("^新增第 .* 分項計畫")).first
    new.focus()
    assert page.evaluate(PASTE, [new.element_handle(), "A\t\t107.9.30\t加辦說明會\t\t\t\t1", "<table></table>"])
    expect(sums).to_have_text("權重合計 100.00%")
    page.get_by_label("變更理由").fill("配合業者需求")
    page.get_by_label("變更影響").fill("無")
    page.get_by_role("button", name="檢查並預覽").click()

    expect(page.get_by_text("加辦說明會").first).to_be_visible()
    expect(page.get_by_role("button", name="送審")).to_be_visible()
