"""The box in the header, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from config import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_whoever_knows_a_word_gets_to_what_it_stands_in_by_keyboard(
    page: Page, settings: Settings, command_line: CommandLine
) -> None:
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings)
    box, options = page.get_by_role("combobox", name="搜尋"), page.get_by_role("option")

    page.keyboard.press("/")
    page.keyboard.type("簽約管考")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-search-said]")).to_contain_text("筆結果")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/plans/SMEITA-107#checkpoint-A-7")


def test_enter_without_a_choice_shows_all_results(page: Page, settings: Settings, command_line: CommandLine) -> None:
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings)

    page.keyboard.press("/")
    page.keyboard.type("說明會")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search?q=*")
    expect(page.get_by_role("heading", name="查核點")).to_be_visible()


def test_the_key_that_leads_to_the_box_is_no_part_of_a_word_and_nor_is_one_half_typed(
    page: Page, settings: Settings, command_line: CommandLine
) -> None:
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings)
    box, said = page.get_by_role("combobox", name="搜尋"), page.locator("[data-search-said]")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search/box" in request.url else None)

    keys = page.context.new_cdp_session(page)
    box.focus()
    page.keyboard.press("/")
    keys.send("Input.imeSetComposition", {"text": "ㄕㄨㄛ", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(400)  # twice as long as the box waits before it asks
    assert asked == []
    keys.send("Input.insertText", {"text": "說明會"})

    expect(said).to_contain_text("筆結果")
    expect(box).to_have_value("說明會")
    assert len(asked) == 1
