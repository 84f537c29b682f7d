"""A block copied from Excel pasted into the 查核點 grid: its faults, their repair, the preview, and off it goes."""

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine

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
    page.goto("/login")
    page.get_by_label("電子郵件").fill("contractor@demo.example")
    page.get_by_label("密碼").fill(settings.demo_password)
    page.get_by_role("button", name="登入").click()
    expect(page.get_by_role("heading", name="計畫", exact=True)).to_be_visible()
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


def test_a_paste_is_taken_back_and_leaving_asks(contractor: Page) -> None:
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
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="個案成效").click()
    expect(actual).to_have_value("200")
    assert asked == ["beforeunload"]


def test_a_text_of_several_lines_belongs_into_its_cell(contractor: Page) -> None:
    contractor.goto(f"{GRID}/indicators")

    assert not paste(contractor, "1 效益說明", "第一段\n第二段", "<p>第一段</p><p>第二段</p>")
    assert paste(contractor, "1 效益說明", "甲\n乙", "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>")
    expect(contractor.get_by_label("2 效益說明", exact=True)).to_have_value("乙")


def test_new_cases_are_typed_below_and_a_row_follows_the_last(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/cases")
    last = page.get_by_label("新增第 5 列 個案編號", exact=True)

    last.fill("107-0005")

    expect(page.get_by_label("新增第 6 列 個案編號", exact=True)).to_have_value("")
    last.press("ArrowDown")
    expect(page.get_by_label("新增第 6 列 個案編號", exact=True)).to_be_focused()


def test_an_answer_that_is_no_grid_keeps_what_was_typed_and_says_so(contractor: Page) -> None:
    page = contractor
    page.goto(f"{GRID}/indicators")
    page.get_by_label("1 實際達成值", exact=True).fill("200")
    page.context.clear_cookies()  # signed out meanwhile

    paste(page, "2 實際達成值", "214\n5.01")

    expect(page.get_by_role("alert").filter(has_text="貼上沒有完成")).to_be_visible()
    expect(page.get_by_label("1 實際達成值", exact=True)).to_have_value("200")
