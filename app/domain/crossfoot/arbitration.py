"""When only one sum fails, the shares and differences of the same table may tell which of its figures is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.crossfoot.diagnosis import Fault, fault_of
from app.domain.crossfoot.finding import CellRef
from app.domain.crossfoot.structure import Structure
from app.domain.crossfoot.sums import SumCheck

_MAX_PARTS = 40

Judge = Callable[[Structure], int]
"""How many ratios, differences and products of a table hold, less those that fail."""


def corrected(structure: Structure, ref: CellRef, value: Decimal) -> Structure:
    """The same table with another figure in one cell."""
    rows = list(structure.table.rows)
    row = list(rows[ref.row])
    row[ref.column] = replace(row[ref.column], value=value)
    rows[ref.row] = tuple(row)
    return Structure(replace(structure.table, rows=tuple(rows)), structure.number)


def arbitrate(structure: Structure, failing: Sequence[SumCheck], judge: Judge) -> list[Fault]:
    """For every failing sum the one cell whose correction mends other figures, if they point to one at all."""
    if not failing:
        return []
    before = judge(structure)
    found = []
    for check in failing:
        if len(check.parts) > _MAX_PARTS:
            continue
        trials = []
        for line in (check.total, *check.parts):
            fault = fault_of(check, line, (check,))
            gain = judge(corrected(structure, fault.ref, fault.expected)) - before
            trials.append((gain, line is check.total, fault))
        best = max(trials, key=lambda trial: trial[:2])
        if best[0] > 0 and sum(trial[0] == best[0] for trial in trials) == 1:
            found.append(best[2])
    return found
