"""How a target and an actual stand to each other, said in SQL: for choosing, counting and sorting where rows lie.

What a page shows is always computed by :class:`app.domain.variance.Variance`; a test holds the two side by side.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, and_, case, cast, literal, type_coerce

from app.domain.variance import Direction, VarianceStatus
from app.domain.variance_lines import URGENCY
from app.models import Checkpoint, Indicator


@dataclass(frozen=True, slots=True)
class Figures:
    """The columns of a table that holds targets and actuals in base units."""

    target: Any
    actual: Any
    qualifier: Any
    direction: Any

    @property
    def more_is_better(self) -> ColumnElement[bool]:
        """As :attr:`Variance.more_is_better`."""
        return and_(self.direction == Direction.HIGHER.value, self.qualifier.not_in(("<=", "<")))

    @property
    def status(self) -> ColumnElement[str]:
        """As :attr:`Variance.status`."""
        is_better = case((self.actual > self.target, self.more_is_better), else_=~self.more_is_better)
        return case(
            (self.target.is_(None), literal(VarianceStatus.NO_TARGET.value)),
            (self.actual.is_(None), literal(VarianceStatus.NOT_REPORTED.value)),
            (
                self.actual == self.target,
                case(
                    (self.qualifier.in_((">", "<")), literal(VarianceStatus.NOT_MET.value)),
                    else_=literal(VarianceStatus.MET.value),
                ),
            ),
            (is_better, literal(VarianceStatus.EXCEEDED.value)),
            else_=literal(VarianceStatus.NOT_MET.value),
        )

    @property
    def urgency(self) -> tuple[ColumnElement[Any], ...]:
        """As :attr:`VarianceLine.urgency`: what to sort by to have the worst first.

        A quotient of two counts as binary floating point is right to fifteen digits, which is enough for an order, and
        it cannot overflow as whole numbers of large amounts of money would; no figure that is shown comes from here.
        """
        target, actual = (type_coerce(column, BigInteger) for column in (self.target, self.actual))
        rate = case(
            (target.is_(None) | actual.is_(None) | (target <= 0), None),
            (self.more_is_better, cast(actual, Float) / target),
            else_=2 - cast(actual, Float) / target,
        )
        places = case({str(status): place for status, place in URGENCY.items()}, value=self.status)
        return places, case((rate.is_(None), 0), else_=1), rate


INDICATORS = Figures(Indicator.target, Indicator.actual, Indicator.target_qualifier, Indicator.direction)
CHECKPOINTS = Figures(
    Checkpoint.target, Checkpoint.actual, Checkpoint.target_qualifier, literal(Direction.HIGHER.value)
)
