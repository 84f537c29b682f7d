"""The main task of each role by keyboard alone: no pointer, and at each stop the focus can be seen."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from support.application_fixtures import CommandLine

from app.demo import plan_107
from app.workbooks import contractor
from config import Settings

pytestmark = pytest.mark.browser

MOST = 150  # stops of the keyboard on the way to something; who needs more has no way there
NAME = "中小企業即時技術輔導計畫(2/4)"
SENDING = "計畫辦公室核定後資料才會更新"

#: Whether whoever works without a pointer sees where they are: a ring, within what the window shows.
SEEN = """element => {
  const {outlineStyle, outlineWidth} = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const shown = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return ringed && shown;
}"""
HERE = "element => element === document.activeElement"


class Keyboard:
    """Someone who has only the keys."""

    def __init__(self, page: Page) -> None:
        self._page, self.press, self.type = page, page.keyboard.press, page.keyboard.type

    def sign_in(self, who: str, settings: Settings) -> None:
        self._page.context.clear_cookies()
        self._page.goto("/login")
        self.go(self._page.get_by_label("電子郵件"))
        self.type(f"{who}@demo.example")
        self.go(self._page.get_by_label("密碼"))
        self.type(settings.demo_password)
        self.press("Enter")
        expect(self._page.get_by_role("heading", name="首頁")).to_be_visible()

    def go(self, to: Locator, *, key: str = "Tab") -> None:
        """Step on until ``to`` has the focus."""
        expect(to).to_be_visible()
        for _ in range(MOST):
            if to.evaluate(HERE):
                self._is_seen(to)
                return
            self.press(key)
        pytest.fail(f"{to} is more than {MOST} stops away")

    def _is_seen(self, to: Locator) -> None:
        for _ in range(20):
            if to.evaluate(SEEN):
                return
            self._page.wait_for_timeout(50)  # the window follows the focus in its own time
        pytest.fail(f"the focus cannot be seen on {to}")

    def skip(self) -> None:
        """Past the header, with the link that is there for it."""
        self.press("Tab")
        expect(self._page.get_by_role("link", name="跳到主要內容")).to_be_focused()
        self.press("Enter")

    def follow(self, to: Locator, *, key: str = "Tab") -> None:
        """Enter on what leads to another page, or to another place of this one."""
        self.go(to, key=key)
        with self._page.expect_navigation():
            self.press("Enter")

    def take(self, to: Locator, *, key: str = "Tab") -> None:
        """Enter on what leaves one where one is."""
        self.go(to, key=key)
        self.press("Enter")

    def choose(self, field: Locator, option: str) -> None:
        """Go down a list until ``option`` is chosen."""
        self.go(field)
        chosen = field.locator("option:checked")
        for _ in range(field.locator("option").count()):
            if option in chosen.inner_text():
                return
            self.press("ArrowDown")
        expect(chosen).to_contain_text(option)

    def hand_in(self, field: Locator, file: Path) -> None:
        self.go(field)
        with self._page.expect_file_chooser() as asked:
            self.press("Space")
        asked.value.set_files(file)


@pytest.fixture
def keys(page: Page) -> Keyboard:
    return Keyboard(page)


@pytest.fixture
def demo(command_line: CommandLine) -> None:
    """The 107 plan as it was set up, with its people."""
    assert command_line("demo", "load").code == 0


@pytest.fixture
def late(demo: None, command_line: CommandLine) -> None:
    """The 107 plan with alerts, of which nobody has spoken."""
    assert command_line("slippage", "scan", "--on", "2018-07-31").code == 0


@pytest.mark.usefixtures("demo")
def test_a_contractor_fetches_the_workbook_learns_what_is_wrong_and_sends_it(
    page: Page, keys: Keyboard, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "期末.xlsx"
    keys.sign_in("contractor", settings)
    page.goto("/plans/SMEITA-107/submissions/new?period=期末")
    keys.skip()
    with page.expect_download() as download:
        keys.take(page.get_by_role("link", name=".xlsx"))
    download.value.save_as(file)
    contractor.fill(file, plan_107.reported())
    typed(file, "約 214")

    keys.go(page.get_by_label("期報活頁簿"), key="Shift+Tab")
    keys.hand_in(page.get_by_label("期報活頁簿"), file)
    keys.follow(page.get_by_role("button", name="上傳並檢核"))
    expect(page.get_by_text("未收，計畫資料沒有任何改變")).to_be_visible()
    expect(page.get_by_role("region", name="工作表 績效指標 的問題")).to_contain_text("G4")

    typed(file, "214 案")
    keys.follow(page.get_by_role("link", name="上傳修正後的檔案"))
    keys.skip()
    keys.hand_in(page.get_by_label("期報活頁簿"), file)
    keys.follow(page.get_by_role("button", name="上傳並檢核"))
    expect(page.get_by_role("heading", name="確認送審")).to_be_visible()
    keys.follow(page.get_by_role("button", name="確認送審"), key="Shift+Tab")

    expect(page.get_by_role("status").filter(has_text=SENDING)).to_be_visible()


def typed(file: Path, value: str) -> None:
    """Type into the 實際達成值 of 績效指標 1."""
    book = load_workbook(file)
    book["績效指標"]["G4"] = value
    book.save(file)


@pytest.mark.usefixtures("demo")
def test_an_officer_finds_the_plan_and_asks_for_a_change_in_the_grid(
    page: Page, keys: Keyboard, settings: Settings
) -> None:
    keys.sign_in("officer", settings)
    box = page.get_by_role("combobox", name="搜尋")
    keys.press("/")
    expect(box).to_be_focused()
    keys.type("即時技術")
    expect(page.locator("[data-search-said]")).to_contain_text("筆結果")
    keys.press("ArrowDown")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    keys.skip()
    keys.follow(page.locator("#main").get_by_role("link", name="計畫變更").first)
    keys.skip()
    keys.follow(page.get_by_role("link", name="以表格").first)
    keys.skip()
    keys.follow(page.locator("#main").get_by_role("link", name="查核點", exact=True))

    keys.skip()
    due = page.get_by_label("A-1 預定完成日", exact=True)
    keys.go(due)
    keys.type("107/2/28")
    expect(page.locator("#grid-help")).to_contain_text("107/02/28")
    keys.press("Enter")
    expect(page.get_by_label("A-2 預定完成日", exact=True)).to_be_focused()
    keys.go(page.get_by_label("變更理由"), key="Shift+Tab")
    keys.type("配合公告期程")
    keys.go(page.get_by_label("變更影響"))
    keys.type("無")
    keys.follow(page.get_by_role("button", name="檢查並預覽"))
    send = page.get_by_role("button", name="送審")
    expect(send).to_be_visible()
    keys.follow(send, key="Shift+Tab")

    expect(page.get_by_role("status").filter(has_text="送審").first).to_be_visible()


@pytest.mark.usefixtures("late")
def test_a_manager_sees_why_the_worst_plan_is_late_and_asks_for_an_answer(
    page: Page, keys: Keyboard, settings: Settings
) -> None:
    keys.sign_in("manager", settings)
    keys.skip()
    keys.go(page.get_by_role("link", name=NAME, exact=True))
    keys.follow(page.get_by_role("link", name="查核點 A-1 落後"))
    expect(page.get_by_text("逾期超過 30 天為紅燈").first).to_be_visible()

    keys.skip()
    keys.choose(page.get_by_label("指派給"), "示範填報人")
    keys.follow(page.get_by_role("button", name="指派"))

    expect(page.get_by_role("status").filter(has_text="指派")).to_be_visible()


@pytest.mark.usefixtures("demo")
def test_a_manager_approves_a_report(
    page: Page, keys: Keyboard, settings: Settings, command_line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "期末.xlsx"
    assert command_line("workbook", "export", "SMEITA-107", "--period", "期末", "--out", file).code == 0
    assert command_line("demo", "fill", file).code == 0
    assert command_line("workbook", "submit", file, "--as", "contractor@demo.example").code == 0
    approve_the_report(page, keys, settings)


def approve_the_report(page: Page, keys: Keyboard, settings: Settings) -> None:
    page.once("dialog", lambda dialog: dialog.accept())  # Enter, to the browser's own question
    keys.sign_in("manager", settings)
    keys.skip()
    keys.follow(page.get_by_role("link", name="期末期報"))
    keys.skip()
    keys.follow(page.locator("#main").get_by_role("link", name="審查", exact=True))
    keys.follow(page.get_by_role("button", name="核定", exact=True))

    expect(page.get_by_role("status").filter(has_text="已核定，計畫資料已更新")).to_be_visible()


@pytest.mark.usefixtures("late")
def test_an_auditor_goes_from_a_figure_to_its_history_and_to_the_trail(
    page: Page, keys: Keyboard, settings: Settings
) -> None:
    keys.sign_in("auditor", settings)
    page.goto("/plans/SMEITA-107/variance")
    keys.skip()
    figure = page.locator("#main a[href*='/history?section=indicators']").first
    keys.follow(figure)
    expect(page.get_by_role("heading", name="這個數字的來歷")).to_be_visible()

    page.goto("/")
    keys.skip()
    keys.follow(page.get_by_role("link", name="查閱稽核軌跡"))
    keys.skip()
    keys.choose(page.get_by_label("類別"), "查核點")
    keys.follow(page.get_by_role("button", name="篩選"))
    trail = page.get_by_role("region", name="稽核軌跡清單")
    keys.skip()
    keys.go(trail)  # what can be moved can be moved by keys
    expect(trail).to_contain_text("查核點・整列・SMEITA-107")


@pytest.mark.usefixtures("late")
def test_an_administrator_gives_a_role_and_runs_a_job(page: Page, keys: Keyboard, settings: Settings) -> None:
    keys.sign_in("admin", settings)
    keys.skip()
    keys.follow(page.locator("#main").get_by_role("link", name="帳號"))
    keys.skip()
    keys.follow(page.get_by_role("link", name="示範計畫辦公室承辦人"))
    keys.skip()
    keys.choose(page.locator("#role"), "主管")
    keys.choose(page.locator("#agency"), "經濟部工業局")
    keys.go(page.locator("#reason").last)
    keys.type("代理三個月")
    keys.follow(page.get_by_role("button", name="授予"))
    expect(page.get_by_role("status").filter(has_text="主管").first).to_be_visible()

    page.goto("/")
    keys.skip()
    keys.follow(page.locator("#main").get_by_role("link", name="排程"))
    keys.skip()
    keys.follow(page.get_by_role("link", name="落後掃描"))
    keys.skip()
    keys.follow(page.get_by_role("button", name="立即執行"))
    expect(page.get_by_role("status").filter(has_text="已通知排程程式立即執行")).to_be_visible()
