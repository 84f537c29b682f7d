"""The way in, as a real browser goes it: styles, scripts, cookies and the security policy together."""

import pytest
from playwright.sync_api import Page, expect
from support.application_fixtures import CommandLine

from config import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def sign_in_page(command_line: CommandLine, page: Page) -> Page:
    assert command_line("demo", "load").code == 0
    page.goto("/login")
    return page


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("電子郵件").fill(email)
    page.get_by_label("密碼").fill(password)
    page.get_by_role("button", name="登入").click()


def test_an_officer_with_the_right_password_gets_home(sign_in_page: Page, settings: Settings) -> None:
    sign_in(sign_in_page, "officer@demo.example", settings.demo_password)

    expect(sign_in_page.get_by_role("heading", name="首頁", level=1)).to_be_visible()


def test_a_wrong_password_stays_outside_and_is_told_so(sign_in_page: Page) -> None:
    sign_in(sign_in_page, "officer@demo.example", "not the password")

    expect(sign_in_page.get_by_role("alert").first).to_be_visible()
    expect(sign_in_page.get_by_role("button", name="登入")).to_be_visible()
