"""Totals: which lines each total is the sum of, confirmed from the numbers, and where it is not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.parts import Parts, candidates, may_be_total
from app.domain.crossfoot.rounding import is_within_unknown_rounding, sum_slack
from app.domain.crossfoot.structure import Axis, Line, View
from app.domain.crossfoot.words import Role

_MIN_OTHERS = 2
_STRICT_UNITS = 4
_MIN_ROUNDED = 3
_MOST, _HALF = 0.8, 0.5
_MIN_UNLABELLED = 4  # a total that no label announces must hold at least this often to be believed


@dataclass(frozen=True, slots=True)
class SumCheck:
    """One total at one position: printed beside the sum of its parts."""

    view: View
    total: Line
    parts: Parts
    position: Line
    printed: Decimal
    added: Decimal
    slack: Decimal

    @property
    def difference(self) -> Decimal:
        """Printed minus added: what is too much (or, negative, missing) in the total."""
        return self.printed - self.added

    @property
    def holds(self) -> bool:
        """Equal, or apart by no more than rounding explains."""
        return abs(self.difference) <= self.slack

    @property
    def is_telling(self) -> bool:
        """Whether enough figures are added up for rounding, had there been any, to show."""
        return sum(bool(self.view.cell(part, self.position).value) for part in self.parts) >= _MIN_ROUNDED

    def cell(self) -> Cell:
        """The total as printed."""
        return self.view.cell(self.total, self.position)


@dataclass(frozen=True, slots=True)
class Relation:
    """A total, its parts, and how it fared at each position."""

    view: View
    total: Line
    parts: Parts
    checks: tuple[SumCheck, ...]
    confirmed: bool

    @property
    def matches(self) -> int:
        """At how many positions it holds."""
        return sum(check.holds for check in self.checks)


def sum_relations(view: View) -> list[Relation]:
    """The best reading of every total among the view's lines, in their order."""
    options = {
        total.index: [(name, _relation(view, total, parts)) for name, parts in candidates(view, total)]
        for total in view.amounts
        if may_be_total(total)
    }
    pool = _Pool(options.values())
    relations = []
    for total in view.amounts:
        best = _best(options.get(total.index, []), pool)
        if best is not None:
            relations += [best, *_also_true(best, options[total.index])]
    return relations or _unlabelled(view)


def check_sum(view: View, total: Line, parts: Parts, position: Line) -> SumCheck | None:
    """Add up the parts at one position; ``None`` when there is nothing to compare."""
    printed = view.cell(total, position)
    cells = [view.cell(part, position) for part in parts]
    values = [cell.value for cell in cells if cell.value is not None]
    if printed.value is None or printed.is_percent or not values or not (printed.value or any(values)):
        return None
    added = sum(values, Decimal(0))
    unit = view.unit(total, position)
    slack = sum_slack(printed, cells, unit)
    difference = printed.value - added
    if not slack and is_within_unknown_rounding(printed, cells, unit, difference):
        slack = abs(difference)
    return SumCheck(view, total, parts, position, printed.value, added, slack)


def _relation(view: View, total: Line, parts: Parts) -> Relation:
    checks = [
        check
        for position in view.positions
        if position.role in (Role.AMOUNT, Role.DIFFERENCE)
        and (check := check_sum(view, total, parts, position)) is not None
    ]
    return Relation(view, total, parts, tuple(_strict(checks)), _is_confirmed(total, checks))


def _is_confirmed(total: Line, checks: Sequence[SumCheck]) -> bool:
    """Half of the positions suffice for a label that says 合計; one that merely hints needs more."""
    holding = sum(check.holds for check in checks) + _offsetting(checks)
    if total.is_total or total.level is not None:
        return bool(holding) and 2 * holding >= len(checks)
    return holding > 1 and 3 * holding >= 2 * len(checks)


def _offsetting(checks: Sequence[SumCheck]) -> int:
    """Sums that fail by the same amount in opposite directions: two cells exchanged, and proof of the reading."""
    gaps = Counter(check.difference for check in checks if not check.holds)
    return sum(1 for gap in gaps.elements() if gaps[-gap])


def _strict(checks: Sequence[SumCheck]) -> Sequence[SumCheck]:
    """Where all other positions add up to the last digit, the figures were not rounded one by one: then a
    difference of more than a few units is no longer rounding, however many parts there are."""
    exact = sum(check.difference == 0 and check.is_telling for check in checks)
    off = [check for check in checks if check.difference != 0]
    if exact < 4 or len(off) != 1:
        return checks
    return [check if check.difference == 0 else _tightened(check) for check in checks]


def _tightened(check: SumCheck) -> SumCheck:
    return replace(check, slack=min(check.slack, _STRICT_UNITS * check.cell().ulp))


class _Pool:
    """How often each layout holds over the whole table: one total alone may be wrong, the layout is not."""

    def __init__(self, options: Iterable[list[tuple[str, Relation]]]) -> None:
        self._held: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()
        for relations in options:
            for name, relation in relations:
                self._held[name] += relation.matches
                self._tried[name] += len(relation.checks)

    def share(self, name: str) -> float:
        """The share of all sums of this layout that hold."""
        return self._held[name] / self._tried[name]

    def bears_out(self, name: str, relation: Relation) -> bool:
        """Whether the other sums of the same layout hold, so that a lone failing one is an error."""
        held = self._held[name] - relation.matches
        tried = self._tried[name] - len(relation.checks)
        if len(relation.checks) != 1 or held < _MIN_OTHERS or held < _MOST * tried:
            return False
        return relation.checks[0].difference < 0 or not _may_go_on(relation)


def _also_true(best: Relation, options: Sequence[tuple[str, Relation]]) -> list[Relation]:
    """A total over years and kinds (98-107 × 合計) is the sum of either, and both must hold."""
    return [
        relation
        for name, relation in options
        if name == "labels" and relation.confirmed and relation.checks and relation.parts != best.parts
    ]


def _may_go_on(relation: Relation) -> bool:
    """The last group of a table may have more rows on the next page, and its total then holds more than is seen."""
    total = relation.total
    later = [line for line in relation.view.lines if line.index > total.index and line.level is not None]
    return not any(line.level <= (total.level or 0) for line in later if line.level is not None)


def _best(options: Sequence[tuple[str, Relation]], pool: _Pool) -> Relation | None:
    """The reading that holds most often; where none holds, the one whose layout holds elsewhere, or whose sums
    come nearest."""
    tested = [(name, relation) for name, relation in options if relation.checks]
    if not tested:
        return None
    name, best = max(tested, key=lambda option: (_score(option[1]), pool.share(option[0]), -_distance(option[1])))
    if not best.total.is_total:
        if best.confirmed or pool.bears_out(name, best):
            return replace(best, confirmed=True)
        return None
    if best.matches or pool.share(name) >= _HALF:
        return best
    usual = [relation for _, relation in tested if _reads_towards(relation)]
    return min(usual, key=_distance, default=None)


def _reads_towards(relation: Relation) -> bool:
    """Columns are added up from left to right; a total row may also stand above its rows."""
    return relation.view.axis is Axis.ROWS or relation.parts[-1].index < relation.total.index


def _score(relation: Relation) -> float:
    return relation.matches / len(relation.checks)


def _distance(relation: Relation) -> Decimal:
    """Mean relative distance between printed and added."""
    gaps = [abs(c.difference) / max(abs(c.printed), abs(c.added), Decimal(1)) for c in relation.checks]
    return sum(gaps, Decimal(0)) / len(gaps)


def _unlabelled(view: View) -> list[Relation]:
    """A first or last line that is the sum of all others though no label says so."""
    amounts = view.amounts
    if len(amounts) < 3:
        return []
    found = []
    for total in (amounts[-1], amounts[0]):
        relation = _relation(view, total, tuple(line for line in amounts if line is not total))
        solid = [check for check in relation.checks if check.holds and len(relation.parts) > 1]
        if len(solid) >= _MIN_UNLABELLED and len(solid) >= _MOST * len(relation.checks):
            found.append(relation)
            break
    return found
