"""Differences between two figures (增減, 差異, 比較, 賸餘): which two is read from the numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from app.domain.crossfoot.identities import Identity, Spot, believed, value_at
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.words import Role, squeeze

_NEAR = 8  # the compared lines stand close to their difference
_HINT = re.compile(r"^(?:尚?未|不)|節餘|剩餘|餘數|待")  # amounts that may be what is left of others
_STRICT = Decimal("0.75")


def difference_checks(view: View) -> list[Identity]:
    """The best reading of every difference line, where one holds at most positions."""
    found: list[Identity] = []
    for line in view.lines:
        if line.role is Role.DIFFERENCE:
            found += believed(_readings(view, line))
        elif line.role is Role.AMOUNT and _HINT.search(squeeze(line.labels[-1] if line.labels else "")):
            found += believed(_readings(view, line), least=3, share=_STRICT, offsets=False)
    return found


def _readings(view: View, line: Line) -> Iterator[list[Identity]]:
    """Two lines near by; or, along one line, each figure less the one before (較上年增減)."""
    near = [
        other
        for other in view.lines
        if other is not line and other.role in (Role.AMOUNT, Role.RATIO) and abs(other.index - line.index) <= _NEAR
    ]
    for minuend in near:
        for subtrahend in near:
            if minuend is not subtrahend and minuend.role is subtrahend.role:
                yield list(_checks(view, line, [((minuend, p), (subtrahend, p)) for p in view.positions]))
    order = [p for p in view.positions if p.role is Role.AMOUNT and not p.is_total]
    for amount in near:
        if amount.role is Role.AMOUNT:
            yield list(_checks(view, line, [((amount, b), (amount, a)) for a, b in pairwise(order)]))


def _checks(view: View, line: Line, pairs: list[tuple[Spot, Spot]]) -> Iterator[Identity]:
    for minuend, subtrahend in pairs:
        position = minuend[1]
        printed = view.cell(line, position)
        a, b = value_at(view, *minuend), value_at(view, *subtrahend)
        if printed.value is None or a is None or b is None or position.role not in (Role.AMOUNT, Role.DIFFERENCE):
            continue
        slack = sum_slack(printed, [view.cell(*minuend), view.cell(*subtrahend)], view.unit(*minuend))
        formula = f"{_name(minuend, position, subtrahend)} － {_name(subtrahend, position, minuend)}"
        yield Identity(view, line, position, lambda v: v[0] - v[1], slack, (minuend, subtrahend), formula)


def _name(spot: Spot, position: Line, other: Spot) -> str:
    along = spot[0] is other[0]
    return f"『{spot[1].name}』的{spot[0].name}" if along or spot[1] is not position else spot[0].name
