"""``page``: a tab of a real Chromium on the live server. What went wrong in it is kept in build/screenshots."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from config import ROOT

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
SCREENSHOTS = ROOT / "build" / "screenshots"
ARGUMENTS = ["--disable-gpu", "--disable-dev-shm-usage"]
SECONDS = 1000  # Playwright counts milliseconds

_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not there; scripts/test-setup.sh installs it, or name yours in CHROMIUM"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def browser_context(browser: Browser, live_server: str) -> Iterator[BrowserContext]:
    """A visitor's own cookies and downloads; paths given to ``goto`` are on the live server."""
    context = browser.new_context(
        base_url=live_server, locale="zh-TW", timezone_id="Asia/Taipei", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10 * SECONDS)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext, live_server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab. The test fails when a script breaks, the security policy stops something, or another host is asked."""
    if not request.node.get_closest_marker("browser"):
        pytest.fail("a test that uses a browser must carry @pytest.mark.browser")
    tab = browser_context.new_page()
    complaints = _complaints(tab, live_server)
    yield tab
    if complaints or request.node.stash.get(_failed, False):
        tab.screenshot(path=SCREENSHOTS / _file_name(request.node), full_page=True)
    assert not complaints


def _file_name(item: pytest.Item) -> str:
    return re.sub(r"[^\w-]+", "-", item.nodeid).strip("-") + ".png"


def _complaints(tab: Page, server: str) -> list[str]:
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A page that rightly answers 4xx is an error to the console too, and none to us.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            found.append(message.text)

    def watch(sent: Request) -> None:
        if not sent.url.startswith((server, "data:", "blob:")):
            found.append(f"asked another host: {sent.url}")

    tab.on("console", hear)
    tab.on("pageerror", lambda error: found.append(str(error)))
    tab.on("request", watch)
    return found
