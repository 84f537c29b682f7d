"""One cell of a table: the text as printed and the number it states, if it states one."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

# A figure may carry a currency before it, a unit or a footnote mark behind it; anything else makes it text.
_FIGURE = re.compile(
    r"""^(?:NT\$|新[臺台]幣)?
        (?P<sign>[-−‐–△▲]?)
        (?P<digits>\d{1,3}(?:,\d{3})+|\d+)
        (?P<fraction>\.\d+)?
        (?P<unit>%|[億萬千]?元|[億萬]|人次|家次|場次|案|件|家|人|場|次|名|個|份|倍)?
        \*{0,3}$""",
    re.VERBOSE,
)
_DASHES = frozenset({"-", "—", "－", "–", "─", "--", "…", "N/A", "n/a"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell prints. ``value`` is ``None`` for text, blanks and dashes: not reported is never zero.

    ``places`` counts the printed decimals, so that rounding is judged at the place people see.
    """

    text: str
    value: Decimal | None = None
    places: int = 0
    is_percent: bool = False

    @property
    def ulp(self) -> Decimal:
        """One unit of the last printed place."""
        return Decimal(1).scaleb(-self.places)

    @property
    def is_blank(self) -> bool:
        """Nothing is stated: an empty cell or one of the usual dashes."""
        return not self.text or self.text in _DASHES


BLANK = Cell("")


def parse_cell(raw: str) -> Cell:
    """Read a cell as offices write it: thousands commas, %, △ or ( ) for negatives, a unit, full width.

    Codes with leading zeros (0271), dates and anything else with letters stay text (field-notes 2.1, 9 and 10).
    """
    verbatim = raw.strip()
    text = unicodedata.normalize("NFKC", verbatim).replace(" ", "")
    negative = text.startswith("(") and text.endswith(")") and len(text) > 2
    match = _FIGURE.match(text[1:-1] if negative else text)
    if match is None or _is_code(match["digits"]):
        return Cell(verbatim)
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if negative or match["sign"]:
        number = -number
    return Cell(verbatim, number, len((match["fraction"] or ".")[1:]), match["unit"] == "%")


def _is_code(digits: str) -> bool:
    return len(digits) > 1 and digits.startswith("0")


def digits_of(value: Decimal) -> str:
    """The digits of a figure without sign and point, as one compares them when looking for a slip of the pen."""
    return re.sub(r"\D", "", f"{abs(value):f}")
