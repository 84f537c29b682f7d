"""Figures from prose in a real browser: the text is read beside the field, and an offer fills the field at a click."""

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine
from support.browser_sign_in import sign_in

from config import Settings

pytestmark = pytest.mark.browser

REPORT = "/plans/SMEITA-107/checkpoints/A-4/report"
ACCEPTED = "自2月13日至4月2日公告受理，共計受理658案，其中76案併入共通案；4月27日完成資格審查。"
READ = "從文字帶入數字與日期"


@pytest.fixture
def form(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """The form of a checkpoint that counts 案, with a narrative typed in."""
    assert command_line("demo", "load").code == 0
    sign_in(page, "officer", settings, opening=REPORT)
    page.get_by_label("達成情形").fill(ACCEPTED)
    return page


def test_an_offer_fills_its_field_and_the_panel_follows(form: Page) -> None:
    actual, status = form.get_by_label("實際值"), form.locator("[data-prose-status]")
    actual.fill("568")
    form.get_by_role("button", name=READ).click()
    expect(form.locator("#prose-panel")).to_contain_text("實際值填 568 案，達成情形寫「658案」")

    form.get_by_role("button", name="帶入實際值 658 案").click()

    expect(actual).to_have_value("658 案")
    expect(form.get_by_role("button", name="已帶入實際值 658 案")).to_be_focused()  # read anew in place
    expect(form.locator("#prose-panel")).not_to_contain_text("568")
    expect(status).to_contain_text("實際值已填入「658 案」。")
    assert form.url.endswith(REPORT)  # nothing was sent but the question


def test_the_keyboard_reads_points_and_takes(form: Page) -> None:
    form.get_by_role("button", name=READ).press("Enter")
    offer = form.get_by_role("button", name="帶入實際完成日 107/4/27")
    offer.focus()

    expect(form.locator("mark.is-pointed")).to_contain_text("4月27日")
    offer.press("Enter")

    expect(form.get_by_label("實際完成日")).to_have_value("107/4/27")


def test_enter_in_a_field_saves_the_form(form: Page) -> None:
    form.get_by_label("實際完成日").fill("107/4/27")
    form.get_by_label("實際值").fill("658")

    form.get_by_label("實際值").press("Enter")

    expect(form.get_by_text("已儲存查核點 A-4")).to_be_visible()


def test_an_answer_that_is_no_reading_keeps_the_text_and_says_so(form: Page) -> None:
    form.context.clear_cookies()  # signed out meanwhile

    form.get_by_role("button", name=READ).click()

    expect(form.get_by_role("alert").filter(has_text="您輸入的內容仍在本頁")).to_be_visible()
    expect(form.get_by_label("達成情形")).to_have_value(ACCEPTED)
