"""Average rows: the unweighted mean of the rows above, as reports print it (field-notes 2.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.parts import Parts, candidates
from app.domain.crossfoot.rounding import is_printed_form_of, is_rounded, shown
from app.domain.crossfoot.slips import is_transposition
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.wording import cell_place, names
from app.domain.crossfoot.words import Role


@dataclass(frozen=True, slots=True)
class MeanCheck:
    """A printed average beside the mean of its parts."""

    view: View
    line: Line
    parts: Parts
    position: Line
    printed: Decimal
    mean: Decimal

    @property
    def slack(self) -> Decimal:
        """One unit of the printed place, and one of the parts' when they were rounded themselves."""
        cells = [self.view.cell(part, self.position) for part in self.parts]
        rounded = [c.ulp for c in cells if is_rounded(c, self.view.unit(self.line, self.position))]
        return self.view.cell(self.line, self.position).ulp + max(rounded, default=Decimal(0))

    @property
    def holds(self) -> bool:
        """Within rounding."""
        return abs(self.printed - self.mean) < self.slack


def mean_checks(view: View, explained: frozenset[CellRef]) -> list[MeanCheck]:
    """Average lines whose figures are means of other lines.

    :param explained: cells that a ratio recomputes (the rate of an average year); of those, only means that hold.
    """
    found: list[MeanCheck] = []
    for line in view.lines:
        if line.role is Role.RATIO and "平均" in "".join(line.labels):
            tried = [_checks(view, line, parts, explained) for _, parts in candidates(view, line)]
            options = [checks for checks in tried if _is_believable(checks)]
            if options:
                found += sorted(options, key=_share_held)[-1]
    return found


def report_means(checks: Sequence[MeanCheck]) -> Iterator[Finding]:
    """Findings and 尾差 notes about average lines."""
    for check in checks:
        cell = check.view.cell(check.line, check.position)
        if check.holds and is_printed_form_of(check.mean, cell):
            continue
        at = cell_place(check.view, check.line, check.position)
        right = shown(check.mean, cell.places)
        turned = is_transposition(check.printed, Decimal(right))
        yield Finding(
            check.view.structure.table.file,
            at,
            names(check.parts),
            cell.text,
            right,
            f"{names(check.parts)} 的平均 = {right}",
            Kind.ROUNDING if check.holds else Kind.MISPLACED if turned else Kind.CONTRADICTION,
            Sureness.HIGH if check.holds else Sureness.MEDIUM,
            f"{at}印 {cell.text}，{names(check.parts)} 的平均為 {right}；請核對平均的算法。",
            (check.view.ref(check.line, check.position),),
        )


def _checks(view: View, line: Line, parts: Parts, explained: frozenset[CellRef]) -> list[MeanCheck]:
    checks = []
    for position in view.positions:
        printed = view.cell(line, position).value
        values = [v for part in parts if (v := view.cell(part, position).value) is not None]
        if printed is not None and len(values) > 1:
            check = MeanCheck(view, line, parts, position, printed, sum(values, Decimal(0)) / len(values))
            if check.holds or view.ref(line, position) not in explained:
                checks.append(check)
    return checks


def _share_held(checks: Sequence[MeanCheck]) -> float:
    return sum(check.holds for check in checks) / len(checks)


def _is_believable(checks: list[MeanCheck]) -> bool:
    """At least half of several positions hold; a single one must hold, or lie near, to be an average at all."""
    held = sum(check.holds for check in checks)
    if len(checks) > 1:
        return held > 0 and 2 * held >= len(checks)
    return bool(checks) and abs(checks[0].printed - checks[0].mean) <= abs(checks[0].mean) / 10
