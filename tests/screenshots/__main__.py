"""Take the pictures; exit with 1 where a page did not open or is wider than its window."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from support.browser_fixtures import ARGUMENTS, CHROMIUM, SCREENSHOTS
from support.page_list import pages_of_the_whole_demo

from config import Settings
from screenshots.gallery import write_index
from screenshots.pictures import Picture, pictures_of
from screenshots.stage import served_demo


def main(folder: Path) -> int:
    """Fill ``folder`` anew, and say where to look."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    password = Settings.from_environment().demo_password
    pictures: list[Picture] = []
    with served_demo() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for role, addresses in pages_of_the_whole_demo().items():
            pictures += pictures_of(browser, server, role, password, addresses, folder)
        browser.close()
    faulty = [one for one in pictures if one.fault]
    for one in faulty:
        print(f"{one.role} {one.address} {one.mode}: {one.fault}")
    print(f"{len(pictures)} pictures: {write_index(pictures, folder)}")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(SCREENSHOTS / "pages"))
