"""What rounding or cutting off at the printed place can explain (尾差, field-notes 2.3)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.words import NO_UNIT, Unit

_ZERO = Decimal(0)
_HALF = Decimal("0.5")
_LARGE = 10_000  # an integer without a unit and of this size may well be 千元 or 萬元


def is_rounded(cell: Cell, unit: Unit) -> bool:
    """Whether a printed figure may stand for a longer one: decimals, 千元 and above, shares."""
    return cell.places > 0 or cell.is_percent or unit.is_rounded


def sum_slack(total: Cell, parts: Sequence[Cell], unit: Unit) -> Decimal:
    """How far a total may lie from the sum of its parts when each figure was rounded or cut off by itself.

    Zero for counts and whole 元: people and cases are not rounded.
    """
    if not any(is_rounded(cell, unit) for cell in (total, *parts)):
        return _ZERO
    added = [cell for cell in parts if cell.value is not None]  # a printed 0 may be 0.4
    return sum((cell.ulp for cell in added), _ZERO) + total.ulp * _HALF


def is_within_unknown_rounding(total: Cell, parts: Sequence[Cell], unit: Unit, difference: Decimal) -> bool:
    """Whether a difference of at most half a unit per part could be rounding in a table without a unit."""
    if unit is not NO_UNIT or total.value is None or abs(total.value) < _LARGE:
        return False
    return abs(difference) <= max(Decimal(1), _HALF * len(parts))


def share_slack(printed: Cell, numerator: Cell, denominator: Cell, units: tuple[Unit, Unit]) -> Decimal:
    """How far a printed ratio may lie from the recomputed one: one unit of its last place, and what the
    rounding of numerator and denominator adds to it."""
    slack = printed.ulp
    if printed.value is None:
        return slack
    for cell, unit in zip((numerator, denominator), units, strict=True):
        if cell.value and is_rounded(cell, unit):
            slack += abs(printed.value) * cell.ulp / abs(cell.value)
    return slack


def is_printed_form_of(value: Decimal, printed: Cell) -> bool:
    """Whether rounding half-up, or cutting off, gives exactly what is printed."""
    place = printed.ulp
    return printed.value in (value.quantize(place, ROUND_HALF_UP), value.quantize(place, ROUND_DOWN))


def shown(value: Decimal, places: int) -> str:
    """A recomputed figure at the printed place, half-up, as it would have to be printed."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
