"""Shares, rates, averages and multiples: which amounts each was computed from, found by trying them.

A header says only that a figure is a ratio (占…比例, 通過率, 每案平均, ROI). What was divided by what is read from
the numbers: the reading that gives the printed figures at most positions is taken, and the rest is suspect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.ratio_readings import Reading, less_one, readings_of
from app.domain.crossfoot.rounding import is_printed_form_of, share_slack
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.words import ROUNDED, Role, squeeze

_MIN_HELD = 2  # a reading that gives one figure only may give it by chance
_SAMPLE = 60  # positions on which readings are compared; the chosen one is then checked everywhere


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """One printed ratio beside the recomputed one."""

    view: View
    line: Line
    reading: Reading
    position: Line
    printed: Cell
    value: Decimal
    slack: Decimal
    top: Decimal
    bottom: Decimal

    @property
    def formula(self) -> str:
        """「『學校』的申請案數 ÷ 『合計』的申請案數」, or, within one row, 「執行數 ÷ 申請數」."""
        base = self.reading.base(self.position)
        if base is None or base is self.position:
            return self.reading.formula
        top, bottom = self.reading.numerators[0][0], self.reading.denominator
        return f"『{self.position.name}』的{top.name} ÷ 『{base.name}』的{bottom.name}{less_one(self.reading.offset)}"

    @property
    def difference(self) -> Decimal:
        """Printed minus recomputed."""
        return (self.printed.value or Decimal(0)) - self.value

    @property
    def holds(self) -> bool:
        """Within one unit of the last place (field-notes 2.3) and what rounded inputs add."""
        return abs(self.difference) < self.slack

    @property
    def is_exact(self) -> bool:
        """Rounded half-up, or cut off, to just what is printed."""
        return is_printed_form_of(self.value, self.printed)

    @property
    def is_trivial(self) -> bool:
        """0 and 100 % fit many readings and prove none."""
        return self.value in (0, self.reading.scale) and self.printed.value in (0, self.reading.scale)


@dataclass(frozen=True, slots=True)
class RatioRelation:
    """A ratio line, how it was computed, and how it fared."""

    view: View
    line: Line
    reading: Reading
    checks: tuple[RatioCheck, ...]


def ratio_relations(view: View, parents: dict[int, tuple[Line, ...]]) -> list[RatioRelation]:
    """The confirmed reading of every ratio line.

    :param parents: for each position index the totals it is part of, the nearest first.
    """
    found = []
    for line in view.lines:
        if line.role is Role.RATIO:
            relation = _best(view, line, parents)
            if relation is not None:
                found.append(relation)
    return found


def ratio_balance(view: View, parents: dict[int, tuple[Line, ...]]) -> int:
    """How many ratios hold, less those that do not: the measure by which a suspected figure is judged."""
    checks = [check for relation in ratio_relations(view, parents) for check in relation.checks]
    return sum(1 if check.holds else -1 for check in checks)


def check_ratio(view: View, line: Line, reading: Reading, position: Line) -> RatioCheck | None:
    """Recompute one ratio; ``None`` when an input is missing or the denominator is zero."""
    printed = view.cell(line, position)
    base = reading.base(position)
    if printed.value is None or base is None:
        return None
    bottom = view.cell(reading.denominator, base)
    tops = [(view.cell(top, position), sign) for top, sign in reading.numerators]
    if not bottom.value or all(cell.value is None for cell, _ in tops):
        return None
    top = sum((sign * (cell.value or Decimal(0)) for cell, sign in tops), Decimal(0))
    value = top * reading.scale / bottom.value - reading.offset
    units = (view.unit(reading.numerators[0][0], position), view.unit(reading.denominator, base))
    if "平均" in "".join((*position.labels, *base.labels)):  # means of counts are rounded
        units = (ROUNDED, ROUNDED)
    slack = share_slack(
        replace(printed, value=printed.value + reading.offset), Cell("", top, tops[0][0].places), bottom, units
    )
    return RatioCheck(view, line, reading, position, printed, value, slack, top, bottom.value)


def _best(view: View, line: Line, parents: dict[int, tuple[Line, ...]]) -> RatioRelation | None:
    filled = [p for p in view.positions if view.cell(line, p).value is not None]
    if len(filled) < _MIN_HELD:
        return None
    sample = filled[:: max(1, len(filled) // _SAMPLE)]
    best: tuple[tuple[float, ...], Reading] | None = None
    for reading in readings_of(view, line, parents):
        score = _score(view, line, reading, sample)
        if score is not None and (best is None or score > best[0]):
            best = (score, reading)
    if best is None:
        return None
    checks = [c for p in filled if (c := check_ratio(view, line, best[1], p)) is not None]
    return RatioRelation(view, line, best[1], tuple(checks))


def _score(view: View, line: Line, reading: Reading, sample: Sequence[Line]) -> tuple[float, ...] | None:
    """How well a reading explains a line; ``None`` when not well enough to be believed."""
    checks = [c for p in sample if (c := check_ratio(view, line, reading, p)) is not None]
    telling = [c for c in checks if not c.is_trivial]
    held = sum(c.holds for c in telling)
    held += _exchanged(telling, amounts=held >= _MIN_HELD)
    if held < _MIN_HELD and not (held == 1 and len(telling) <= 2 and _is_named(view, line, reading)):
        return None
    if held < (0.5 if _is_named(view, line, reading) else 0.6) * len(telling) or len(telling) * 2 < len(sample) - 2:
        return None
    if held < _MIN_HELD + 1 and reading.scale == 1 and not _is_named(view, line, reading) and not reading.base_name:
        return None
    exact = sum(c.is_exact for c in telling)
    distance = max(abs(top.index - line.index) for top, _ in reading.numerators)
    return (held / len(telling), exact / len(telling), held, -len(reading.numerators), -distance)


def _exchanged(checks: Sequence[RatioCheck], *, amounts: bool) -> int:
    """Ratios that do not hold themselves but hold each other's value: exchanged, yet proof of the reading."""
    off = [c for c in checks if not c.holds]
    what = ("ratio", "numerator", "denominator") if amounts else ("ratio",)
    return sum(any(other is not c and what_is_exchanged(c, other) in what for other in off) for c in off[:_SAMPLE])


def what_is_exchanged(one: RatioCheck, two: RatioCheck) -> str | None:
    """Which cells of two failing ratios were exchanged: the ratios, their numerators or their denominators."""
    if gives(one, two.value) and gives(two, one.value):
        return "ratio"
    if not one.top or not two.top or one.reading.offset:
        return None
    top, bottom = two.top / one.top, one.bottom / two.bottom
    if len(one.reading.numerators) == 1 and gives(one, one.value * top) and gives(two, two.value / top):
        return "numerator"
    return "denominator" if gives(one, one.value * bottom) and gives(two, two.value / bottom) else None


def gives(check: RatioCheck, value: Decimal) -> bool:
    """Whether a value is what the ratio prints."""
    return check.printed.value is not None and abs(check.printed.value - value) < check.slack


def _is_named(view: View, line: Line, reading: Reading) -> bool:
    """A share of the amount right before it, or an average of the two amounts right before it, is what
    everybody would take it for."""
    before = [a.index for a in view.lines if a.role is Role.AMOUNT and a.index < line.index]
    header = squeeze("".join(line.labels))
    is_share = any(word in header for word in ("占", "佔", "比例", "百分比", "比率", "比重", "%"))
    if is_share and reading.base_name:
        return bool(before) and reading.numerators[0][0].index == before[-1]
    used = sorted({top.index for top, _ in reading.numerators} | {reading.denominator.index})
    return ("平均" in header or "每" in header) and used == before[-2:] and not reading.base_name
