"""Figures as Taiwanese officials write them (field-notes 2): read from fields, cells and prose, and written back."""

from app.domain.quantity.cells import parse_quantity, read_in_unit
from app.domain.quantity.format import ROUNDING_NAMES, Rounding, Style, format_quantity, round_to
from app.domain.quantity.model import Qualifier, Quantity, QuantityError
from app.domain.quantity.parse import find_quantities, is_blank

__all__ = [
    "ROUNDING_NAMES",
    "Qualifier",
    "Quantity",
    "QuantityError",
    "Rounding",
    "Style",
    "find_quantities",
    "format_quantity",
    "is_blank",
    "parse_quantity",
    "read_in_unit",
    "round_to",
]
