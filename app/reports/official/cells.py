"""Figures as cells: text for people, value for spreadsheets, in one step."""

from decimal import Decimal

from app.domain.figures import NO_FIGURE, figure_text, round_half_up
from app.domain.plan_document import Checkpoint, Indicator
from app.domain.quantity import format_quantity
from app.domain.units import is_money, unit_scale
from app.reports.official.table import Cell, Role

_AFTER = {">=": "以上", "<=": "以下"}
_BEFORE = {">": "超過 ", "<": "低於 ", "~": "約 "}


def figure(value: Decimal | int | None, *, is_total: bool = False, places: int | None = None) -> Cell:
    """A figure with commas, exact or rounded half-up to ``places``; 「—」 where it is not known."""
    if value is None:
        return Cell(NO_FIGURE, Role.FIGURE, is_total=is_total)
    exact = Decimal(value)
    shown = exact if places is None else round_half_up(exact, places)
    text = figure_text(shown) if places is None else f"{shown:,f}"
    return Cell(text, Role.FIGURE, value=shown, is_total=is_total)


def target_text(row: Indicator | Checkpoint) -> str:
    """原訂目標值 with its bound: 「167 案以上」."""
    if row.target is None or row.unit is None:
        return NO_FIGURE
    amount = _amount(row.target, row)
    return f"{_BEFORE.get(row.target_qualifier, '')}{amount}{_AFTER.get(row.target_qualifier, '')}"


def actual_text(row: Indicator) -> str:
    """實際達成值: 「214 案」; 「—」 while nothing is reported."""
    return NO_FIGURE if row.actual is None else _amount(row.actual, row)


def _amount(value: Decimal, row: Indicator | Checkpoint) -> str:
    """Money keeps the decimals of its indicator (0.50 億元); anything else is exact (20%, 25.84%)."""
    unit = row.unit or ""
    if isinstance(row, Indicator) and is_money(unit):
        return format_quantity(value, unit, places=row.places)
    return f"{figure_text(value, scale=unit_scale(unit)[1])}{'' if unit == '%' else ' '}{unit}"
