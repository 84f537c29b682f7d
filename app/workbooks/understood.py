"""What a typed text was taken for, said back to whoever typed it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.figures import figure_text
from app.domain.plan_document import CompletionBasis
from app.domain.roc_calendar import DateStyle, format_roc
from app.domain.roc_calendar.point import WEEKDAYS
from app.domain.units import unit_scale
from app.workbooks.layout import Column, Kind
from app.workbooks.parsing import FIXED_UNITS, CellError, parsed
from app.workbooks.showing import BEFORE


def understood(column: Column, text: str, *, unit: str | None, roc_year: int | None) -> str | None:
    """A figure with its unit, a day with its weekday, a choice in its official spelling.

    ``None`` where there is nothing to say: a text stands for itself, and what cannot be read has its own message.

    :param unit: what the row says in its column 單位.
    """
    try:
        values = parsed(column, text, unit=unit, roc_year=roc_year).values
        return _said(column, values, unit)
    except (CellError, ValueError):
        return None


def _said(column: Column, values: Mapping[str, Any], unit: str | None) -> str | None:
    value = values[column.field]
    if value is None or column.kind in (Kind.TEXT, Kind.SUB_PLAN, Kind.TAX_ID):
        return None
    if isinstance(value, date):
        before = BEFORE if values.get("completion_basis") is CompletionBasis.ON_OR_BEFORE else ""
        return f"{format_roc(value, DateStyle.PADDED)}{before}（星期{WEEKDAYS[value.weekday()]}）"
    if column.kind is Kind.CHOICE:
        return str(value)
    if column.kind is Kind.QUANTITY:
        return _quantity(Decimal(value), unit or "")
    if column.kind is Kind.COUNT:
        return figure_text(Decimal(value))
    sign = FIXED_UNITS[column.kind]
    return f"{figure_text(Decimal(value))}{'' if sign == '%' else ' '}{sign}"


def _quantity(value: Decimal, unit: str) -> str:
    """A figure in the unit of its row, and in base units where that is another one (5.01 億元 = 501,000,000 元)."""
    base, scale = unit_scale(unit)
    printed = f"{figure_text(value, scale=scale)} {unit}"
    return printed if scale == 1 else f"{printed} = {figure_text(value)} {base}"
