"""A total printed beside every row of its group, as merged cells come out of a file (地區案數, 效益合計)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.wording import cell_place, figure


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """One group: the repeated total beside the sum of another column over the group's rows."""

    total: Line
    amount: Line
    rows: tuple[Line, ...]
    printed: Decimal
    added: Decimal
    slack: Decimal

    @property
    def holds(self) -> bool:
        """Equal within rounding."""
        return abs(self.printed - self.added) <= self.slack


def report_group_totals(structure: Structure) -> tuple[int, list[Finding]]:
    """Checks made, and groups whose repeated total is not the sum of their rows, or is not repeated alike."""
    view = structure.view(Axis.COLUMNS)
    groups = _groups(view)
    checks, findings = 0, []
    for total in view.amounts:
        usual = {rows: value for rows in groups if (value := _usual(view, total, rows)) is not None}
        filled = [rows for rows in groups if len(rows) > 1 and any(_value(view, total, row) for row in rows)]
        if 2 * len(usual) < len(filled):
            continue
        readings = [list(_checks(view, total, amount, usual)) for amount in view.amounts if amount is not total]
        best = max(readings, key=_held, default=[])
        if best and _held(best) and 2 * _held(best) >= len(best):
            checks += len(best)
            findings += [_finding(view, check) for check in best if not check.holds]
            findings += [f for rows, value in usual.items() for f in _odd_findings(view, total, rows, value)]
    return checks, findings


def _usual(view: View, total: Line, rows: tuple[Line, ...]) -> Decimal | None:
    """The figure that a group repeats on most of its rows, or states once and leaves blank as merged cells do."""
    values = [value for row in rows if (value := _value(view, total, row)) is not None]
    if not values or len(rows) < 2:
        return None
    repeated, times = Counter(values).most_common(1)[0]
    return repeated if 2 * times > len(values) else None


def _value(view: View, total: Line, row: Line) -> Decimal | None:
    return view.cell(total, row).value


def _held(checks: list[GroupCheck]) -> int:
    return sum(check.holds for check in checks)


def _checks(view: View, total: Line, amount: Line, usual: dict[tuple[Line, ...], Decimal]) -> Iterator[GroupCheck]:
    for rows, printed in usual.items():
        cells = [view.cell(amount, row) for row in rows]
        added = sum((cell.value or Decimal(0) for cell in cells), Decimal(0))
        if {cell.value for cell in cells} != {printed}:
            slack = sum_slack(view.cell(total, rows[0]), cells, view.unit(total, rows[0]))
            yield GroupCheck(total, amount, rows, printed, added, slack)


def _groups(view: View) -> list[tuple[Line, ...]]:
    """Rows that follow each other under the same first label."""
    groups: list[list[Line]] = []
    for row in view.positions:
        if row.is_total or not row.labels or len(row.labels) < 2:
            continue
        if groups and groups[-1][-1].labels[0] == row.labels[0]:
            groups[-1].append(row)
        else:
            groups.append([row])
    return [tuple(group) for group in groups] if len(groups) > 1 else []


def _odd_findings(view: View, total: Line, rows: tuple[Line, ...], usual: Decimal) -> Iterator[Finding]:
    """Rows that repeat another total than most rows of their group."""
    for row in rows:
        value = _value(view, total, row)
        if value is None or value == usual:
            continue
        at = cell_place(view, total, row)
        yield Finding(
            view.structure.table.file,
            at,
            f"『{rows[0].labels[0]}』其他各列",
            figure(value),
            figure(usual),
            f"『{rows[0].labels[0]}』各列的{total.name}應相同",
            Kind.CONTRADICTION,
            Sureness.HIGH,
            f"{at}印 {figure(value)}，同組其他各列印 {figure(usual)}；請改為一致。",
            (view.ref(total, row),),
        )


def _finding(view: View, check: GroupCheck) -> Finding:
    at = cell_place(view, check.total, check.rows[0])
    group = check.rows[0].labels[0]
    return Finding(
        view.structure.table.file,
        at,
        f"『{group}』各列的{check.amount.name}",
        figure(check.printed),
        figure(check.added),
        f"『{group}』各列的{check.amount.name}相加",
        Kind.CONTRADICTION,
        Sureness.HIGH,
        f"{at}印 {figure(check.printed)}，『{group}』各列的{check.amount.name}相加為 {figure(check.added)}；請核對。",
        tuple(view.ref(check.total, row) for row in check.rows),
    )
