"""Shares of a whole that the table does not print (人數 beside 百分比, and no total row).

Every count and its share say how large the whole was. The whole that most rows agree on is taken; a row that says
otherwise is wrong, in its count when the counts then add up to the whole, else in its share.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.rounding import shown
from app.domain.crossfoot.slips import is_transposition
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role

_SHARE = re.compile(r"[占佔]|比例|百分比|比重|[%％]|比率")
_NEAR = 3
_LEAST = 3
_MOST = Decimal("0.6")
_NARROW = Decimal("0.05")  # wholes further apart than this share of themselves agree by chance


@dataclass(frozen=True, slots=True)
class CountedShare:
    """A count, its share, and the whole that the other rows of the table give."""

    view: View
    count: Line
    share: Line
    position: Line
    whole: Decimal
    total: Decimal
    """What all counts add up to."""

    @property
    def holds(self) -> bool:
        """Whether the share is the count's share of the whole."""
        low, high = _wholes(self.view, self.count, self.share, self.position) or (self.whole, self.whole)
        return low <= self.whole <= high

    @property
    def mended_count(self) -> Decimal:
        """What the count must be for all counts to add up to the whole."""
        return self._number - (self.total - self.whole)

    @property
    def is_count_wrong(self) -> bool:
        """Whether another count mends both the sum of all counts and the share."""
        printed = self.view.cell(self.share, self.position)
        gap = abs(self.mended_count * 100 / self.whole - (printed.value or Decimal(0)))
        return self.total != self.whole and self.mended_count >= 0 and gap < printed.ulp

    @property
    def _number(self) -> Decimal:
        return self.view.cell(self.count, self.position).value or Decimal(0)

    @property
    def right_share(self) -> str:
        """The share as it would have to be printed."""
        return shown(self._number * 100 / self.whole, self.view.cell(self.share, self.position).places)


def counted_shares(view: View, explained: frozenset[CellRef]) -> list[CountedShare]:
    """The shares of all counts of a table without a total row, once most of them agree on one whole."""
    rows = [p for p in view.positions if p.role is Role.AMOUNT]
    if any(p.is_total for p in rows) or len({p.level for p in rows}) > 1:
        return []
    found: list[CountedShare] = []
    for share in view.lines:
        if share.role is Role.RATIO and _SHARE.search(share.name):
            filled = [p for p in rows if view.cell(share, p).value]
            if not explained & {view.ref(share, p) for p in filled}:
                options = (_read(view, count, share, filled) for count in view.amounts if _is_near(count, share))
                found += next((checks for checks in options if checks), [])
    return found


def report_counted_shares(checks: Sequence[CountedShare], blamed: frozenset[CellRef]) -> Iterator[Finding]:
    """Counts and shares that do not fit the whole that the others give."""
    for check in checks:
        refs = (check.view.ref(check.share, check.position), check.view.ref(check.count, check.position))
        if not check.holds and not blamed & set(refs):
            yield _finding(check, refs)


def _is_near(count: Line, share: Line) -> bool:
    return 0 < share.index - count.index <= _NEAR


def _read(view: View, count: Line, share: Line, rows: Sequence[Line]) -> list[CountedShare]:
    spans = [span for p in rows if (span := _wholes(view, count, share, p)) is not None]
    counts = [v for p in view.positions if p.role is Role.AMOUNT and (v := view.cell(count, p).value) is not None]
    total = sum(counts, Decimal(0))
    edges = [total, *(low for low, _ in spans)]
    best = max(edges, key=lambda edge: sum(low <= edge <= high for low, high in spans), default=total)
    within = [(low, high) for low, high in spans if low <= best <= high]
    if len(within) < max(Decimal(_LEAST), _MOST * len(rows)):
        return []
    low, high = max(span[0] for span in within), min(span[1] for span in within)
    whole = total if low <= total <= high else _mended(view, count, share, rows, (low, high), total)
    if whole is None or high - low > _NARROW * whole:
        return []
    return [CountedShare(view, count, share, p, whole, total) for p in rows]


def _mended(
    view: View, count: Line, share: Line, rows: Sequence[Line], span: tuple[Decimal, Decimal], total: Decimal
) -> Decimal | None:
    """The whole when one count is wrong: all other counts and the share of that one give it."""
    for p in rows:
        number, printed = view.cell(count, p).value, view.cell(share, p)
        if number is None or printed.value is None or not 0 < printed.value < 100:
            continue
        whole = ((total - number) * 100 / (100 - printed.value)).quantize(Decimal(1))
        own = _wholes(view, count, share, p)
        if span[0] <= whole <= span[1] and own is not None and not own[0] <= whole <= own[1]:
            return _exact(whole, total - number, printed.value, printed.ulp)
    return None


def _exact(whole: Decimal, others: Decimal, share: Decimal, ulp: Decimal) -> Decimal | None:
    for candidate in (whole, whole - 1, whole + 1):
        if abs((candidate - others) * 100 / candidate - share) < ulp:
            return candidate
    return None


def _wholes(view: View, count: Line, share: Line, position: Line) -> tuple[Decimal, Decimal] | None:
    """The smallest and the largest whole of which a count can be the printed share."""
    number, printed = view.cell(count, position).value, view.cell(share, position)
    if not number or not printed.value or printed.value <= printed.ulp:
        return None
    return number * 100 / (printed.value + printed.ulp), number * 100 / (printed.value - printed.ulp)


def _finding(check: CountedShare, refs: tuple[CellRef, CellRef]) -> Finding:
    view, wrong = check.view, check.count if check.is_count_wrong else check.share
    right = f"{check.mended_count:f}" if check.is_count_wrong else check.right_share
    other = check.share if check.is_count_wrong else check.count
    at, printed = cell_place(view, wrong, check.position), view.cell(wrong, check.position)
    turned = is_transposition(printed.value or Decimal(0), Decimal(right))
    return Finding(
        view.structure.table.file,
        at,
        cell_place(view, other, check.position),
        printed.text,
        right,
        f"{check.count.name} ÷ 各列{check.count.name}之和 {check.whole:f} × 100",
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.HIGH if check.is_count_wrong else Sureness.MEDIUM,
        f"{at}印 {printed.text}，依其他各列的{check.count.name}與比例（基數 {check.whole:f}）應為 {right}；請核對。",
        refs if not check.is_count_wrong else (refs[1], refs[0]),
    )
