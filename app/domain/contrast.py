"""How far two colours can be told apart (WCAG 2.1, 1.4.3 and 1.4.11: relative luminance and contrast ratio)."""

from decimal import Decimal

TEXT = Decimal("4.5")  # of letters against what is behind them
SHAPE = Decimal(3)  # of signs, and of the frames of fields


def contrast(one: str, other: str) -> Decimal:
    """The ratio of two colours given as ``#rrggbb``: 1 for the same one, 21 for black and white.

    Cut off, not rounded, to two places: 4.499 is not enough.
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return Decimal(int((light + 0.05) / (dark + 0.05) * 100)) / 100


def luminance(colour: str) -> float:
    """How bright a colour ``#rrggbb`` is, from 0 for black to 1 for white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
