"""How cells look: a handful of looks and number formats, named by their role, for both file formats."""

from dataclasses import dataclass, replace
from enum import StrEnum

FONT = "Microsoft JhengHei"  # on every Windows sold in Taiwan; elsewhere the program takes its own


class Align(StrEnum):
    """Where a value stands in its cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Look:
    """The dress of a role. Colours are six hexadecimal digits."""

    size: int = 11
    bold: bool = False
    colour: str = "262626"
    fill: str | None = None
    border: str | None = None
    wrap: bool = False
    locked: bool = True
    middle: bool = False  # centred between top and bottom


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a figure is shown: decimals and a suffix. ``places`` is ``None`` for text."""

    places: int | None = None
    suffix: str = ""

    @property
    def code(self) -> str:
        """The format as Excel writes it."""
        if self.places is None:
            return "@"
        decimals = "." + "0" * self.places if self.places else ""
        return f"#,##0{decimals}" + (f'"{self.suffix}"' if self.suffix else "")


@dataclass(frozen=True, slots=True)
class Style:
    """Everything about a cell but its value."""

    look: Look
    number: NumberFormat = NumberFormat()
    align: Align = Align.LEFT


TEXT = NumberFormat()
INTEGER = NumberFormat(0)

_LINE = "BFBFBF"

TITLE = Look(size=15, bold=True, colour="1F3864", middle=True)
NOTE = Look(size=10, colour="595959", wrap=False, middle=True)
HEADER_LOCKED = Look(bold=True, colour="FFFFFF", fill="44546A", border=_LINE, wrap=True, middle=True)
HEADER_OPEN = Look(bold=True, colour="FFFFFF", fill="9C5700", border=_LINE, wrap=True, middle=True)
LOCKED = Look(colour="404040", fill="F2F2F2", border=_LINE, wrap=True, middle=True)
OPEN = Look(fill="FFF8DC", border=_LINE, wrap=True, middle=True, locked=False)
TOTAL = Look(bold=True, colour="1F3864", fill="DDEBF7", border=_LINE, middle=True)
HIDDEN = Look(size=9, colour="7F7F7F")
# As above, in rows that people sort: Excel refuses to sort what is locked.
LOCKED_SORTABLE = replace(LOCKED, locked=False)
HIDDEN_SORTABLE = replace(HIDDEN, locked=False)
# Taken on and off by formulas; laid over the looks above, so only colours count.
LATE = Look(bold=True, colour="9C0006", fill="FFD9D9", border=_LINE, middle=True)
MISSING = Look(bold=True, colour="7F3F00", fill="FFB870", border=_LINE, middle=True)
COVER_LABEL = Look(bold=True, colour="1F3864", fill="DDEBF7", border=_LINE, middle=True)
COVER_VALUE = Look(border=_LINE, wrap=True, middle=True)
COVER_SECTION = Look(size=13, bold=True, colour="1F3864", middle=True)
COVER_STEP = Look(wrap=True)
COVER_NUMBER = Look(bold=True, colour="1F3864")
