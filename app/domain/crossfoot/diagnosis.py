"""From sums that fail to the cell at fault: where a row sum and a column sum fail alike, their crossing is it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef
from app.domain.crossfoot.slips import transposed_from
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.sums import SumCheck


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that must be wrong, what it should be, and the failing sums that say so."""

    view: View
    line: Line
    position: Line
    printed: Decimal
    expected: Decimal
    witnesses: tuple[SumCheck, ...]

    @property
    def ref(self) -> CellRef:
        """The address of the cell."""
        return self.view.ref(self.line, self.position)


@dataclass(frozen=True, slots=True)
class Swap:
    """Two cells that must have changed places. More than one pair may explain the same sums."""

    first: Fault
    second: Fault
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """A failing sum, one of its cells, and by how much that cell would be too large if it alone were wrong."""

    check: SumCheck
    line: Line
    error: Decimal

    def agrees(self, other: "_Suspicion") -> bool:
        return abs(self.error - other.error) <= self.check.slack + other.check.slack


def crossings(failing: Sequence[SumCheck]) -> list[Fault]:
    """Cells on which sums of both directions agree, each failing sum used once.

    Cells with more witnesses come first, so that a cell in a sub-total and in a grand total is found as one.
    """
    by_cell: dict[CellRef, list[_Suspicion]] = {}
    for check in failing:
        for ref, suspicion in _suspicions(check):
            by_cell.setdefault(ref, []).append(suspicion)
    used: set[int] = set()
    faults = []
    for suspicions in sorted(by_cell.values(), key=lambda found: -len(found)):
        fresh = [s for s in suspicions if id(s.check) not in used]
        agreed = max(([o for o in fresh if o.agrees(s)] for s in fresh), key=len, default=[])
        if len({s.check.view.axis for s in agreed}) == 2:
            faults.append(fault_of(agreed[0].check, agreed[0].line, tuple(s.check for s in agreed)))
            used.update(id(s.check) for s in agreed)
    return faults


def fault_of(check: SumCheck, line: Line, witnesses: tuple[SumCheck, ...]) -> Fault:
    """A cell of a failing sum as the one at fault. Within rounding, a figure with turned digits is preferred."""
    best = min(witnesses, key=lambda witness: witness.slack)
    error = check.difference if line is check.total else -check.difference
    cell = check.view.cell(line, check.position)
    printed = cell.value or Decimal(0)
    expected = printed - error
    turned = transposed_from(printed, expected, best.slack, cell.ulp)
    return Fault(check.view, line, check.position, printed, expected if turned is None else turned, witnesses)


def swaps(failing: Sequence[SumCheck]) -> list[Swap]:
    """Two sums of one direction that fail by the same amount, once too much and once too little, and a pair of
    cells that, exchanged, mends both."""
    found: list[Swap] = []
    used: set[int] = set()
    for i, one in enumerate(failing):
        for other in failing[i + 1 :]:
            if {id(one), id(other)} & used or not _opposite(one, other):
                continue
            pairs = list(_exchangeable(one, other))
            if pairs:
                found.append(Swap(*pairs[0], alternatives=len(pairs) - 1))
                used |= {id(one), id(other)}
    return found


def paired(faults: Sequence[Fault]) -> tuple[list[Swap], list[Fault]]:
    """Crossing faults of which each should hold what the other prints: cells exchanged across the table."""
    left = list(faults)
    found = []
    for fault in faults:
        twin = next((f for f in left if f is not fault and _hold_each_other(f, fault)), None)
        if fault in left and twin is not None:
            found.append(Swap(fault, twin))
            left = [f for f in left if f not in (fault, twin)]
    return found, left


def unexplained(failing: Iterable[SumCheck], faults: Sequence[Fault], exchanged: Sequence[Swap]) -> list[SumCheck]:
    """The failing sums that no fault and no swap accounts for; a total and a part of it may have been swapped."""
    explained = {id(check) for fault in faults for check in fault.witnesses}
    explained |= {id(c) for swap in exchanged for fault in (swap.first, swap.second) for c in fault.witnesses}
    pairs = [{swap.first.ref, swap.second.ref} for swap in exchanged]
    return [
        check
        for check in failing
        if id(check) not in explained and not any(pair <= {ref for ref, _ in _suspicions(check)} for pair in pairs)
    ]


def _suspicions(check: SumCheck) -> Iterator[tuple[CellRef, _Suspicion]]:
    yield check.view.ref(check.total, check.position), _Suspicion(check, check.total, check.difference)
    for part in check.parts:
        yield check.view.ref(part, check.position), _Suspicion(check, part, -check.difference)


def _opposite(one: SumCheck, other: SumCheck) -> bool:
    return (
        one.view is other.view
        and one.total.index == other.total.index
        and one.parts == other.parts
        and abs(one.difference + other.difference) <= one.slack + other.slack
        and one.position.index != other.position.index
    )


def _exchangeable(one: SumCheck, other: SumCheck) -> Iterator[tuple[Fault, Fault]]:
    for line in (*one.parts, one.total):
        a, b = one.view.cell(line, one.position).value, one.view.cell(line, other.position).value
        error = one.difference if line is one.total else -one.difference
        if a is not None and b is not None and a != b and abs(a - b - error) <= one.slack:
            yield (
                Fault(one.view, line, one.position, a, b, (one,)),
                Fault(one.view, line, other.position, b, a, (other,)),
            )


def _hold_each_other(one: Fault, other: Fault) -> bool:
    slack = max(check.slack for check in (*one.witnesses, *other.witnesses))
    return abs(one.printed - other.expected) <= slack and abs(other.printed - one.expected) <= slack
