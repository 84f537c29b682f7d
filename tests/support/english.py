"""What a page says in Chinese where everything should be in English."""

import re
from collections.abc import Iterator

from support.html_pages import Element

from app.translations.page_source import CHINESE

MARKED = "zh-Hant-TW"
#: What holds words of the system alone; people's own words stand elsewhere.
OURS = ("nav", "label", "legend", "summary", "caption", "button", "dt", "figcaption", "footer")


def chinese_of_ours(root: Element) -> list[str]:
    """Texts of menus, buttons, labels and heads of tables that are in Chinese and do not say so."""
    ours = [*(element for tag in OURS for element in root.all(tag)), *root.all("th", scope="col")]
    return [text for element in ours for text in _unmarked(element) if CHINESE.search(text)]


def _unmarked(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield re.sub(r"「[^」]*」|“[^”]*”", "", child)  # what is quoted is to be typed, or was
        elif child.get("lang") != MARKED and child.tag not in ("select", "textarea"):
            yield from _unmarked(child)
