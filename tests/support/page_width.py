"""Whether a page can be read without moving it sideways (WCAG 1.4.10, 1.4.4)."""

from playwright.sync_api import Page

#: CSS pixels: the narrowest window that must do, and a desktop of 1366 at 200 %.
NARROW, ZOOMED = 320, 683


def sideways(page: Page) -> int:
    """How many pixels of the page lie outside its window."""
    return int(page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"))


def too_wide(page: Page) -> list[str]:
    """What the page is too wide for; the window is as wide afterwards as before."""
    before = page.viewport_size
    found = []
    for width in (NARROW, ZOOMED):
        page.set_viewport_size({"width": width, "height": 512})
        if outside := sideways(page):
            found.append(f"{outside} pixels stand outside a window of {width}")
    if before:
        page.set_viewport_size(before)
    return found
