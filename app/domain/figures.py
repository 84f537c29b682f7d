"""Computed figures as people read them: exact or rounded half-up, with commas, and only here.

Everything before this point stays an exact ``Decimal``; rounding happens once, when a figure is shown
(design section 4). Quantities that people type are the business of ``quantity``.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

#: Shown where a rate has no meaning, for instance above a denominator of zero (field-notes 1.4).
NO_FIGURE = "—"


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The value with exactly ``places`` decimals; a half goes away from zero, as 主計 offices round."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def figure_text(value: Decimal, *, scale: Decimal = Decimal(1)) -> str:
    """A base figure in its printed unit: exact, with commas, without trailing zeros.

    ``scale`` is how many base units one printed unit holds (億元 is 100,000,000 元), so 150,000,000 is "1.5".
    """
    text = f"{value / scale:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_text(ratio: Decimal | None, *, places: int = 1) -> str:
    """A ratio as a percentage ("128.1%"); "—" when there is none."""
    if ratio is None:
        return NO_FIGURE
    return f"{round_half_up(ratio * 100, places):,f}%"
