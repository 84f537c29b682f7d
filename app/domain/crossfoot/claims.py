"""A figure of a sentence beside the cell that it must repeat, and what is said when it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot import slips
from app.domain.crossfoot.cells import Cell
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.statements import Statement, printed_ulp
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role
from app.domain.quantity import Quantity

_NEAR = Decimal("0.1")  # a figure further than this from the cell is more likely another figure


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure, one cell. ``line`` and ``position`` are those of ``view``."""

    statement: Statement
    quantity: Quantity
    view: View
    line: Line
    position: Line

    @property
    def cell(self) -> Cell:
        """The cell as printed."""
        return self.view.cell(self.line, self.position)

    @property
    def ref(self) -> CellRef:
        """The address of the cell."""
        return self.view.ref(self.line, self.position)

    @property
    def base(self) -> Decimal:
        """The cell's figure in base units, as ``Quantity.value`` is."""
        return (self.cell.value or Decimal(0)) * (self.view.unit(self.line, self.position).scale or 1)

    @property
    def holds(self) -> bool:
        """Whether the figure is the cell's, rounded or cut off at the place that the sentence prints."""
        unit = self.view.unit(self.line, self.position)
        if self.cell.value is None or self.quantity.value is None or not self._same_kind():
            return False
        ulp, printed = self.cell.ulp * (unit.scale or 1), printed_ulp(self.quantity)
        gap = abs(self.quantity.value - self.base)
        return gap == 0 or (printed != ulp and gap < max(printed, ulp))

    @property
    def is_close(self) -> bool:
        """Near enough, or with the same digits turned, to be a slip rather than another figure."""
        return self.is_within(_NEAR) or slips.is_transposition(self.quantity.value or Decimal(0), self.base)

    def is_within(self, share: Decimal) -> bool:
        """Whether figure and cell are no further apart than this share of the cell."""
        return abs((self.quantity.value or Decimal(0)) - self.base) <= share * abs(self.base)

    def _same_kind(self) -> bool:
        """Shares with shares, money with money."""
        unit = self.view.unit(self.line, self.position)
        is_ratio = self.cell.is_percent or Role.RATIO in (self.line.role, self.position.role)
        if self.quantity.unit == "%":
            return is_ratio
        if self.quantity.unit == "元":
            return unit.scale is not None or not unit.name
        return unit.scale is None


def findings_of(claims: Sequence[Claim]) -> list[Finding]:
    """One finding for each broken claim, and one for two sentences that hold each other's figure."""
    found: list[Finding] = []
    done: set[int] = set()
    for claim in claims:
        if id(claim) in done:
            continue
        twin = next((c for c in claims if c is not claim and id(c) not in done and _crossed(claim, c)), None)
        done |= {id(claim), id(twin)}
        found.append(_finding(claim) if twin is None else _swap_finding(claim, twin))
    return found


def _crossed(one: Claim, other: Claim) -> bool:
    same_line = one.position.index == other.position.index or one.line.index == other.line.index
    return same_line and one.quantity.value == other.base and other.quantity.value == one.base


def _finding(claim: Claim) -> Finding:
    at, other = claim.statement.quote(claim.quantity), cell_place(claim.view, claim.line, claim.position)
    turned = slips.is_transposition(claim.quantity.value or Decimal(0), claim.base)
    why = "，像是數字前後顛倒" if turned else ""
    return Finding(
        claim.statement.file,
        at,
        other,
        claim.quantity.text,
        claim.cell.text,
        f"文中的數字 = {other}",
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.HIGH if turned else Sureness.MEDIUM,
        f"{at}寫 {claim.quantity.text}，{other}印 {claim.cell.text}{why}；請使文字與表一致。",
        (claim.ref,),
    )


def _swap_finding(one: Claim, two: Claim) -> Finding:
    first, second = (c.statement.quote(c.quantity) for c in (one, two))
    cells = [cell_place(c.view, c.line, c.position) for c in (one, two)]
    return Finding(
        one.statement.file,
        f"{first}、{second}",
        "、".join(cells),
        f"{one.quantity.text}、{two.quantity.text}",
        f"{one.cell.text}、{two.cell.text}",
        f"文中的數字 = {'、'.join(cells)}",
        Kind.MISPLACED,
        Sureness.HIGH,
        f"{first}寫 {one.quantity.text}，{second}寫 {two.quantity.text}，與{'、'.join(cells)}所印的 "
        f"{one.cell.text}、{two.cell.text} 正好對調；請使文字與表一致。",
        (one.ref, two.ref),
    )
