"""One figure held against what it should be, and the sentence when it does not hold."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.figures import figure_text, round_half_up
from app.domain.plan_document import PlanDocument


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure held against what it should be; ``finding`` is ``None`` when it holds."""

    finding: Finding | None = None


HOLDS = Comparison()


def equal(
    document: PlanDocument, place: str, other: str, printed: Decimal, recomputed: Decimal, formula: str, *, unit: str
) -> Comparison:
    """Two figures of one unit that must be the same to the last digit."""
    if printed == recomputed:
        return Comparison()
    return disagreement(
        document, place, other, f"{figure_text(printed)} {unit}", f"{figure_text(recomputed)} {unit}", formula
    )


def near(document: PlanDocument, place: str, printed: Decimal, exact: Decimal, formula: str) -> Comparison:
    """Equal within one unit of the last printed place: beyond it a finding, within it nothing to say."""
    if abs(printed - exact) < 1:
        return Comparison()
    recomputed = f"{figure_text(round_half_up(exact, 0))} 元"
    return disagreement(
        document, place, "其餘科目", f"{figure_text(printed)} 元", recomputed, formula, sureness=Sureness.MEDIUM
    )


def disagreement(
    document: PlanDocument,
    place: str,
    other: str,
    printed: str,
    recomputed: str,
    formula: str,
    *,
    sureness: Sureness = Sureness.HIGH,
) -> Comparison:
    """A comparison that does not hold; ``formula`` says in words how ``recomputed`` came about."""
    message = f"{place}為「{printed}」，依{other}（{formula}）應為「{recomputed}」，請查明何者正確。"
    return Comparison(
        Finding(document.code, place, other, printed, recomputed, formula, Kind.CONTRADICTION, sureness, message)
    )
