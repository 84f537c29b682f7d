"""Figures that follow from others of their own row or column: differences, products, running totals.

Which figures they follow from is read from the numbers; the reading that holds at most positions is believed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot import slips
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.wording import cell_place, figure

Spot = tuple[Line, Line]
"""A line and a position of a view."""

_MOST = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Identity:
    """A printed figure beside the one that its inputs give; ``formula`` says how, in words."""

    view: View
    line: Line
    position: Line
    compute: Callable[[Sequence[Decimal]], Decimal]
    slack: Decimal
    inputs: tuple[Spot, ...]
    formula: str

    @property
    def value(self) -> Decimal:
        """The figure that the inputs give."""
        return self.compute([self.view.cell(*spot).value or Decimal(0) for spot in self.inputs])

    @property
    def printed(self) -> Decimal:
        """The figure as printed."""
        return self.view.cell(self.line, self.position).value or Decimal(0)

    @property
    def holds(self) -> bool:
        """Equal within rounding, sign included."""
        return abs(self.printed - self.value) <= self.slack

    @property
    def is_telling(self) -> bool:
        """Zeros fit too many readings to prove one."""
        return self.value != 0 or self.printed != 0

    @property
    def ref(self) -> CellRef:
        """The address of the printed figure."""
        return self.view.ref(self.line, self.position)

    def input_refs(self) -> set[CellRef]:
        """The addresses of the figures that it follows from."""
        return {self.view.ref(line, position) for line, position in self.inputs}


def believed(
    readings: Iterable[list[Identity]], *, least: int = 2, share: Decimal = _MOST, offsets: bool = True
) -> list[Identity]:
    """The reading that holds most often, if it holds often enough; else nothing.

    :param offsets: whether two that fail by the same amount in opposite directions speak for the reading.
    """
    best = max(readings, key=lambda reading: _score(reading, offsets), default=[])
    held, telling = _score(best, offsets)
    return best if held >= least and held >= share * telling else []


def value_at(view: View, line: Line, position: Line) -> Decimal | None:
    """The figure where a line and a position meet, if one is stated."""
    return view.cell(line, position).value


def balance(identities: Sequence[Identity]) -> int:
    """How many hold, less those that do not."""
    return sum(1 if identity.holds else -1 for identity in identities)


def report_identities(identities: Sequence[Identity], blamed: frozenset[CellRef]) -> Iterator[Finding]:
    """One finding for each figure that does not follow; a figure computed from a wrong one proves nothing new."""
    wrong = set(blamed)
    for identity in identities:
        if not identity.holds and not (identity.input_refs() | {identity.ref}) & wrong:
            wrong.add(identity.ref)
            yield _finding(identity)


def _finding(identity: Identity) -> Finding:
    view = identity.view
    at = cell_place(view, identity.line, identity.position)
    printed = view.cell(identity.line, identity.position).text
    right = figure(identity.value)
    turned = slips.is_transposition(identity.printed, identity.value)
    why = "，像是數字前後顛倒" if turned else "，像是正負號相反" if identity.printed == -identity.value else ""
    return Finding(
        view.structure.table.file,
        at,
        "、".join(dict.fromkeys(cell_place(view, *spot) for spot in identity.inputs)),
        printed,
        right,
        f"{identity.formula} = {right}",
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.HIGH,
        f"{at}印 {printed}，{identity.formula} = {right}{why}；請核對各數何者有誤。",
        (identity.ref, *sorted(identity.input_refs())),
    )


def _score(identities: Sequence[Identity], offsets: bool) -> tuple[int, int]:
    """How many hold, or fail by as much as another does the other way, and of how many."""
    telling = [identity for identity in identities if identity.is_telling]
    off = [identity.printed - identity.value for identity in telling if not identity.holds]
    offsetting = sum(-gap in off for gap in off) if offsets else 0  # two cells exchanged, and proof of the reading
    return len(telling) - len(off) + offsetting, len(telling)
