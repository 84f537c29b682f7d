"""Amounts that are a quantity times a price (數量 × 單價 = 金額), as cost tables print them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from math import prod

from app.domain.crossfoot.identities import Identity, believed
from app.domain.crossfoot.rounding import is_rounded
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.words import Role

_PRICE = re.compile(r"單\s*價|單位成本|單位[經費]?費用?|費率|月薪|薪資標準|編列基準|^每(?!.*平均)")
_AMOUNT = re.compile(r"金額|複價|總價|小計|合計|預算|經費|費用|總額|總計")
_NEAR = 5
_LEAST = 3
_MOST = Decimal("0.75")


def product_checks(view: View) -> list[Identity]:
    """Amounts beside a price that are the product of it and one or two quantities at most positions."""
    prices = [line for line in view.lines if _PRICE.search(line.name)]
    found: list[Identity] = []
    for line in view.amounts if prices else ():
        if _AMOUNT.search(line.name) and line not in prices:
            found += believed(_readings(view, line, prices), least=_LEAST, share=_MOST, offsets=False)
    return found


def _readings(view: View, line: Line, prices: list[Line]) -> Iterator[list[Identity]]:
    quantities = [
        other
        for other in view.amounts
        if other is not line and other not in prices and abs(other.index - line.index) <= _NEAR
    ]
    for price in prices:
        for count in (1, 2):
            for factors in combinations(quantities, count):
                for scale in (Decimal(1), Decimal("0.001")):
                    yield list(_checks(view, line, (*factors, price), scale))


def _checks(view: View, line: Line, factors: tuple[Line, ...], scale: Decimal) -> Iterator[Identity]:
    formula = " × ".join(factor.name for factor in factors) + (" ÷ 1000" if scale != 1 else "")
    for position in view.positions:
        cells = [view.cell(factor, position) for factor in factors]
        if view.cell(line, position).value is None or position.role is not Role.AMOUNT or position.is_total:
            continue
        value, spread = scale, Decimal(0)
        for cell in cells:
            if not cell.value:
                break
            value *= cell.value
            spread += cell.ulp / abs(cell.value) if is_rounded(cell, view.unit(line, position)) else 0
        else:
            slack = view.cell(line, position).ulp * (scale != 1) + abs(value) * spread
            spots = tuple((factor, position) for factor in factors)
            yield Identity(view, line, position, lambda v: scale * prod(v), slack, spots, formula)
