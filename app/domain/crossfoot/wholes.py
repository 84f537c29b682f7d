"""Percentages that make up a whole: columns of shares, and rows of answers, that total 100."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Axis, Line, View
from app.domain.crossfoot.wording import cell_place, figure, line_place
from app.domain.crossfoot.words import ROUNDED, Role, squeeze

_HUNDRED = Decimal(100)
_SHARE = re.compile(r"[占佔]|比例|百分比|比重|權重|配分|結構比|比率$")
_PERCENT = re.compile("[%％]")
_REACH = 50  # a column of shares whose sum is further from 100 holds sub-items, or no shares of one whole
_LEAST_PARTS = 3
_LEAST_LINES = 2


@dataclass(frozen=True, slots=True)
class WholeCheck:
    """One line of percentages beside its printed total, or beside 100."""

    view: View
    line: Line
    parts: tuple[Line, ...]
    total: Line | None
    added: Decimal
    slack: Decimal

    @property
    def printed(self) -> Decimal | None:
        """The printed total, if there is one."""
        return None if self.total is None else self.view.cell(self.line, self.total).value

    @property
    def expected(self) -> Decimal:
        """What the parts must add up to."""
        return _HUNDRED if self.printed is None else self.printed

    @property
    def is_whole(self) -> bool:
        """Whether the parts total 100 as far as rounding goes."""
        return abs(self.added - _HUNDRED) <= self.slack

    @property
    def holds(self) -> bool:
        """Whether they total 100, and the total says so."""
        return self.is_whole and abs(self.expected - _HUNDRED) <= self.slack


def whole_checks(view: View, explained: frozenset[CellRef]) -> list[WholeCheck]:
    """Lines of percentages that other lines of the table, or their own total of 100, show to be wholes.

    :param explained: cells that a ratio already explains one by one.
    """
    found = [check for line in view.lines if (check := _check(view, line, explained)) is not None]
    proven = sum(check.holds for check in found)
    if proven >= _LEAST_LINES and proven * 2 > len(found):
        return found
    return [check for check in found if check.holds or _says_hundred(check)]


def report_wholes(checks: Sequence[WholeCheck], blamed: frozenset[CellRef]) -> Iterator[Finding]:
    """Lines of percentages that do not total 100."""
    for check in checks:
        spots = check.parts if check.total is None else (*check.parts, check.total)
        refs = tuple(check.view.ref(check.line, spot) for spot in spots)
        if not check.holds and not blamed & set(refs):
            yield _finding(check, refs)


def _check(view: View, line: Line, explained: frozenset[CellRef]) -> WholeCheck | None:
    cells = [p for p in view.positions if view.cell(line, p).value is not None and _is_percentage(view, line, p)]
    total = next((p for p in cells if p.is_total), None)
    parts = tuple(p for p in cells if p is not total and not _is_average(p))
    values = [v for p in parts if (v := view.cell(line, p).value) is not None]
    if len(parts) < _LEAST_PARTS or any(p.is_total for p in parts) or any(not 0 <= v <= _HUNDRED for v in values):
        return None
    if explained & {view.ref(line, p) for p in parts}:
        return None
    printed = [view.cell(line, p) for p in parts]
    slack = sum_slack(printed[0], printed[1:], ROUNDED) + printed[0].ulp
    return WholeCheck(view, line, parts, total, sum(values, Decimal(0)), slack)


def _is_percentage(view: View, line: Line, position: Line) -> bool:
    column = line if view.axis is Axis.COLUMNS else position
    is_named = bool(_PERCENT.search(column.name) or _SHARE.search(column.name))
    return column.role is Role.RATIO and (is_named or view.cell(line, position).is_percent)


def _is_average(position: Line) -> bool:
    return "平均" in position.name


def _says_hundred(check: WholeCheck) -> bool:
    """A share by its name, whose printed total is 100, or whose parts total 100 while the printed total does not."""
    name = squeeze(check.line.name)
    if check.view.axis is Axis.ROWS or not _SHARE.search(name) or check.printed is None:
        return False
    return check.is_whole or (check.printed == _HUNDRED and abs(check.added - _HUNDRED) < _REACH)


def _finding(check: WholeCheck, refs: tuple[CellRef, ...]) -> Finding:
    view, total = check.view, check.total
    wrong_total = total is not None and check.is_whole
    at = line_place(view, check.line) if total is None else cell_place(view, check.line, total)
    added = figure(check.added)
    printed = view.cell(check.line, total).text if total is not None else added
    right = added if wrong_total else "100"
    stated = f"，合計卻印 {printed}" if total is not None else ""
    return Finding(
        view.structure.table.file,
        at,
        f"{check.parts[0].name}…{check.parts[-1].name}",
        printed,
        added if total is not None else right,
        f"{check.parts[0].name} 至 {check.parts[-1].name} 相加 = {added}",
        Kind.CONTRADICTION,
        Sureness.HIGH if wrong_total else Sureness.MEDIUM,
        f"{at}的百分比相加為 {added}{stated}，應為 100；請核對各項百分比。",
        (refs[-1], *refs[:-1]) if total is not None else refs,
    )
