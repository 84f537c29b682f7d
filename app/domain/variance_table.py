"""目標與實際 (target versus actual): one honest table for a whole plan (design section 4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.facts import facts_of, variance_of
from app.domain.plan_document import Checkpoint, Indicator, PlanDocument
from app.domain.units import unit_scale
from app.domain.variance import Variance, draft_sentence

EXPECTED = "預期成效"
POINTS = "個百分點"  # what two percentages differ by


@dataclass(frozen=True, slots=True)
class VarianceRow:
    """One target beside its actual; figures are in ``variance`` (base units), printed in ``unit``."""

    section: str  # indicators, checkpoints
    key: str
    item: str
    unit: str
    places: int
    variance: Variance
    sentence: str  # the draft of 差異分析

    @property
    def scale(self) -> Decimal:
        """Base units in one printed unit."""
        return unit_scale(self.unit)[1]


def table(document: PlanDocument) -> tuple[VarianceRow, ...]:
    """預期成效 first, then the other indicators, then the checkpoints in force that carry a quantity."""
    expected_first = sorted(document.indicators, key=lambda indicator: EXPECTED not in indicator.listed_in)
    return (*(of_indicator(row) for row in expected_first), *_of_checkpoints(document))


def of_indicator(row: Indicator) -> VarianceRow:
    """An indicator's row of the table."""
    return _row("indicators", row.key, row.subject, row.unit, row.places, variance_of(row))


def _of_checkpoints(document: PlanDocument) -> Iterator[VarianceRow]:
    for row in document.checkpoints:
        if row.unit is not None and row.is_in_force:
            yield of_checkpoint(row)


def of_checkpoint(row: Checkpoint) -> VarianceRow:
    """The row of a checkpoint that carries a quantity."""
    assert row.unit is not None
    return _row("checkpoints", row.key, row.measure or row.description, row.unit, 0, facts_of(row).quantity)


def _row(section: str, key: str, subject: str, unit: str, places: int, variance: Variance) -> VarianceRow:
    scale = unit_scale(unit)[1]
    sentence = draft_sentence(subject, variance, unit=POINTS if unit == "%" else unit, scale=scale)
    return VarianceRow(section, key, subject, unit, places, variance, sentence)
