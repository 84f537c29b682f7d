"""One slip that explains everything: two cells of a row or a column, exchanged, mend all sums and ratios at once.

The rule is parsimony: before several figures of a table are called wrong, it is tried whether they are two right
ones in each other's place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.identities import Identity
from app.domain.crossfoot.means import MeanCheck
from app.domain.crossfoot.ratio_findings import inputs_of
from app.domain.crossfoot.ratios import RatioCheck
from app.domain.crossfoot.structure import Structure
from app.domain.crossfoot.sums import SumCheck
from app.domain.crossfoot.wording import place_of

_MOST_FAILING = 12  # more than this is no single slip
_MOST_CELLS = 60

Values = Mapping[CellRef, Decimal]
"""Figures to be taken instead of the printed ones."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold between some cells, whatever check found it.

    :param implied: what a cell would have to be for a failing sum to hold, where that can be said.
    """

    refs: frozenset[CellRef]
    holds: Callable[[Values], bool]
    implied: Callable[[CellRef], Decimal | None] = lambda _: None
    is_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two cells in each other's place. ``others`` counts the pairs that would explain as much."""

    first: CellRef
    second: CellRef
    failing: int
    others: int


def of_sum(check: SumCheck) -> Constraint:
    """A total and its parts."""
    total, *parts = (check.view.ref(line, check.position) for line in (check.total, *check.parts))
    printed = [check.view.cell(part, check.position).value or Decimal(0) for part in check.parts]

    def holds(values: Values) -> bool:
        added = sum((values.get(ref, value) for ref, value in zip(parts, printed, strict=True)), Decimal(0))
        return abs(values.get(total, check.printed) - added) <= check.slack

    def implied(ref: CellRef) -> Decimal | None:
        if ref == total:
            return check.added
        return printed[parts.index(ref)] + check.difference if ref in parts else None

    return Constraint(frozenset((total, *parts)), holds, implied)


def of_identity(identity: Identity) -> Constraint:
    """A figure and those that it follows from."""
    inputs = [(identity.view.ref(*spot), identity.view.cell(*spot).value or Decimal(0)) for spot in identity.inputs]

    def holds(values: Values) -> bool:
        value = identity.compute([values.get(ref, own) for ref, own in inputs])
        return abs(values.get(identity.ref, identity.printed) - value) <= identity.slack

    return Constraint(frozenset((identity.ref, *(ref for ref, _ in inputs))), holds)


def of_ratio(check: RatioCheck) -> Constraint:
    """A ratio and the amounts it follows from."""
    view, reading = check.view, check.reading
    base = reading.base(check.position) or check.position
    bottom_ref, own = view.ref(reading.denominator, base), view.ref(check.line, check.position)
    tops = [
        (view.ref(top, check.position), view.cell(top, check.position).value or Decimal(0), sign)
        for top, sign in reading.numerators
    ]

    def holds(values: Values) -> bool:
        bottom = values.get(bottom_ref, check.bottom)
        if not bottom:
            return False
        top = sum((sign * values.get(ref, value) for ref, value, sign in tops), Decimal(0))
        value = top * reading.scale / bottom - reading.offset
        return abs(values.get(own, check.printed.value or Decimal(0)) - value) < check.slack

    return Constraint(frozenset((own, *inputs_of(check))), holds, is_ratio=True)


def of_mean(check: MeanCheck) -> Constraint:
    """An average and its parts."""
    own = check.view.ref(check.line, check.position)
    parts = [
        (check.view.ref(part, check.position), value)
        for part in check.parts
        if (value := check.view.cell(part, check.position).value) is not None
    ]

    def holds(values: Values) -> bool:
        mean = sum((values.get(ref, value) for ref, value in parts), Decimal(0)) / len(parts)
        return abs(values.get(own, check.printed) - mean) < check.slack

    return Constraint(frozenset((own, *(ref for ref, _ in parts))), holds, is_ratio=True)


def find_exchange(structure: Structure, constraints: Sequence[Constraint]) -> Exchange | None:
    """The exchange after which every constraint holds that did not, and none fails that did.

    Nothing is said where one figure alone explains as much, and where nothing but ratios fails: those say
    themselves what was exchanged.
    """
    failing = [c for c in constraints if not c.holds({})]
    if not 2 <= len(failing) <= _MOST_FAILING or all(c.is_ratio for c in failing):
        return None
    around: dict[CellRef, list[Constraint]] = {}
    for constraint in constraints:
        for ref in constraint.refs:
            around.setdefault(ref, []).append(constraint)
    if _is_one_figure(failing, around):
        return None
    found = [
        (a, b)
        for a, b in _pairs(structure, failing)
        if all(c.holds(_swapped(structure, a, b)) for c in {id(c): c for c in (*around[a], *around[b])}.values())
    ]
    if not found:
        return None
    first, second = min(found)
    return Exchange(first, second, len(failing), len(set(found)) - 1)


def exchanged(structure: Structure, exchange: Exchange) -> Structure:
    """The same table with the two cells where they belong."""
    rows = [list(row) for row in structure.table.rows]
    a, b = exchange.first, exchange.second
    rows[a.row][a.column], rows[b.row][b.column] = rows[b.row][b.column], rows[a.row][a.column]
    return Structure(replace(structure.table, rows=tuple(map(tuple, rows))), structure.number)


def exchange_finding(structure: Structure, exchange: Exchange) -> Finding:
    """The two places, what they print, and that everything holds once they are exchanged."""
    a, b = exchange.first, exchange.second
    at, other = (_place(structure, ref) for ref in (a, b))
    printed = [_cell(structure, ref).text for ref in (a, b)]
    unsure = f"（另有 {exchange.others} 組對調也能解釋）" if exchange.others else ""
    return Finding(
        structure.table.file,
        at,
        other,
        "、".join(printed),
        "、".join(reversed(printed)),
        f"互換後 {exchange.failing} 項不符的合計、差額或比率全部相符",
        Kind.MISPLACED,
        Sureness.MEDIUM if exchange.others else Sureness.HIGH,
        f"{at}與{other}的數字像是對調了{unsure}：{printed[0]} 與 {printed[1]} 互換後，相關合計即相符；請核對原始資料。",
        (a, b),
    )


def _pairs(structure: Structure, failing: Sequence[Constraint]) -> Iterator[tuple[CellRef, CellRef]]:
    """Pairs of one row or column of which every failing constraint holds at least one."""
    cells = sorted({ref for constraint in failing for ref in constraint.refs})
    for a in sorted(failing[0].refs)[:_MOST_CELLS]:
        for b in cells:
            if a == b or (a.row != b.row and a.column != b.column):
                continue
            one, two = _cell(structure, a), _cell(structure, b)
            if one.value is None or two.value is None or one.value == two.value:
                continue
            if all((a in c.refs) or (b in c.refs) for c in failing):
                yield (a, b) if a < b else (b, a)


def _is_one_figure(failing: Sequence[Constraint], around: Mapping[CellRef, Sequence[Constraint]]) -> bool:
    for ref in frozenset.intersection(*(c.refs for c in failing)):
        for constraint in failing:
            value = constraint.implied(ref)
            if value is not None and all(c.holds({ref: value}) for c in around[ref]):
                return True
    return False


def _swapped(structure: Structure, a: CellRef, b: CellRef) -> Values:
    one, two = _cell(structure, a).value, _cell(structure, b).value
    return {} if one is None or two is None else {a: two, b: one}


def _cell(structure: Structure, ref: CellRef) -> Cell:
    return structure.table.rows[ref.row][ref.column]


def _place(structure: Structure, ref: CellRef) -> str:
    row = next(line for line in structure.rows if line.index == ref.row)
    column = next(line for line in structure.columns if line.index == ref.column)
    return place_of(structure.table, row.name, column, ref.row)
