"""Signing in with a browser, to the page from which a test goes on."""

from playwright.sync_api import Page, expect

from config import Settings


def sign_in(page: Page, who: str, settings: Settings, *, opening: str = "/plans") -> None:
    """Whoever was signed in before is no longer; ``who`` is the name before @demo.example."""
    page.context.clear_cookies()
    page.goto(opening)
    page.get_by_label("電子郵件").fill(f"{who}@demo.example")
    page.get_by_label("密碼").fill(settings.demo_password)
    page.get_by_role("button", name="登入").click()
    page.wait_for_url(lambda address: "/login" not in address)
    expect(page.locator("#main h1")).to_be_visible()
