"""The session ends by itself: the page warns in time, and what was typed is there again after signing in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from support.application_fixtures import CommandLine

from app.database import make_engine, make_session_factory
from app.models import SignInSession
from config import Settings

pytestmark = pytest.mark.browser

FORM = "/plans/SMEITA-107/checkpoints/A-1/report"
TYPED = "7 月底前完成 3 場說明會，尚待彙整回饋意見。"
OFFER = "填寫、尚未送出的內容"


@pytest.fixture
def idle(settings: Settings) -> Callable[[int], None]:
    """``idle(29)``: the server has seen no click for so many minutes."""

    def make(minutes: int) -> None:
        engine = make_engine(settings.database_url)
        with make_session_factory(engine)() as session:
            for signed_in in session.scalars(select(SignInSession)):
                signed_in.last_seen_at -= timedelta(minutes=minutes)
            session.commit()
        engine.dispose()

    return make


@pytest.fixture
def form(command_line: CommandLine, page: Page, settings: Settings) -> Page:
    """An officer with the form of a checkpoint open, and a clock that the test winds on."""
    assert command_line("demo", "load").code == 0
    page.clock.install()
    page.goto(FORM)
    sign_in(page, settings)
    expect(page.get_by_role("heading", name="填報查核點 A-1")).to_be_visible()
    return page


def sign_in(page: Page, settings: Settings, email: str = "officer@demo.example") -> None:
    page.get_by_label("電子郵件").fill(email)
    page.get_by_label("密碼").fill(settings.demo_password)
    page.get_by_role("button", name="登入").click()


def narrative(page: Page) -> Locator:
    return page.get_by_label("達成情形")


def test_two_minutes_before_the_end_the_page_warns_and_lets_one_stay(form: Page, idle: Callable[[int], None]) -> None:
    warning = form.get_by_role("dialog", name="即將自動登出")
    narrative(form).fill(TYPED)

    # The page asks before it warns: a click in another tab, which the server has seen, keeps this one from warning.
    with form.expect_response("**/account/session"):
        form.clock.fast_forward("28:05")
    expect(warning).to_be_hidden()

    idle(29)
    form.clock.fast_forward("28:05")
    expect(warning).to_be_visible()
    form.clock.run_for(2000)
    expect(warning).to_contain_text("秒 後將自動登出")
    warning.get_by_role("button", name="繼續使用").click()
    expect(warning).to_be_hidden()
    expect(narrative(form)).to_have_value(TYPED)

    idle(20)  # of the half hour that began anew
    form.reload()
    expect(form.get_by_role("heading", name="填報查核點 A-1")).to_be_visible()


def test_what_was_typed_outlives_the_session_until_it_has_arrived(
    form: Page, idle: Callable[[int], None], settings: Settings
) -> None:
    narrative(form).fill(TYPED)
    idle(31)
    form.clock.fast_forward("28:05")
    expect(form.get_by_text("登入已逾時或已結束，請重新登入。")).to_be_visible()
    sign_in(form, settings)
    expect(narrative(form)).to_have_value("")
    form.get_by_role("button", name="帶回內容").click()
    expect(narrative(form)).to_have_value(TYPED)
    expect(form.get_by_text(OFFER)).to_be_hidden()

    # Sent too late: nothing has arrived, and it is there again.
    form.get_by_label("實際完成日").fill("107/1/31")
    idle(31)
    form.get_by_role("button", name="儲存").click()
    sign_in(form, settings)
    form.get_by_role("button", name="帶回內容").click()
    expect(form.get_by_label("實際完成日")).to_have_value("107/1/31")

    form.get_by_role("button", name="儲存").click()
    expect(form.get_by_role("heading", name="填報查核點 A-1")).to_be_hidden()
    form.goto(FORM)
    expect(narrative(form)).to_have_value(TYPED)
    expect(form.get_by_text(OFFER)).to_be_hidden()


def test_a_draft_can_be_thrown_away_and_nobody_else_sees_it(
    form: Page, idle: Callable[[int], None], settings: Settings
) -> None:
    narrative(form).fill(TYPED)
    form.reload()
    form.get_by_role("button", name="捨棄").click()
    form.reload()
    expect(narrative(form)).to_have_value("")
    expect(form.get_by_text(OFFER)).to_be_hidden()

    # Another person signs in where the session of the first has run out.
    narrative(form).fill(TYPED)
    idle(31)
    form.goto(FORM)
    sign_in(form, settings, "contractor@demo.example")
    expect(form.get_by_role("heading", name="填報查核點 A-1")).to_be_visible()
    expect(form.get_by_text(OFFER)).to_be_hidden()
    assert kept(form) == 0

    # Who signs out leaves nothing on a shared PC.
    narrative(form).fill(TYPED)
    assert kept(form) == 1
    form.get_by_role("button", name="示範填報人").click()
    form.get_by_role("button", name="登出").click()
    expect(form.get_by_label("密碼")).to_be_visible()
    assert kept(form) == 0


def kept(page: Page) -> int:
    """How many drafts the tab holds."""
    count: int = page.evaluate("sessionStorage.length")
    return count
