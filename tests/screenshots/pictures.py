"""A page in each of the ways in which people look at it, and what is wrong with it at first sight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page
from support.page_width import sideways

TALLEST = 4_000  # pixels; what lies further down repeats what is above


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of looking: the width of the window, its height, colours and medium."""

    name: str
    width: int
    height: int
    colours: Literal["light", "dark"] = "light"
    medium: Literal["screen", "print"] = "screen"


MODES = (
    Mode("light", 1366, 768),
    Mode("dark", 1366, 768, colours="dark"),
    Mode("phone", 390, 844),
    Mode("print", 703, 994, medium="print"),  # A4 within its margins, at 96 pixels an inch
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of the folder."""

    file: str
    role: str
    address: str
    title: str
    mode: str
    fault: str = ""


def pictures_of(
    browser: Browser, server: str, role: str, password: str, addresses: Sequence[str], folder: Path
) -> Iterator[Picture]:
    """Open each address once as ``role`` (nobody, if empty), and take it in every mode."""
    context = browser.new_context(base_url=server, locale="zh-TW", timezone_id="Asia/Taipei", reduced_motion="reduce")
    page = context.new_page()
    if role:
        sign_in(page, role, password)
    for address in addresses:
        answer = page.goto(address)
        missing = answer is None or (not answer.ok and address != "/nowhere")
        title = page.title().partition("｜")[0]
        for mode in MODES:
            file = f"{_file_name(role or 'nobody', address)}.{mode.name}.png"
            fault = f"未能開啟（{answer.status if answer else '—'}）" if missing else _take(page, mode, folder / file)
            yield Picture("" if missing else file, role or "nobody", address, title, mode.name, fault)
    context.close()


def sign_in(page: Page, role: str, password: str) -> None:
    """Through the sign-in page, as everybody."""
    page.goto("/login")
    page.get_by_label("電子郵件").fill(f"{role}@demo.example")
    page.get_by_label("密碼").fill(password)
    page.get_by_role("button", name="登入").click()
    page.wait_for_url(lambda url: "/login" not in url)


def _take(page: Page, mode: Mode, file: Path) -> str:
    page.set_viewport_size({"width": mode.width, "height": mode.height})
    page.emulate_media(color_scheme=mode.colours, media=mode.medium)
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": mode.width, "height": height})
    outside = sideways(page)
    return f"超出頁寬 {outside} 像素" if outside > 0 else ""


def _file_name(role: str, address: str) -> str:
    return f"{role}{re.sub(r'[^a-zA-Z0-9一-鿿]+', '-', address).rstrip('-')}"
