"""The colours of the style sheet, read from where they are declared (app/assets/css), for the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.domain.contrast import SHAPE, TEXT, contrast
from config import ROOT

STYLES = ROOT / "app" / "assets" / "css"
_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
SURFACE = "tblr-bg-surface"
TONES = {"red": "紅", "yellow": "黃", "green": "綠", "blue": "藍", "grey": "灰"}


@dataclass(frozen=True, slots=True)
class Colour:
    """A token: its name in the style sheets, and what it is in light and in dark."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens that stand on one another, and how far they must be told apart."""

    use: str
    over: Colour
    under: Colour
    least: Decimal

    @property
    def light(self) -> Decimal:
        """Their contrast on a light page."""
        return contrast(self.over.light, self.under.light)

    @property
    def dark(self) -> Decimal:
        """Their contrast on a dark page."""
        return contrast(self.over.dark, self.under.dark)

    @property
    def is_enough(self) -> bool:
        """Whether both can be read."""
        return min(self.light, self.dark) >= self.least


@cache
def colours() -> dict[str, Colour]:
    """Every colour that is declared for light and dark, by its name."""
    text = "".join((STYLES / file).read_text(encoding="utf-8") for file in ("tokens.css", "charts.css"))
    return {name: Colour(name, light, dark) for name, light, dark in _COLOUR.findall(text)}


def pairs() -> tuple[Pair, ...]:
    """What stands on what on our pages."""
    return tuple(_pairs(colours()))


def _pairs(known: dict[str, Colour]) -> Iterator[Pair]:
    surface = known[SURFACE]
    for ground, where in ((SURFACE, "卡片"), ("tblr-body-bg", "頁面"), ("tblr-bg-surface-tertiary", "表頭")):
        yield Pair(f"內文在{where}上", known["tblr-body-color"], known[ground], TEXT)
        yield Pair(f"次要文字在{where}上", known["tblr-secondary"], known[ground], TEXT)
        yield Pair(f"連結在{where}上", known["tblr-link-color"], known[ground], TEXT)
    yield Pair("欄位外框", known["field-line"], known["tblr-bg-forms"], SHAPE)
    for tone, word in TONES.items():
        yield Pair(f"{word}：字在底色上", known[f"{tone}-ink"], known[f"{tone}-wash"], TEXT)
        yield Pair(f"{word}：字在卡片上", known[f"{tone}-ink"], surface, TEXT)
        yield Pair(f"{word}：圖形在卡片上", known[f"{tone}-sign"], surface, SHAPE)
