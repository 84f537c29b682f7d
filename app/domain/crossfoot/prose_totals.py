"""Sentences about a whole table: a total by its name, an average, a share of everything."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.domain.crossfoot.cells import digits_of
from app.domain.crossfoot.claims import Claim
from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.rounding import shown
from app.domain.crossfoot.slips import is_transposition
from app.domain.crossfoot.statements import Statement, printed_ulp
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.words import Role, squeeze
from app.domain.quantity import Quantity

_PHRASE = 4  # characters that a header and a sentence must share to mean the same figure by themselves
_WORD = 2  # with a rate that fits beside, one word will do
_CLOSE = Decimal("0.02")
_GENERIC = re.compile(r"[案件家人場次份]數?$|合計|小計|總計|比例|百分|單位|年度|樣本|數$")
_SHARE_OF_ALL = re.compile(r"[占佔][^，。；]{0,3}總[^，。；]{0,12}$")
_REACH = 10  # characters before a figure in which its name stands


@dataclass(frozen=True, slots=True)
class TotalCell:
    """A cell of a total row."""

    structure: Structure
    view: View
    row: Line
    column: Line
    name: str

    @property
    def value(self) -> Decimal | None:
        """The figure as printed."""
        return self.view.cell(self.row, self.column).value


def total_cells(structures: Sequence[Structure]) -> list[TotalCell]:
    """Every figure in a total row of every table."""
    return [
        TotalCell(structure, view, row, column, squeeze(column.name))
        for structure in structures
        for view in [structure.view(Axis.ROWS)]
        for row in view.lines
        if row.is_total
        for column in view.positions
        if view.cell(row, column).value is not None
    ]


def claims_on_totals(totals: Sequence[TotalCell], statement: Statement, figures: Sequence[Quantity]) -> Iterator[Claim]:
    """Figures that a sentence calls by the name of a column, beside the total of that column, where the two are
    close but not alike. Nothing is claimed when any table prints the figure under that name."""
    for quantity in figures:
        if quantity.unit == "%":
            continue
        before = statement.text[max(0, quantity.span[0] - _REACH) : quantity.span[0]]
        named = [
            claim
            for total in totals
            if (claim := Claim(statement, quantity, total.view, total.row, total.column)).is_within(_CLOSE)
            and _is_named(total, claim, _shared(total.name, before))
        ]
        if named and not any(claim.holds for claim in named):
            yield min(named, key=lambda claim: abs(claim.base - (claim.quantity.value or 0)))


def _is_named(total: TotalCell, claim: Claim, shared: str) -> bool:
    """A long phrase of an average is name enough; a word must be the table's own, and a rate must fit."""
    if len(shared) >= _PHRASE and total.column.role is Role.RATIO:
        return True
    return (
        bool(shared)
        and _is_announced(total.structure, claim.statement)
        and _is_own(total.view, total.column, shared)
        and _fits_rate(claim)
    )


def _shared(header: str, before: str) -> str:
    """The longest piece of a header that the words before a figure repeat, generic words left out."""
    for length in range(len(header), _WORD - 1, -1):
        for start in range(len(header) - length + 1):
            piece = header[start : start + length]
            if piece in before and not _GENERIC.search(piece):
                return piece
    return ""


def _is_announced(structure: Structure, statement: Statement) -> bool:
    return not statement.near or structure.table.name == statement.near[0]


def _is_own(view: View, column: Line, word: str) -> bool:
    """No other amount of the table is called by the same word."""
    return not any(word in other.name for other in view.positions if other is not column and other.role is Role.AMOUNT)


def _fits_rate(claim: Claim) -> bool:
    """The sentence also prints the figure's share of another total of the same row (回收率)."""
    rates = [q for q in claim.statement.figures() if q.unit == "%" and q.value is not None]
    totals = [claim.view.cell(claim.line, p).value for p in claim.view.positions if p is not claim.position]
    return any(
        abs((claim.quantity.value or Decimal(0)) * 100 / total - (rate.value or Decimal(0))) < printed_ulp(rate)
        for rate in rates
        for total in totals
        if total
    )


def known_totals(totals: Sequence[TotalCell]) -> list[Decimal]:
    """Counts that stand in total rows of at least two tables: figures that everybody refers to."""
    seen: Counter[Decimal] = Counter()
    tables: set[tuple[int, Decimal]] = set()
    for total in totals:
        is_count = total.column.role is Role.AMOUNT and total.view.unit(total.row, total.column).scale is None
        key = (total.structure.number, total.value or Decimal(0))
        if is_count and total.value and key not in tables:
            tables.add(key)
            seen[total.value] += 1
    return [value for value, times in seen.items() if times > 1]


def report_shares(
    wholes: Sequence[Decimal], statement: Statement, figures: Sequence[Quantity], settled: Container[int]
) -> Iterator[Finding]:
    """「1,642 家…占總案數 28.31%」: a share of no known total, and one digit away from the share of one."""
    for before, share in pairwise(figures):
        words = statement.text[before.span[1] : share.span[0]]
        if share.unit != "%" or before.unit in ("%", "元") or not share.places or not _SHARE_OF_ALL.search(words):
            continue
        if share.span[0] in settled:
            continue
        part, printed = before.value or Decimal(0), share.value or Decimal(0)
        shares = {whole: part * 100 / whole for whole in wholes if whole >= part > 0}
        if any(abs(value - printed) < printed_ulp(share) for value in shares.values()):
            continue
        slips = [(w, v) for w, v in shares.items() if _is_slip(printed, Decimal(shown(v, share.places)))]
        if len(slips) == 1:
            yield _share_finding(statement, before, share, *slips[0])


def _is_slip(printed: Decimal, expected: Decimal) -> bool:
    a, b = digits_of(printed), digits_of(expected)
    one_digit = len(a) == len(b) >= 3 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return one_digit or is_transposition(printed, expected)


def _share_finding(statement: Statement, part: Quantity, share: Quantity, whole: Decimal, value: Decimal) -> Finding:
    at = statement.quote(share)
    right = f"{shown(value, share.places)}%"
    return Finding(
        statement.file,
        at,
        f"總數 {whole:f}",
        share.text,
        right,
        f"{part.text} ÷ {whole:f} × 100 = {right}",
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{at}寫 {share.text}，{part.text}占各表總數 {whole:f} 的比例應為 {right}；請核對。",
    )
