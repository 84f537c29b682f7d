"""Differences between two lines (增減, 差異, 比較): which two is read from the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.wording import cell_place, figure
from app.domain.crossfoot.words import Role

_NEAR = 8  # the compared lines stand close to their difference


@dataclass(frozen=True, slots=True)
class DifferenceCheck:
    """A printed difference beside minuend minus subtrahend."""

    view: View
    line: Line
    minuend: Line
    subtrahend: Line
    position: Line
    printed: Decimal
    value: Decimal
    slack: Decimal

    @property
    def holds(self) -> bool:
        """Equal within rounding, sign included."""
        return abs(self.printed - self.value) <= self.slack

    @property
    def is_telling(self) -> bool:
        """A difference of zero fits too many pairs to prove one."""
        return self.value != 0 or self.printed != 0


def difference_checks(view: View) -> list[DifferenceCheck]:
    """The best reading of every difference line, where one holds at most positions."""
    found: list[DifferenceCheck] = []
    for line in view.lines:
        if line.role is not Role.DIFFERENCE:
            continue
        near = [other for other in view.amounts if abs(other.index - line.index) <= _NEAR]
        readings = [list(_checks(view, line, a, b)) for a in near for b in near if a is not b]
        best = max(readings, key=_score, default=[])
        held, telling = _score(best)
        if held >= 2 and held >= 0.6 * telling:
            found += best
    return found


def report_differences(checks: list[DifferenceCheck], blamed: frozenset[CellRef]) -> Iterator[Finding]:
    """Differences that do not follow from their two figures."""
    for check in checks:
        view = check.view
        inputs = {view.ref(line, check.position) for line in (check.minuend, check.subtrahend)}
        if check.holds or inputs & blamed:
            continue
        at = cell_place(view, check.line, check.position)
        printed = view.cell(check.line, check.position).text
        formula = f"{check.minuend.name} － {check.subtrahend.name} = {figure(check.value)}"
        yield Finding(
            view.structure.table.file,
            at,
            f"{check.minuend.name}、{check.subtrahend.name}",
            printed,
            figure(check.value),
            formula,
            Kind.CONTRADICTION,
            Sureness.HIGH,
            f"{at}印 {printed}，{formula}；請核對三者何者有誤。",
            (view.ref(check.line, check.position),),
        )


def _checks(view: View, line: Line, minuend: Line, subtrahend: Line) -> Iterator[DifferenceCheck]:
    for position in view.positions:
        printed = view.cell(line, position)
        cells = [view.cell(minuend, position), view.cell(subtrahend, position)]
        if printed.value is None or position.role not in (Role.AMOUNT, Role.DIFFERENCE):
            continue
        if any(cell.value is None for cell in cells):
            continue
        value = (cells[0].value or Decimal(0)) - (cells[1].value or Decimal(0))
        slack = sum_slack(printed, cells, view.unit(minuend, position))
        yield DifferenceCheck(view, line, minuend, subtrahend, position, printed.value, value, slack)


def _score(checks: list[DifferenceCheck]) -> tuple[int, int]:
    telling = [check for check in checks if check.is_telling]
    return sum(check.holds for check in telling), len(telling)
