"""What was forecast, and when."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InPlan


class ForecastRecord(InPlan, Base):
    """A forecast as it was issued (推估紀錄): of a checkpoint the days, of an indicator the final values.

    Rows are only added, one where a night says something else than the night before, so that what was said can be
    held against what came of it.
    """

    __tablename__ = "forecast_record"
    constraints = (
        UniqueConstraint("plan_id", "kind", "row_key", "made_on"),
        CheckConstraint("kind IN ('checkpoint', 'indicator')", name="of_a_kind"),
        CheckConstraint("(kind = 'checkpoint') = (low_on IS NOT NULL)", name="checkpoint_has_days"),
        CheckConstraint("(low_on IS NULL) = (likely_on IS NULL)", name="days_together"),
        CheckConstraint("(kind = 'indicator') = (low IS NOT NULL)", name="indicator_has_values"),
        CheckConstraint("(low IS NULL) = (likely IS NULL) AND (low IS NULL) = (high IS NULL)", name="values_together"),
        CheckConstraint("low_on <= likely_on AND likely_on <= high_on", name="days_in_order"),
        CheckConstraint("low <= likely AND likely <= high", name="values_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    row_key: Mapped[str]  # "A-4"
    made_on: Mapped[date]
    low_on: Mapped[date | None]
    likely_on: Mapped[date | None]
    high_on: Mapped[date | None]  # None of a checkpoint: nothing told how late it can get
    low: Mapped[Decimal | None]
    likely: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    method: Mapped[str]  # a Method's value
    basis: Mapped[str]  # a Basis's value
    size: Mapped[int]  # of the reference class
