"""差異分析 in a real browser: written in its row by keyboard alone, left with Escape, refused beside its fields."""

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from config import Settings

pytestmark = pytest.mark.browser

TABLE = "/plans/SMEITA-107/variance"


@pytest.fixture
def table(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """The table of the 107 plan as set up, with the focus on the way into the first line."""
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings, opening=TABLE)
    page.get_by_role("link", name="編修 完成個案輔導數 的差異分析").focus()
    return page


def test_words_are_written_in_the_row_by_keyboard_alone(table: Page) -> None:
    link = table.get_by_role("link", name="編修 完成個案輔導數 的差異分析")
    editor = table.get_by_role("form", name="編修 完成個案輔導數 的差異分析")
    sentence = editor.get_by_label("差異分析")

    table.keyboard.press("Enter")
    expect(sentence).to_be_focused()
    expect(editor).to_contain_text("系統草稿 完成個案輔導數尚未填報實際值。")
    table.keyboard.press("Escape")
    expect(editor).to_have_count(0)
    expect(link).to_be_focused()

    table.keyboard.press("Enter")
    expect(sentence).to_be_focused()
    table.get_by_role("link", name="編修 增加產值 的差異分析").click()  # one editor at a time
    expect(editor.get_by_role("status")).to_have_text(["", "請先儲存或取消正在編修的差異分析。"])
    expect(sentence).to_be_focused()

    sentence.fill("")
    editor.get_by_role("button", name="儲存").press("Enter")
    expect(editor.get_by_label("差異分析")).to_be_focused()  # what is wrong, tied to its field
    expect(editor.locator("[aria-invalid]")).to_have_count(1)

    sentence.fill("期初甫簽約，尚無結案個案。")
    editor.get_by_role("button", name="儲存").press("Enter")
    expect(editor).to_have_count(0)
    expect(table.locator(".variance-words").first).to_contain_text("期初甫簽約，尚無結案個案。")
    expect(table.locator(".variance-words").first).to_contain_text("已儲存")
    expect(link).to_be_focused()
    assert table.url.endswith(TABLE)
