"""What a share, a rate, an average or a growth may have been computed from: the candidates that the numbers judge."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.domain.crossfoot.structure import Axis, Line, View
from app.domain.crossfoot.words import Role, squeeze

_NEAR = 14  # amounts within so many lines of a ratio are tried; tables are read from left to right
_GROWTH = re.compile(r"成長|增率|增幅|年增|增減率|增減[（(]?[%％比百]|變動率|較上年|增減比")

Base = Callable[[Line], Line | None]
"""From a position to the position where the denominator stands: itself, its total, its neighbour."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a ratio line may have been computed from: Σ numerators × scale ÷ denominator at a base position."""

    numerators: tuple[tuple[Line, int], ...]  # with their signs
    denominator: Line
    base: Base
    base_name: str
    scale: Decimal
    offset: Decimal = Decimal(0)  # 100 for growth: this year is 104.6 % of last year, and grew by 4.6 %

    @property
    def formula(self) -> str:
        """「申請案數 ÷ 合計的申請案數」"""
        top = "".join(
            f"{'' if i == 0 else ('＋' if sign > 0 else '－')}{line.name}"
            for i, (line, sign) in enumerate(self.numerators)
        )
        top = f"（{top}）" if len(self.numerators) > 1 else top
        return f"{top} ÷ {self.base_name}{self.denominator.name}{less_one(self.offset)}"


def less_one(offset: Decimal) -> str:
    """What a formula ends with when growth is meant."""
    return " － 1" if offset else ""


def readings_of(view: View, line: Line, parents: dict[int, tuple[Line, ...]]) -> Iterator[Reading]:
    """Every reading of a ratio line, the simpler first.

    :param parents: for each position index the totals it is part of, the nearest first.
    """
    amounts = sorted(view.amounts, key=lambda a: abs(a.index - line.index))[:_NEAR]
    scales = _scales(view, line)
    for base_name, base in _bases(view, parents):
        for top in amounts:
            for scale in scales:
                yield Reading(((top, 1),), top, base, base_name, scale)
    for bottom in amounts:
        for tops in _numerators(amounts, bottom):
            for scale in _unit_scales(view, line, tops, scales):
                yield Reading(tops, bottom, lambda position: position, "", scale)
    if _GROWTH.search(squeeze("".join(line.labels))):
        yield from _growth(view, amounts)
    if view.axis is Axis.ROWS:
        yield from _beside(view, amounts)


def _numerators(amounts: Sequence[Line], bottom: Line) -> Iterator[tuple[tuple[Line, int], ...]]:
    for top in amounts:
        if top is not bottom:
            yield ((top, 1),)
    order = sorted(amounts, key=lambda a: a.index)
    for run in zip(order, order[1:], order[2:], strict=False):  # (實支＋應付未付＋節餘) ÷ 分配, field-notes 1.4
        if bottom not in run:
            yield tuple((line, 1) for line in run)
    for one, two in pairwise(order):
        if bottom not in (one, two):
            yield ((one, 1), (two, 1))
        elif bottom is one:
            yield ((two, 1), (one, -1))
        else:
            yield ((one, 1), (two, -1))


def _scales(view: View, line: Line) -> tuple[Decimal, ...]:
    header = "".join(line.labels)
    if any(view.cell(line, p).is_percent for p in view.positions):
        return (Decimal(100),)
    if "倍" in header or "每" in header or "平均" in header:
        return (Decimal(1),)
    return (Decimal(100), Decimal(1))  # a spreadsheet may hold 27.2 % as 0.272


def _unit_scales(
    view: View, line: Line, tops: tuple[tuple[Line, int], ...], scales: tuple[Decimal, ...]
) -> tuple[Decimal, ...]:
    """An average in 元 of amounts in 千元 is a thousand times the quotient."""
    target, source = line.unit.scale, tops[0][0].unit.scale
    if target is None or source is None or target == source:
        return scales
    return (source / target, *scales)


def _bases(view: View, parents: dict[int, tuple[Line, ...]]) -> Iterator[tuple[str, Base]]:
    """A share's denominator stands in the nearest total, or in the total of everything."""
    if not parents:
        return
    by_index = {p.index: p for p in view.positions}

    def nearest(position: Line) -> Line | None:
        above = parents.get(position.index)
        return above[0] if above else by_index.get(position.index) if position.is_total else None

    def outermost(position: Line) -> Line | None:
        current = position
        for _ in range(len(by_index)):
            above = parents.get(current.index)
            if not above:
                break
            current = above[-1]
        return current if current.is_total or current is not position else None

    yield "合計的", nearest
    yield "總計的", outermost


def _growth(view: View, amounts: Sequence[Line]) -> Iterator[Reading]:
    """The rate by which each figure exceeds the one before it (年增率)."""
    order = [p for p in view.positions if not p.is_total and p.role is Role.AMOUNT]
    before = {p.index: q for q, p in pairwise(order)}
    for amount in amounts:
        yield Reading(((amount, 1),), amount, lambda p: before.get(p.index), "前期的", Decimal(100), Decimal(100))


def _beside(view: View, amounts: Sequence[Line]) -> Iterator[Reading]:
    """An average row divides the money of a total by the count printed beside it (每案平均績效)."""
    order = list(view.positions)
    at = {p.index: k for k, p in enumerate(order)}

    def left(position: Line) -> Line | None:
        k = at[position.index]
        return order[k - 1] if k else None

    def right(position: Line) -> Line | None:
        k = at[position.index]
        return order[k + 1] if k + 1 < len(order) else None

    for top in (amount for amount in amounts if amount.is_total):
        yield Reading(((top, 1),), top, left, "左欄的", Decimal(1))
        yield Reading(((top, 1),), top, right, "右欄的", Decimal(1))
